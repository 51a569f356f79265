import { randomUUID } from "node:crypto";
import { type Owned, ownedBy, presentKeys } from "../core/desired/daemon-json";
import { DaemonError } from "../core/errors";
import { unreported } from "../core/expect/expect";
import type { Json, JsonObject } from "../core/json";
import { engineOutput, type ObservedEngine, stoppedEngineOutput } from "../core/observed/engine";
import { endpointsOf } from "../core/observed/endpoints";
import { plainObject, plainText, plainTexts } from "../core/observed/plain";
import { checksFiles } from "../core/observed/release";
import { optionName } from "../core/options";
import { pendingConflict, pendingKeys } from "../core/plan/pending";
import type { Plan } from "../core/plan/plan";
import { checkDaemonInputs } from "../core/schema/check";
import { engineGate } from "../core/plan/engine-gate";
import type { Failure } from "../core/schema/failure";
import {
  changesAddress,
  changesHost,
  diffInputs,
  inputsIn,
  type InputsDiff,
  withInputs,
} from "../core/preview/diff";
import { adoptionNote, conflict, type Manifest, ownedOnHost, sameManifest } from "../core/ownership/manifest";
import { readExtraOptions, readOptions } from "../core/drift/read-inputs";
import { cliOf, helpOf } from "../edge/observe/programs";
import { lockedFailure, recoveryFailure } from "../edge/transaction/failures";
import { undo } from "../edge/transaction/rollback";
import { recordOnly, transact } from "../edge/transaction/transact";
import type { TlsSet } from "../edge/transaction/transaction";
import { declaredOf, tlsSetOf } from "./declared";
import { hostDrift } from "./drift";
import { comparable, type Found, isStopped, lookAt, sound } from "./found";
import { obstacle, ownedAtRelease, releaseFailure, releasePlan, unreleasedNote } from "./leaving";
import { artifacts, fileAfter, lastCli, outputsOf } from "./outputs";
import { manifestAfter, prepare } from "./prepare";
import { fingerprint, readableSecrets } from "./secrets";
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

/**
 * Applies changed options in one transaction. A host at a changed address is observed: its manifest tells whether it is
 * managed already or has to be adopted. If only credentials or the way to apply changed, no connection is opened.
 */
export async function update(
  id: string,
  outputs: JsonObject,
  inputs: JsonObject,
  context: DaemonContext,
): Promise<JsonObject> {
  if (!changesHost(outputs, inputs)) return withInputs(outputs, inputs);
  // At another address the state knows nothing of what is managed: only a manifest does.
  const owned = changesAddress(outputs, inputs) ? {} : ownedBy(declaredOf(outputs));
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
    const declared = presentKeys(declaredOf(outputs));
    const looked = await lookAt(host, declared, terms.limits.observe);
    const found = await comparable(host, looked, looked.value);
    const inputs = { ...inputsIn(outputs), ...observedInputs(outputs, found, id) };
    const engine = engineOf(found, record(outputs.engine));
    const { service } = found.host;
    const seen = {
      engine,
      endpoints:
        service?.active === true ? plainTexts(endpointsOf(service.argv, found.value, service.sockets)) : [],
      artifacts: artifacts(found.host.daemonJson),
      ...(await cliOf(host, found.host, lastCli(outputs))),
      // The machine on which this resource was confirmed: the one of a host that is another's is not it.
      ...(found.manifest?.id === id ? { machineId: plainText(found.host.machineId) } : {}),
    };
    return { inputs, outputs: { ...outputs, ...inputs, ...seen } };
  });
}

const observedInputs = (outputs: JsonObject, found: Found, id: string): JsonObject => ({
  options: plainObject(readOptions(record(outputs.options), found.value, fingerprint)),
  extraOptions: plainObject(readExtraOptions(record(outputs.extraOptions), found.value)),
  drift: hostDrift(outputs, found, id),
});

/** The engine as an output: as it runs, or its last known facts. One that gives no answer may run well. */
function engineOf({ engine, release, problems }: Found, last: JsonObject): JsonObject {
  if (engine !== undefined) return engineOutput(engine);
  return problems.silence === undefined ? stoppedEngineOutput(last, release?.text) : last;
}

/** Releases a host, as apply.onDelete says; without a working engine on files alone. A superseded instance does nothing. */
export async function remove(id: string, outputs: JsonObject, context: DaemonContext): Promise<void> {
  const letGo = { consequence: "it keeps what it has", instead: undefined };
  await unlessUnreachable(outputs, context, letGo, async (session) => {
    const { onDelete } = applySettings(outputs);
    const found = await lookAtFree(session, []);
    const owned = ownedAtRelease(found, id, outputs);
    if (owned === undefined) {
      context.onNote(unreleasedNote(found, outputs));
      return;
    }
    const refusal = obstacle(found, outputs);
    if (refusal !== undefined) throw new DaemonError(refusal);
    const { after } = releasePlan(onDelete, owned, found).plan;
    const compared = await comparable(session.host, found, after);
    const { plan, notes } = releasePlan(onDelete, owned, compared);
    const pending = pendingConflict(plan, {}, pendingKeys(found), found.engine?.version);
    if (pending !== undefined) throw new DaemonError(pending);
    notes.forEach((note) => context.onNote(note));
    await apply(session, found, { plan, manifest: "none", tls: undefined }).catch((error: unknown) => {
      throw releaseFailure(error, onDelete);
    });
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
    const isNew = changesAddress(last.outputs, inputs);
    const found = sound(await lookAtFree(session, keys, isNew));
    const tls = tlsSetOf(inputs, found.host, session.terms.id);
    const program = declaredOf(inputs, tls?.folder);
    const owned = claimed(found, { id, isNew, lastOwned: last.owned }, session);
    const knownEngine = isNew ? undefined : record(last.outputs.engine).version;
    await refuseByRelease(inputs, found, knownEngine, session);
    if (isNew && last.outputs.connection !== undefined && found.manifest?.id !== id)
      context.onNote(movedNote(last.outputs, inputs));
    const prepared = await prepare(session.host, found, program, owned);
    const { plan, declared, notes } = prepared;
    for (const note of notes) context.onNote(note);
    const cli = await cliOf(session.host, found.host, lastCli(last.outputs));
    const manifest = manifestAfter(found, prepared, { id, urn: context.urn, transaction: session.terms.id });
    if (isStopped(found)) context.onNote(STAYS_STOPPED);
    const engine = await apply(session, found, { plan, manifest, tls, isMoved: isNew });
    const lastEngine = isNew ? {} : record(last.outputs.engine);
    return outputsOf(inputs, {
      engine:
        engine === undefined ? stoppedEngineOutput(lastEngine, found.release?.text) : engineOutput(engine),
      daemonJson: fileAfter(plan, found.host),
      hostKeyFingerprint: session.host.hostKeyFingerprint,
      endpoints:
        engine === undefined ? [] : endpointsOf(plan.argv, plan.after, found.host.service?.sockets ?? []),
      lastChange: {
        effect: plan.effect,
        verified: engine !== undefined,
        ...times.soFar,
        unverified:
          engine === undefined ? [] : unreported(presentKeys(declared), engine.version).map(optionName),
      },
      cli,
      machineId: found.host.machineId,
    });
  });
}

/** What of a host is this resource's already, once it may act there. @throws DaemonError */
function claimed(
  { manifest, host }: Found,
  { id, isNew, lastOwned }: { readonly id: string; readonly isNew: boolean; readonly lastOwned: Owned },
  { terms, context }: Session,
): Owned {
  const claimant = { id, isNew, urn: context.urn, takeOver: terms.apply.takeOver };
  const refusal = conflict(manifest, claimant);
  if (refusal !== undefined) throw new DaemonError(refusal);
  const note = adoptionNote(manifest, claimant);
  if (note !== undefined) context.onNote(note);
  return ownedOnHost(manifest, host.first, lastOwned);
}

function movedNote(outputs: JsonObject, inputs: JsonObject): string {
  const [before, now] = [outputs, inputs].map(({ connection }) => record(connection).host);
  const old = before === now || typeof before !== "string" ? "" : `; ${before} is left unchanged`;
  return `the host has no manifest of this resource: adopted as a new host${old}`;
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
  const { failure, notes } = await undo(host, lock === undefined ? "recover" : "help", terms);
  if (failure !== undefined) throw recoveryFailure(failure);
  for (const note of notes) context.onNote(note);
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

const STAYS_STOPPED =
  "docker.service is stopped and stays stopped: the configuration takes effect at its next start, and is not verified";

interface Work {
  readonly plan: Plan;
  /** Our record afterwards. */
  readonly manifest: Manifest | "none";
  readonly tls: TlsSet | undefined;
  /** Whether the program names another address of the host than the last time. */
  readonly isMoved?: boolean;
}

/** Runs one transaction. If nothing differs only the manifest is written, unless it says the same already. */
async function apply(
  session: Session,
  found: Found,
  { plan, manifest, tls, isMoved = false }: Work,
): Promise<ObservedEngine | undefined> {
  const { host, reconnect, terms, context } = session;
  const { host: observed, value: before, keys, engine, release } = found;
  const { onStep } = context;
  if (plan.file.kind !== "keep" && release !== undefined && !checksFiles(release)) {
    context.onNote(
      `engine ${release.text} can't check a file before it runs with it: only our own rules did`,
    );
  }
  const secrets = readableSecrets(plan, observed);
  if (secrets !== undefined) context.onNote(secrets);
  const transaction = { host, reconnect, terms, observed, engine, before, keys, plan, manifest, tls, onStep };
  const differs = plan.effect !== "none" || plan.file.kind !== "keep" || plan.unit.kind !== "keep";
  if (differs) return transact(transaction);
  // At a changed address only the state changes if the manifest says the same; otherwise writing it also clears away what
  // an earlier run may have left.
  const isKept = isMoved && manifest !== "none" && sameManifest(found.manifest, manifest);
  return isKept ? engine : recordOnly(transaction);
}
