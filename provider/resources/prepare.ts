import { merge, type Owned, ownedBy, ownedWithout } from "../core/desired/daemon-json";
import { DaemonError, type ErrorFacts } from "../core/errors";
import type { JsonObject } from "../core/json";
import { openSockets } from "../core/observed/endpoints";
import { originalBridge } from "../core/plan/bridge";
import { foreignConflict } from "../core/plan/foreign";
import { hostRefusal } from "../core/plan/host-gate";
import { listenerConflict } from "../core/plan/listeners";
import { loadedUnmanaged, pendingConflict, pendingKeys } from "../core/plan/pending";
import { type Plan, planDeclared } from "../core/plan/plan";
import { droppedAfter, type Manifest } from "../core/ownership/manifest";
import type { Host } from "../edge/host";
import { comparable, type Found, isStopped, unitFor } from "./found";

/** What a program's keys come to on a host. */
export interface Prepared {
  readonly plan: Plan;
  /** The program's keys, with the entries of flags that move to daemon.json. */
  readonly declared: JsonObject;
  /** What the user should know of: flags that move, sockets that are open. */
  readonly notes: readonly string[];
}

/** Plans the change that applies a program's keys to a host as it was observed. @throws DaemonError if it can't be done */
export async function prepare(
  host: Host,
  found: Found,
  program: JsonObject,
  owned: Owned,
): Promise<Prepared> {
  const unit = unitFor(found, program);
  const declared = { ...program, ...merge(unit.moved, program, {}) };
  // What flags set is others' as well, wherever it moves.
  const others = ownedWithout(owned, ownedBy(unit.moved));
  const after = merge(found.value, declared, owned);
  refuse(
    foreignConflict(merge(found.value, unit.moved, {}), program, others) ??
      hostRefusal(declared, after, { argv: unit.argv, engine: found.engine }),
  );
  const { engine } = await comparable(host, found, after);
  const { service } = found.host;
  const pending = pendingKeys(found);
  const plan = planDeclared(declared, owned, unit, {
    found: found.value,
    sources: [found.source],
    engine,
    dropIn: service?.dropIn,
    bridge: found.manifest?.bridge,
    pending,
    filesOnly: isStopped(found),
  });
  refuse(
    listenerConflict(plan, declared, service) ?? pendingConflict(plan, declared, pending, engine?.version),
  );
  const notes = plan.unit.kind === "keep" ? [] : unit.notes;
  return { plan, declared, notes: [...notes, ...openSockets(plan.argv, plan.after, service?.sockets ?? [])] };
}

function refuse(refusal: ErrorFacts | undefined): void {
  if (refusal !== undefined) throw new DaemonError(refusal);
}

/** The manifest that a host has once a prepared change is confirmed. */
export function manifestAfter(
  found: Found,
  { plan, declared }: Prepared,
  { id, urn, transaction }: Required<Pick<Manifest, "id" | "urn" | "transaction">>,
): Manifest {
  const owned = ownedBy(declared);
  const bridge = originalBridge(found.manifest?.bridge, found.value, declared, found.engine);
  return {
    format: 1,
    id,
    urn,
    owned,
    dropped: droppedAfter(found.manifest, owned),
    transaction,
    ...(bridge === undefined ? {} : { bridge }),
    unmanaged: loadedUnmanaged(plan, owned, pendingKeys(found)),
  };
}
