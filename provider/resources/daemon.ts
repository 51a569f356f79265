import { randomUUID } from "node:crypto";
import { merge, type Owned, ownedBy } from "../core/desired/daemon-json";
import { DaemonError } from "../core/errors";
import type { Json, JsonObject } from "../core/json";
import { unreported } from "../core/expect/expect";
import { engineOutput, type ObservedEngine } from "../core/observed/engine";
import { endpointsOf } from "../core/observed/endpoints";
import { checksFiles } from "../core/observed/release";
import { optionName } from "../core/options";
import { foreignConflict } from "../core/plan/foreign";
import { hostRefusal } from "../core/plan/host-gate";
import { planDeclared, type Plan, type PlanFacts } from "../core/plan/plan";
import { checkDaemonInputs } from "../core/schema/check";
import { engineGate } from "../core/schema/engine-gate";
import type { Failure } from "../core/schema/failure";
import { changesHost, diffInputs, inputsIn, type InputsDiff, movesHost } from "../core/state/diff";
import { conflict, droppedAfter, type Manifest } from "../core/state/manifest";
import { readDrift, readExtraOptions, readOptions } from "../core/state/read-inputs";
import { cliOf, helpOf } from "../edge/observe/programs";
import { lockedFailure, recoveryFailure } from "../edge/transaction/failures";
import { recordOnly, transact, undo } from "../edge/transaction/transact";
import type { TlsSet } from "../edge/transaction/transaction";
import { declaredOf, tlsDrift, tlsSetOf } from "./declared";
import { comparable, type Found, lookAt, unitDrift, unitFor } from "./found";
import { leavingPlan, ownedOn } from "./leaving";
import { artifacts, fileAfter, lastCli, outputsOf } from "./outputs";
import {
  applySettings,
  type DaemonContext,
  inSession,
  record,
  type Session,
  unlessUnreachable,
} from "./session";
import { StepTimes } from "./step-times";

export type { DaemonContext } from "./session";

/** A resource's id: random, and from then on the name by which our record on the host knows it. */
export const newId = (): string => `dockerd-${randomUUID()}`;

export const check = (inputs: JsonObject): readonly Failure[] => checkDaemonInputs(inputs);

export const diff = (outputs: JsonObject, inputs: JsonObject): InputsDiff => diffInputs(outputs, inputs);

/** Takes a host over. Where it has what is declared already, nothing but our record is written. */
export function create(id: string, inputs: JsonObject, context: DaemonContext): Promise<JsonObject> {
  return bringAbout(id, inputs, { owned: {}, outputs: {} }, context);
}

/** Brings changed options about in one transaction. Where only the way to the host changed, it isn't touched. */
export async function update(
  id: string,
  outputs: JsonObject,
  inputs: JsonObject,
  context: DaemonContext,
): Promise<JsonObject> {
  if (!changesHost(outputs, inputs)) return { ...outputs, ...inputs };
  // Another host is taken over as in create: nothing on it is ours yet.
  const owned = movesHost(outputs, inputs) ? {} : ownedBy(declaredOf(outputs));
  return bringAbout(id, inputs, { owned, outputs }, context);
}

/** What the host shows, as outputs and as inputs. */
export async function read(
  id: string,
  outputs: JsonObject,
  context: DaemonContext,
): Promise<{ inputs: JsonObject; outputs: JsonObject }> {
  const instead = { inputs: inputsIn(outputs), outputs };
  const kept = { consequence: "its last known state is kept", instead };
  return unlessUnreachable(outputs, context, kept, async ({ host, terms }) => {
    const declared = Object.keys(declaredOf(outputs));
    const looked = await lookAt(host, declared, terms.limits.observe);
    const found = await comparable(host, looked, looked.value);
    const inputs = { ...inputsIn(outputs), ...observedInputs(outputs, found, id) };
    const engine = found.engine === undefined ? (outputs.engine ?? {}) : engineOutput(found.engine);
    const { service } = found.host;
    const seen = {
      engine,
      endpoints: service?.active === true ? endpointsOf(service.argv, found.value) : [],
      artifacts: artifacts(found.host.daemonJson),
      ...(await cliOf(host, found.host, lastCli(outputs))),
      machineId: found.host.machineId ?? null,
    };
    return { inputs, outputs: { ...outputs, ...inputs, ...seen } };
  });
}

function observedInputs(outputs: JsonObject, found: Found, id: string): JsonObject {
  const declared = Object.keys(declaredOf(outputs));
  const owner = found.manifest?.urn ?? "our record on the host is gone";
  const abandoned = found.host.unfinished && found.host.lock === undefined;
  return {
    options: readOptions(record(outputs.options), found.value),
    extraOptions: readExtraOptions(record(outputs.extraOptions), found.value),
    drift: {
      ...readDrift(found.value, declared, found.engine),
      ...unitDrift(found, declared),
      ...tlsDrift(outputs, found),
      ...(found.manifest?.id === id ? {} : { owner }),
      ...(abandoned ? { host: "a change was begun there and not ended" } : {}),
    },
  };
}

/** Ends our part on a host, as apply.onDelete says. An instance that lost the host does nothing. */
export async function remove(id: string, outputs: JsonObject, context: DaemonContext): Promise<void> {
  const letGo = { consequence: "it keeps what it has", instead: undefined };
  await unlessUnreachable(outputs, context, letGo, async (session) => {
    const found = await lookAtFree(session, []);
    const owned = ownedOn(found, id, ownedBy(declaredOf(outputs)));
    if (owned === undefined) {
      if (found.manifest === undefined)
        context.onNote("nothing of ours is on the host any more: it stays as it is");
      return;
    }
    const { onDelete } = applySettings(outputs);
    const { after } = leavingPlan(onDelete, owned, found).plan;
    const { plan, stays } = leavingPlan(onDelete, owned, await comparable(session.host, found, after));
    if (stays.length > 0) context.onNote(`set by others, and kept: ${stays.join(", ")}`);
    await apply(session, found, { plan, manifest: "none", tls: undefined }).catch((error: unknown) => {
      throw error instanceof DaemonError && isRefusal(error) ? cantLeave(error) : error;
    });
  });
}

/** Whether an engine didn't take a file, and the host is as before. */
const isRefusal = ({ facts, hostState }: DaemonError): boolean =>
  facts.kind === "ValidationError" || (facts.step === "activate" && hostState === "restored");

function cantLeave(error: DaemonError): DaemonError {
  return new DaemonError({
    ...error.facts,
    what: "what was there before us isn't valid for the engine that is there now",
    remedy:
      'set apply.onDelete to "removeOwned" (only what is ours is taken out) or "leave" (all stays), run `pulumi up`, then destroy',
  });
}

/** What the state knows of the last time; nothing of it counts for a host that is new. */
interface Last {
  readonly owned: Owned;
  readonly outputs: JsonObject;
}

async function bringAbout(
  id: string,
  inputs: JsonObject,
  last: Last,
  context: DaemonContext,
): Promise<JsonObject> {
  const times = new StepTimes();
  const onStep = (step: string): void => {
    times.begin(step);
    context.onStep(step);
  };
  return inSession(inputs, { ...context, onStep }, async (session) => {
    const keys = [...Object.keys(declaredOf(inputs)), ...Object.keys(last.owned)];
    const isNew = movesHost(last.outputs, inputs);
    const found = await lookAtFree(session, keys, isNew);
    const tls = tlsSetOf(inputs, found.host, session.terms.id);
    const declared = declaredOf(inputs, tls?.folder);
    const refusal = conflict(found.manifest, id, context.urn);
    if (refusal !== undefined) throw new DaemonError(refusal);
    const knownEngine = isNew ? undefined : record(last.outputs.engine).version;
    await refuseByRelease(inputs, found, knownEngine, session);
    const owned = found.manifest?.owned ?? last.owned;
    const foreign = foreignConflict(found.value, declared, owned);
    if (foreign !== undefined) throw new DaemonError(foreign);
    const unit = unitFor(found, Object.keys(declared));
    const after = merge(found.value, declared, owned);
    const unfit = hostRefusal(declared, after, { argv: unit.argv, engine: found.engine });
    if (unfit !== undefined) throw new DaemonError(unfit);
    const compared = await comparable(session.host, found, after);
    const plan = planDeclared(declared, owned, unit, factsOf(compared));
    const cli = await cliOf(session.host, found.host, lastCli(last.outputs));
    const manifest: Manifest = {
      format: 1,
      id,
      urn: context.urn,
      owned: ownedBy(declared),
      dropped: droppedAfter(found.manifest, ownedBy(declared)),
      transaction: session.terms.id,
    };
    const engine = await apply(session, found, { plan, manifest, tls });
    return outputsOf(inputs, {
      engine,
      daemonJson: fileAfter(plan, found.host),
      hostKeyFingerprint: session.host.hostKeyFingerprint,
      endpoints: endpointsOf(plan.argv, plan.after),
      lastChange: {
        effect: plan.effect,
        ...times.soFar,
        unverified: unreported(Object.keys(declared), engine.version).map(optionName),
      },
      cli,
      machineId: found.host.machineId,
    });
  });
}

/** Looks at a host that is to be changed. What an earlier run left unfinished is ended first. @throws DaemonError */
async function lookAtFree(
  { host, terms, context }: Session,
  keys: readonly string[],
  isNew = false,
): Promise<Found> {
  const found = await lookAt(host, keys, terms.limits.observe, isNew);
  const { lock, unfinished, undoing } = found.host;
  if (lock !== undefined && undoing !== true) throw lockedFailure(lock);
  if (!unfinished) return found;
  context.onStep("recover");
  // What couldn't be undone is still locked by its watchdog, which would try again later.
  const failure = await undo(host, lock === undefined ? "recover" : "help", terms);
  if (failure !== undefined) throw recoveryFailure(failure.detail);
  context.onNote("an earlier run had left a change unfinished on the host: it was ended first");
  return lookAt(host, keys, terms.limits.observe, isNew);
}

/**
 * Ends an operation before anything is touched where the host's engine can't know what is declared. One that took our
 * options before (`known`, its version) is asked for its flags again when it is another one.
 */
async function refuseByRelease(
  inputs: JsonObject,
  { release, host: observed }: Found,
  known: Json | undefined,
  { host, context }: Session,
): Promise<void> {
  if (release === undefined) return;
  const help = known === release.text ? undefined : await helpOf(host, observed);
  const { refusal, warnings } = engineGate(inputs, release, help);
  if (refusal !== undefined) throw new DaemonError(refusal);
  for (const warning of warnings) context.onNote(warning);
}

const factsOf = ({ value, engine, host }: Found): PlanFacts => ({
  found: value,
  engine,
  dropIn: host.service?.dropIn,
});

interface Work {
  readonly plan: Plan;
  /** Our record afterwards. */
  readonly manifest: Manifest | "none";
  readonly tls: TlsSet | undefined;
}

/** One transaction; where nothing differs only our record is written. */
async function apply(session: Session, found: Found, { plan, manifest, tls }: Work): Promise<ObservedEngine> {
  const { host, reconnect, terms, context } = session;
  const { host: observed, value: before, keys, engine, release } = found;
  const { onStep } = context;
  if (plan.file.kind !== "keep" && release !== undefined && !checksFiles(release)) {
    context.onNote(
      `engine ${release.text} can't check a file before it runs with it: only our own rules did`,
    );
  }
  const transaction = { host, reconnect, terms, observed, before, keys, plan, manifest, tls, onStep };
  const differs = plan.effect !== "none" || plan.file.kind !== "keep" || plan.unit.kind !== "keep";
  if (differs || engine === undefined) return transact(transaction);
  await recordOnly(transaction);
  return engine;
}
