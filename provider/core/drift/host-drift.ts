import { merge, namesOf, ownedBy, ownedTogether, presentKeys } from "../desired/daemon-json";
import { declaredOf, tlsSetOf } from "../desired/declared";
import { plannedUnit } from "../desired/unit";
import { type JsonObject, sameJson } from "../json";
import { TLS_FILES } from "../options/tls-files";
import type { Stored } from "../schema/stored";
import { isStopped, type Survey } from "../survey/survey";
import { readDrift } from "./read-inputs";

/** The resource whose drift is asked for. */
interface ResourceName {
  readonly id: string;
  readonly urn: string;
}

/** Where drift can be, apart from keys of daemon.json. */
const PLACES: readonly string[] = ["engine", "unit", "host", "daemonJson", "tls", "owner"];

/** Returns whether drift is of the host, and not of a key of daemon.json. */
export const isHostDrift = (name: string): boolean => PLACES.includes(name);

/** Returns the drift that no option can carry, by where it is. Empty if there is none. */
export function hostDrift(stored: Stored, survey: Survey, resource: ResourceName): JsonObject {
  const { problems, host } = survey;
  const declared = declaredOf(stored.inputs);
  const abandoned = host.unfinished && host.lock === undefined;
  return {
    ...(problems.unsupported === undefined
      ? { ...engineDrift(stored, survey, presentKeys(declared)), ...unitDrift(survey, declared) }
      : { host: problems.unsupported.what }),
    ...(problems.daemonJson === undefined
      ? { ...tlsDrift(stored, survey), ...undeclared(stored, survey, declared) }
      : { daemonJson: problems.daemonJson.what }),
    ...(survey.manifest?.id === resource.id ? {} : { owner: ownerOf(survey, resource) }),
    ...(abandoned ? { host: "an unfinished change was left there" } : {}),
  };
}

function engineDrift(stored: Stored, survey: Survey, declared: readonly string[]): JsonObject {
  const { engine, host, problems, daemonJson } = survey;
  if (engine !== undefined)
    return problems.daemonJson === undefined ? readDrift(daemonJson, declared, engine) : {};
  if (problems.silence !== undefined) return { engine: problems.silence.what };
  // It was stopped already at the last apply, which left it so.
  if (isStopped(survey) && stored.verified === false) return {};
  const state = host.service?.state ?? "gone";
  return { engine: SENTENCES[state] ?? `is ${state}` };
}

const SENTENCES: Readonly<Record<string, string>> = { inactive: "is stopped", failed: "has failed" };

/** Whether docker.service differs from what declared keys require: our drop-in changed or gone, or others' flags. */
function unitDrift({ host, daemonJson }: Survey, declared: JsonObject): JsonObject {
  if (host.service === undefined) return {};
  const unit = plannedUnit(host.service, declared);
  if ("conflict" in unit) return { unit: unit.conflict };
  if (unit.dropIn !== host.service.dropIn)
    return { unit: "the managed drop-in of docker.service isn't as declared" };
  return sameJson(merge(daemonJson, unit.moved, {}), daemonJson)
    ? {}
    : { unit: "daemon.json lacks values that docker.service set by flags" };
}

/** Whether the declared TLS files aren't on the host as declared, or daemon.json names others. */
function tlsDrift({ inputs }: Stored, { host, daemonJson }: Survey): JsonObject {
  const set = tlsSetOf(inputs, host.tlsFolders, "");
  if (set === undefined) return {};
  const named = TLS_FILES.filter(({ file }) => set.files.some((each) => each.file === file)).every(
    ({ key, file }) => daemonJson[key] === `${set.folder}/${file}`,
  );
  return set.isThere && named ? {} : { tls: "the engine's TLS files aren't as declared" };
}

/** What exclusive ownership removes from daemon.json. */
function undeclared({ inputs }: Stored, { daemonJson, manifest }: Survey, declared: JsonObject): JsonObject {
  if (inputs.apply.ownership !== "exclusive") return {};
  const managed = ownedTogether(ownedBy(declared), manifest?.owned ?? {});
  const names = namesOf(ownedBy(merge(daemonJson, {}, managed)));
  return names.length === 0
    ? {}
    : { daemonJson: `contains what isn't declared (apply.ownership): ${names.join(", ")}` };
}

function ownerOf({ manifest, problems }: Survey, { urn }: ResourceName): string {
  if (manifest === undefined) return problems.manifest?.what ?? "the manifest is gone from the host";
  return manifest.urn === urn ? `another instance of this resource: ${manifest.id}` : manifest.urn;
}
