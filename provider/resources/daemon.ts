import { randomUUID } from "node:crypto";
import { declaredKeys, type Owned, ownedBy } from "../core/desired/daemon-json";
import { DaemonError } from "../core/errors";
import { isJsonObject, type Json, type JsonObject } from "../core/json";
import { engineOutput, type ObservedEngine } from "../core/observed/engine";
import { planDeclared, planLeaving, type Plan } from "../core/plan/plan";
import { checkDaemonInputs, type Failure } from "../core/schema/check";
import { changesHost, diffInputs, type InputsDiff, movesHost } from "../core/state/diff";
import { conflict, type Manifest } from "../core/state/manifest";
import { readDrift, readExtraOptions, readOptions } from "../core/state/read-inputs";
import type { Host } from "../edge/host";
import { type Observation, observe } from "../edge/observe/observe";
import { connect } from "../edge/ssh/connect";
import { confirm, transact } from "../edge/transaction/transaction";
import { type ConnectionDefaults, connectionSettings } from "./connection";
import { firstIn, foundIn, manifestIn, refuseFlags } from "./found";
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
    const observation = await observe(host);
    const found = foundIn(observation);
    const manifest = manifestIn(observation);
    const inputs = {
      connection: outputs.connection ?? {},
      options: readOptions(record(outputs.options), found),
      extraOptions: readExtraOptions(record(outputs.extraOptions), found),
      drift: {
        ...readDrift(found, Object.keys(declaredOf(outputs)), observation.engine),
        ...(manifest?.id === id ? {} : { owner: manifest?.urn ?? "our record on the host is gone" }),
      },
    };
    const engine =
      observation.engine === undefined ? (outputs.engine ?? {}) : engineOutput(observation.engine);
    return {
      inputs,
      outputs: { ...outputs, ...inputs, engine, artifacts: artifacts(observation.host.daemonJson) },
    };
  });
}

/** Puts back what was there before us and removes all trace of us. An instance that lost the host does nothing. */
export async function remove(id: string, outputs: JsonObject, context: DaemonContext): Promise<void> {
  await onHost(outputs, context, async (host) => {
    const observation = await observe(host);
    const manifest = manifestIn(observation);
    if (manifest === undefined) context.onNote("our record on the host is gone: daemon.json stays as it is");
    if (manifest?.id !== id) return;
    const { owned } = manifest;
    const facts = { found: foundIn(observation), engine: observation.engine };
    const first = { value: firstIn(observation), file: observation.host.first };
    const plan = planLeaving(owned, first, observation.host.daemonJson, facts);
    await apply(host, observation, { plan, keys: Object.keys(owned), manifest: "none" }, context);
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
    const observation = await observe(host);
    const manifest = manifestIn(observation);
    const refusal = conflict(manifest, id, context.urn);
    if (refusal !== undefined) throw new DaemonError(refusal);
    const declared = declaredOf(inputs);
    refuseFlags(observation, Object.keys(declared));
    const owned = manifest?.owned ?? last;
    const plan = planDeclared(declared, owned, { found: foundIn(observation), engine: observation.engine });
    const keys = [...new Set([...Object.keys(declared), ...Object.keys(owned)])];
    const ours: Manifest = { format: 1, id, urn: context.urn, owned: ownedBy(declared) };
    const engine = await apply(host, observation, { plan, keys, manifest: ours }, context);
    const daemonJson = fileAfter(plan, observation.host);
    const lastChange = { effect: plan.effect, seconds: (Date.now() - started) / 1000 };
    return outputsOf(inputs, { engine, daemonJson, hostKeyFingerprint: host.hostKeyFingerprint, lastChange });
  });
}

interface Work {
  readonly plan: Plan;
  /** The keys that the engine has to show afterwards. */
  readonly keys: readonly string[];
  /** Our record afterwards. */
  readonly manifest: Manifest | "none";
}

/** One transaction; where nothing differs only our record is written. */
async function apply(
  host: Host,
  observation: Observation,
  { plan, keys, manifest }: Work,
  { onStep }: DaemonContext,
): Promise<ObservedEngine> {
  const { host: observed, engine } = observation;
  if (plan.effect !== "none" || plan.file.kind !== "keep" || engine === undefined) {
    return transact({ host, observed, plan, before: foundIn(observation), keys, onStep }, manifest);
  }
  await confirm(host, observed, manifest, onStep);
  return engine;
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
