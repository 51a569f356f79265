import { bytesOf } from "../core/bytes";
import type { Json, JsonObject } from "../core/json";
import { plainText, plainTexts } from "../core/observed/plain";
import type { ObservedFile, ObservedHost } from "../core/observed/host";
import type { Plan } from "../core/plan/plan";
import type { Cli } from "../edge/observe/programs";
import { accessOf, sha256 } from "../edge/transaction/payload";
import type { StepTime } from "./step-times";

/** The last change of a host, for a user to read. */
export interface LastChange {
  /** What it took: none, reload or restart. */
  readonly effect: string;
  /** Whether a running engine showed the declared values; not if it is stopped. */
  readonly verified: boolean;
  readonly seconds: number;
  readonly steps: readonly StepTime[];
  /** The declared keys that the engine reports nothing of. */
  readonly unverified: readonly string[];
}

/** What a `Daemon` puts out beside its inputs. */
export interface Outcome {
  readonly engine: JsonObject;
  readonly endpoints: readonly string[];
  readonly daemonJson: ObservedFile | undefined;
  readonly hostKeyFingerprint: string;
  readonly lastChange: LastChange;
  readonly cli: Cli;
  readonly machineId: string | undefined;
}

export function outputsOf(inputs: JsonObject, outcome: Outcome): JsonObject {
  return {
    ...inputs,
    engine: outcome.engine,
    endpoints: plainTexts(outcome.endpoints),
    artifacts: artifacts(outcome.daemonJson),
    hostKeyFingerprint: outcome.hostKeyFingerprint,
    lastChange: { ...outcome.lastChange, steps: outcome.lastChange.steps.map((step) => ({ ...step })) },
    status: "applied",
    ...outcome.cli,
    machineId: plainText(outcome.machineId),
  };
}

/** The CLI as the last outputs tell it. */
export function lastCli({ cliVersion, cliFile }: JsonObject): Partial<Cli> {
  const text = (value: Json | undefined): string | null => (typeof value === "string" ? value : null);
  return { cliVersion: text(cliVersion), cliFile: text(cliFile) };
}

/** The files of ours on a host. */
export function artifacts(daemonJson: ObservedFile | undefined): readonly JsonObject[] {
  if (daemonJson === undefined) return [];
  const { path, mode, owner, bytes } = daemonJson;
  return [{ path, sha256: sha256(bytes), mode, owner }];
}

/** daemon.json as a plan leaves it. */
export function fileAfter(plan: Plan, host: ObservedHost): ObservedFile | undefined {
  if (plan.file.kind !== "write") return host.daemonJson;
  const { text } = plan.file;
  const { mode, owner } = accessOf(plan, host);
  return { path: host.target, ...host.daemonJson, mode, owner, text, bytes: bytesOf(text) };
}
