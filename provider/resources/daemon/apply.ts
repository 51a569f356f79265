import type { TlsSet } from "../../core/desired/artefacts";
import type { ObservedEngine } from "../../core/observed/engine";
import { type Manifest, sameManifest } from "../../core/ownership/manifest";
import { stoppedNote } from "../../core/plan/change-notes";
import type { Plan } from "../../core/plan/plan";
import type { Survey } from "../../core/survey/survey";
import { recordOnly, transact } from "../../edge/transaction/transact";
import type { Session } from "../session";

/** A change to apply. */
export interface PlannedChange {
  readonly plan: Plan;
  /** The manifest afterwards; "none" releases the host. */
  readonly manifest: Manifest | "none";
  readonly tls: TlsSet | undefined;
  /** Whether the program names another address of the host than the last time. */
  readonly isMoved: boolean;
}

/**
 * Runs one transaction. If nothing differs only the manifest is written, unless it says the same already.
 *
 * @returns the engine afterwards; undefined if only files changed
 * @throws DaemonError
 */
export async function apply(
  { host, reconnect, terms, context }: Session,
  { host: observed, daemonJson: before, keys, engine, manifest: last }: Survey,
  { plan, manifest, tls, isMoved }: PlannedChange,
): Promise<ObservedEngine | undefined> {
  const { onStep } = context;
  const transaction = { host, reconnect, terms, observed, engine, before, keys, plan, manifest, tls, onStep };
  const differs = plan.effect !== "none" || plan.file.kind !== "keep" || plan.unit.kind !== "keep";
  if (differs) {
    const after = await transact(transaction);
    for (const note of stoppedNote(engine, after)) context.onNote(note);
    return after;
  }
  // At a changed address only the state changes if the manifest says the same; otherwise writing it also removes what an
  // earlier run may have left.
  const isKept = isMoved && manifest !== "none" && sameManifest(last, manifest);
  return isKept ? engine : recordOnly(transaction);
}
