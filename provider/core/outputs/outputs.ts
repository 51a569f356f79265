import { presentKeys } from "../desired/daemon-json";
import { hostDrift } from "../drift/host-drift";
import { readExtraOptions, readOptions } from "../drift/read-inputs";
import { unreported } from "../expect/expect";
import { fingerprint, sha256 } from "../hash";
import type { JsonObject } from "../json";
import { endpointsOf } from "../observed/endpoints";
import {
  engineOutput,
  type ObservedEngine,
  runningContainers,
  stoppedEngineOutput,
} from "../observed/engine";
import type { ObservedFile } from "../observed/host";
import { plainObject, plainText, plainTexts } from "../observed/plain";
import { declaredName } from "../options";
import { fileAfter } from "../plan/file-after";
import type { Prepared } from "../plan/prepare";
import type { Stored } from "../schema/stored";
import type { Survey } from "../survey/survey";

/** A step of an operation with its duration. */
export interface StepTime {
  readonly name: string;
  readonly seconds: number;
}

/** A change that was applied. */
export interface Applied {
  /** The engine afterwards; undefined if it was not verified, because it is stopped. */
  readonly engine: ObservedEngine | undefined;
  readonly hostKeyFingerprint: string;
  readonly seconds: number;
  readonly steps: readonly StepTime[];
  /** The output `engine` of the last change; {} if there is none. */
  readonly lastEngine: JsonObject;
}

/** Returns the outputs of a `Daemon` after a change. */
export function outputsOf(
  inputs: JsonObject,
  survey: Survey,
  { plan, declared }: Prepared,
  { engine, hostKeyFingerprint, seconds, steps, lastEngine }: Applied,
): JsonObject {
  const { host, release } = survey;
  const known = engine !== undefined;
  return {
    ...inputs,
    engine: known ? engineOutput(engine) : stoppedEngineOutput(lastEngine, release?.text),
    endpoints: known ? plainTexts(endpointsOf(plan.argv, plan.after, host.service?.sockets ?? [])) : [],
    artifacts: artifacts(fileAfter(plan, host)),
    hostKeyFingerprint,
    lastChange: {
      effect: plan.effect,
      verified: known,
      seconds,
      steps: steps.map((step) => ({ ...step })),
      containersBefore: containerNames(survey.engine),
      containersAfter: containerNames(engine),
      unverified: known ? unreported(presentKeys(declared), engine.version).map(declaredName) : [],
    },
    status: "applied",
    ...survey.cli,
    machineId: plainText(host.machineId),
  };
}

/** Names of running containers, sorted: the engine reports the newest first. */
const containerNames = (engine: ObservedEngine | undefined): readonly string[] =>
  plainTexts([...runningContainers(engine)].sort());

/** A resource as a refresh finds it. */
export interface Refreshed {
  readonly inputs: JsonObject;
  /** The outputs that a refresh observes. */
  readonly observed: JsonObject;
}

/** Returns the inputs and outputs of a `Daemon` as a host has them. */
export function refreshed(
  stored: Stored,
  survey: Survey,
  resource: { readonly id: string; readonly urn: string },
): Refreshed {
  const { host, daemonJson, manifest } = survey;
  const { service } = host;
  return {
    inputs: {
      options: plainObject(readOptions(stored.inputs.options, daemonJson, fingerprint)),
      extraOptions: plainObject(readExtraOptions(stored.inputs.extraOptions, daemonJson)),
      drift: hostDrift(stored, survey, resource),
    },
    observed: {
      engine: engineAtRefresh(survey, stored.engine),
      endpoints:
        service?.active === true ? plainTexts(endpointsOf(service.argv, daemonJson, service.sockets)) : [],
      artifacts: artifacts(host.daemonJson),
      ...survey.cli,
      // The machine on which this resource was confirmed: a host that another resource manages isn't it.
      ...(manifest?.id === resource.id ? { machineId: plainText(host.machineId) } : {}),
    },
  };
}

/** The engine as it runs, or its last known facts. One that doesn't answer, or whose state is unknown, may run well. */
function engineAtRefresh({ engine, release, problems, host }: Survey, last: JsonObject): JsonObject {
  if (engine !== undefined) return engineOutput(engine);
  const isUnknown = problems.silence !== undefined || host.systemdFailed !== undefined;
  return isUnknown ? last : stoppedEngineOutput(last, release?.text);
}

function artifacts(daemonJson: ObservedFile | undefined): readonly JsonObject[] {
  if (daemonJson === undefined) return [];
  const { path, mode, owner, bytes } = daemonJson;
  return [{ path, sha256: sha256(bytes), mode, owner }];
}
