import { randomUUID } from "node:crypto";
import { declaredKeys, type Owned, ownedBy } from "../core/desired/daemon-json";
import { DaemonError } from "../core/errors";
import { isJsonObject, type Json, type JsonObject } from "../core/json";
import { engineOutput, type ObservedEngine } from "../core/observed/engine";
import { planDeclared, planLeaving, type Plan, type PlanFacts } from "../core/plan/plan";
import { checkDaemonInputs, type Failure } from "../core/schema/check";
import { engineGate } from "../core/schema/engine-gate";
import { changesHost, diffInputs, type InputsDiff, movesHost } from "../core/state/diff";
import { conflict, type Manifest } from "../core/state/manifest";
import { readDrift, readExtraOptions, readOptions } from "../core/state/read-inputs";
import type { Host } from "../edge/host";
import { connect } from "../edge/ssh/connect";
import { confirm, transact } from "../edge/transaction/transaction";
import { type ConnectionDefaults, connectionSettings } from "./connection";
import { firstValue, type Found, lookAt, unitDrift, unitFor } from "./found";
import { artifacts, fileAfter, outputsOf } from "./outputs";

/** What an operation has beside its arguments. */
export interface DaemonContext {
  readonly defaults: ConnectionDefaults;
  /** The resource's URN: the owner's name in our record on the host. */
  readonly urn: string;
  /** Tells the user of a step as it begins. */
  readonly onStep: (step: string) => void;
  /** Tells the user something that he should know of. */
  readonly onNote: (note: string) => void;
}

/** A resource's id: random, and from then on the name by which our record on the host knows it. */
export const newId = (): string => `dockerd-${randomUUID()}`;

export const check = (inputs: JsonObject): readonly Failure[] => checkDaemonInputs(inputs);

export const diff = (outputs: JsonObject, inputs: JsonObject): InputsDiff => diffInputs(outputs, inputs);

/** Takes a host over. Where it has what is declared already, nothing but our record is written. */
export function create(id: string, inputs: JsonObject, context: DaemonContext): Promise<JsonObject> {
  return bringAbout(id, inputs, {}, context);
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
  return bringAbout(id, inputs, owned, context);
}

/** What the host shows, as outputs and as inputs. */
export async function read(
  id: string,
  outputs: JsonObject,
  context: DaemonContext,
): Promise<{ inputs: JsonObject; outputs: JsonObject }> {
  return onHost(outputs, context, async (host) => {
    const declared = Object.keys(declaredOf(outputs));
    const found = await lookAt(host, declared);
    const owner = found.manifest?.urn ?? "our record on the host is gone";
    const inputs = {
      connection: outputs.connection ?? {},
      options: readOptions(record(outputs.options), found.value),
      extraOptions: readExtraOptions(record(outputs.extraOptions), found.value),
      drift: {
        ...readDrift(found.value, declared, found.engine),
        ...unitDrift(found, declared),
        ...(found.manifest?.id === id ? {} : { owner }),
      },
    };
    const engine = found.engine === undefined ? (outputs.engine ?? {}) : engineOutput(found.engine);
    return {
      inputs,
      outputs: { ...outputs, ...inputs, engine, artifacts: artifacts(found.host.daemonJson) },
    };
  });
}

/** Puts back what was there before us and removes all trace of us. An instance that lost the host does nothing. */
export async function remove(id: string, outputs: JsonObject, context: DaemonContext): Promise<void> {
  await onHost(outputs, context, async (host) => {
    const found = await lookAt(host, []);
    const owned = ownedOn(found, id, ownedBy(declaredOf(outputs)));
    if (owned === undefined) {
      if (found.manifest === undefined)
        context.onNote("nothing of ours is on the host any more: it stays as it is");
      return;
    }
    const first = { value: firstValue(found), file: found.host.first };
    const facts = { ...factsOf(found), file: found.host.daemonJson };
    const plan = planLeaving(owned, unitFor(found, []), first, facts);
    await apply(host, found, { plan, manifest: "none" }, context);
  });
}

async function bringAbout(
  id: string,
  inputs: JsonObject,
  last: Owned,
  context: DaemonContext,
): Promise<JsonObject> {
  return onHost(inputs, context, async (host) => {
    const started = Date.now();
    const declared = declaredOf(inputs);
    const found = await lookAt(host, [...Object.keys(declared), ...Object.keys(last)]);
    const refusal = conflict(found.manifest, id, context.urn);
    if (refusal !== undefined) throw new DaemonError(refusal);
    refuseByRelease(inputs, found, context);
    const unit = unitFor(found, Object.keys(declared));
    const plan = planDeclared(declared, found.manifest?.owned ?? last, unit, factsOf(found));
    const manifest: Manifest = { format: 1, id, urn: context.urn, owned: ownedBy(declared) };
    const engine = await apply(host, found, { plan, manifest }, context);
    return outputsOf(inputs, {
      engine,
      daemonJson: fileAfter(plan, found.host),
      hostKeyFingerprint: host.hostKeyFingerprint,
      lastChange: { effect: plan.effect, seconds: (Date.now() - started) / 1000 },
    });
  });
}

/** Ends an operation before anything is touched where the host's engine can't know what is declared. */
function refuseByRelease(inputs: JsonObject, { engine }: Found, { onNote }: DaemonContext): void {
  if (engine === undefined) return;
  const { refusal, warnings } = engineGate(inputs, engine.version, engine.versionText);
  if (refusal !== undefined) throw new DaemonError(refusal);
  for (const warning of warnings) onNote(warning);
}

/**
 * What a resource owns of a host's daemon.json; undefined where it owns nothing. A run that broke off before its end left
 * no record but the first file: then the state's word counts.
 */
function ownedOn({ manifest, host }: Found, id: string, declared: Owned): Owned | undefined {
  if (manifest !== undefined) return manifest.id === id ? manifest.owned : undefined;
  return host.first === "none" ? undefined : declared;
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
}

/** One transaction; where nothing differs only our record is written. */
async function apply(
  host: Host,
  found: Found,
  work: Work,
  { onStep }: DaemonContext,
): Promise<ObservedEngine> {
  const { plan, manifest } = work;
  if (
    plan.effect === "none" &&
    plan.file.kind === "keep" &&
    plan.unit.kind === "keep" &&
    found.engine !== undefined
  ) {
    await confirm(host, found.host, manifest, onStep);
    return found.engine;
  }
  const { host: observed, value: before, keys } = found;
  return transact({ host, observed, plan, before, keys, onStep }, manifest);
}

/** Opens the connection for one operation and closes it again; names the host in its errors. */
async function onHost<T>(
  inputs: JsonObject,
  context: DaemonContext,
  work: (host: Host) => Promise<T>,
): Promise<T> {
  const connection = record(inputs.connection);
  let host: Host | undefined;
  try {
    context.onStep("connect");
    host = await connect(connectionSettings(connection, context.defaults));
    context.onStep("observe");
    return await work(host);
  } catch (error) {
    throw error instanceof DaemonError
      ? error.at(typeof connection.host === "string" ? connection.host : "")
      : error;
  } finally {
    host?.close();
  }
}

const record = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});

const declaredOf = (inputs: JsonObject): JsonObject =>
  declaredKeys(record(inputs.options), record(inputs.extraOptions));
