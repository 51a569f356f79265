import { namesOf, type Owned, ownedBy, ownedPart } from "../desired/daemon-json";
import { declaredOf } from "../desired/declared";
import { type PlannedUnit, unitWithoutDropIn } from "../desired/unit";
import { DaemonError, type ErrorFacts } from "../errors";
import { DAEMON_JSON, DROP_IN, STATE_FOLDER } from "../host-paths";
import type { JsonObject } from "../json";
import { ownedAtLast } from "../ownership/manifest";
import type { ApplySettings } from "../schema/inputs/apply";
import type { Stored } from "../schema/stored";
import { originalOf, type Survey } from "../survey/survey";
import { changeNotes } from "./change-notes";
import { pendingConflict, pendingKeys } from "./pending";
import { planDeclared, planRelease, planNothing, type Plan, type PlanFacts } from "./plan";

type OnDelete = ApplySettings["onDelete"];

/** How a host is released. */
export interface Release {
  /** Undefined if the host is left unchanged. */
  readonly plan: Plan | undefined;
  /** Facts that the user should know. */
  readonly notes: readonly string[];
}

/**
 * Plans the release of a host as apply.onDelete says, without a working engine on files alone.
 *
 * @throws DaemonError if the host can't be released
 */
export function prepareRelease(id: string, stored: Stored, survey: Survey): Release {
  const owned = ownedAtRelease(survey, id, stored);
  if (owned === undefined) return { plan: undefined, notes: [unreleasedNote(survey, stored)] };
  const refusal = obstacle(survey, stored);
  if (refusal !== undefined) throw new DaemonError(refusal);
  const release = releasePlan(stored.inputs.apply.onDelete, owned, survey);
  const pending = pendingConflict(release.plan, {}, pendingKeys(survey), survey.engine?.version);
  if (pending !== undefined) throw new DaemonError(pending);
  return { ...release, notes: [...release.notes, ...changeNotes(release.plan, survey)] };
}

/**
 * Returns what a resource manages in a host's daemon.json; undefined if it has no host to release. The manifest decides.
 * If that is gone, the state decides if the original's backup shows that there was one, or if the state is of this very
 * machine and the keys are to be removed.
 */
function ownedAtRelease(survey: Survey, id: string, stored: Stored): Owned | undefined {
  const { manifest, host, problems, daemonJson } = survey;
  if (manifest !== undefined) return manifest.id === id ? ownedAtLast(manifest, daemonJson) : undefined;
  const wasManaged = host.original !== "none" || problems.manifest !== undefined;
  const isAsked = stored.inputs.apply.onDelete === "removeOwned" && isConfirmedOn(survey, stored);
  return wasManaged || isAsked ? ownedBy(declaredOf(stored.inputs)) : undefined;
}

/** Whether a change of this resource was confirmed on this machine. */
const isConfirmedOn = ({ host }: Survey, { machineId, applied }: Stored): boolean =>
  host.machineId !== undefined && machineId === host.machineId && applied;

/** Names what stays on a host that isn't released, and why. */
function unreleasedNote({ manifest, host, daemonJson }: Survey, { inputs }: Stored): string {
  if (manifest !== undefined) return `the host was left unchanged: it is managed by ${manifest.urn} now`;
  const names = namesOf(ownedBy(ownedPart(daemonJson, ownedBy(declaredOf(inputs)))));
  const left = [
    ...(names.length === 0 ? [] : [`${names.join(", ")} in ${host.target}`]),
    ...(host.service?.dropIn === undefined ? [] : [DROP_IN]),
    ...host.tlsFolders.map(({ path }) => path),
  ];
  const why = `the host was left unchanged: its manifest (${STATE_FOLDER}) is gone, so what is managed there is unknown`;
  return left.length === 0 ? why : `${why}; remove by hand what is no longer needed: ${left.join("; ")}`;
}

/** Why a host can't be released as declared; undefined if it can. */
function obstacle({ host, problems }: Survey, { inputs }: Stored): ErrorFacts | undefined {
  if (host.systemdFailed !== undefined) return problems.unsupported;
  if (!host.systemd) return problems.unsupported && { ...problems.unsupported, remedy: BY_HAND };
  if (inputs.apply.onDelete === "leave") return undefined;
  // With drift in the state the up would have to change the host.
  const leave =
    Object.keys(inputs.drift).length > 0
      ? ""
      : '; or set apply.onDelete to "leave", run `pulumi up`, then destroy';
  const { daemonJson, silence } = problems;
  if (daemonJson !== undefined) return { ...daemonJson, remedy: `${daemonJson.remedy}${leave}` };
  return silence && { ...silence, remedy: `${STOP}${leave}` };
}

const BY_HAND =
  `restore ${DAEMON_JSON} on the host (the original is in ${STATE_FOLDER}/first), ` +
  `run \`rm -r ${STATE_FOLDER}\` there, then destroy again`;

const STOP =
  "restart the engine, or run `systemctl stop docker.service docker.socket` on the host, then destroy again";

interface PlannedRelease extends Release {
  readonly plan: Plan;
}

/** @throws DaemonError if the original can't be parsed */
function releasePlan(onDelete: OnDelete, owned: Owned, survey: Survey): PlannedRelease {
  const unit = unitAfter(survey);
  const filesOnly = survey.engine === undefined || survey.problems.unsupported !== undefined;
  const { daemonJson, engine, host, source } = survey;
  const facts: PlanFacts = {
    found: daemonJson,
    sources: [source],
    engine,
    dropIn: host.service?.dropIn,
    bridge: survey.manifest?.bridge,
    pending: pendingKeys(survey),
    filesOnly,
  };
  // Our drop-in stays, so the flags of the engine's next start aren't those without it.
  if (onDelete === "leave") return { plan: planNothing({ ...unit, argv: [] }, facts), notes: [] };
  const notes = [...(filesOnly ? [filesOnlyNote(survey)] : []), ...unknownNote(survey)];
  if (onDelete === "removeOwned") return { plan: planDeclared({}, owned, unit, facts), notes };
  if (host.original === "none") {
    return { plan: planDeclared({}, owned, unit, facts), notes: [...notes, NO_ORIGINAL] };
  }
  const original = originalOf(survey);
  const first = { value: original.value, file: host.original };
  const plan = planRelease(owned, unit, first, {
    ...facts,
    sources: [source, original],
    file: host.daemonJson,
  });
  const stays = others(daemonJson, first.value, owned);
  return {
    plan,
    notes: stays.length > 0 ? [...notes, `set by others, and kept: ${stays.join(", ")}`] : notes,
  };
}

/** The unit after the release. One that can't be parsed doesn't matter. */
const unitAfter = ({ host }: Survey): PlannedUnit =>
  host.service === undefined ? { dropIn: undefined, argv: [] } : unitWithoutDropIn(host.service);

function filesOnlyNote({ problems, host }: Survey): string {
  const why = problems.unsupported?.what ?? `docker.service is ${host.service?.state ?? "gone"}`;
  const engine = host.service?.active === true ? "; the engine keeps its values until its next start" : "";
  return `${why}: only files are changed, and nothing is verified${engine}`;
}

const unknownNote = ({ problems }: Survey): readonly string[] =>
  problems.manifest === undefined
    ? []
    : [`${problems.manifest.what}: what is managed is taken from the stack's state`];

const NO_ORIGINAL =
  `the original daemon.json is not on the host any more (${STATE_FOLDER}/first): ` +
  "the managed keys are removed, and their original values can't be restored";

/** Names the keys and entries of a file that are neither managed nor part of the original. */
function others(now: JsonObject, first: JsonObject, owned: Owned): readonly string[] {
  const original = new Set(namesOf(ownedBy(first)));
  const managed = new Set(namesOf(owned));
  return namesOf(ownedBy(now)).filter((name) => !original.has(name) && !managed.has(name));
}

/** An error of a release; if the engine refused the file that was to come, it offers the other values of onDelete. */
export function releaseFailure(error: unknown, onDelete: OnDelete): unknown {
  if (!(error instanceof DaemonError) || !isRefusal(error) || onDelete === "leave") return error;
  const { what, others } = REFUSED[onDelete];
  return new DaemonError({
    ...error.facts,
    what: `${what} is not valid for the installed engine`,
    remedy: `set apply.onDelete to ${others} or "leave" (changes nothing), run \`pulumi up\`, then destroy`,
  });
}

const REFUSED = {
  restore: { what: "the original configuration", others: '"removeOwned" (removes only the managed keys)' },
  removeOwned: {
    what: "daemon.json without the managed keys",
    others: '"restore" (restores the original configuration)',
  },
} as const;

/** Whether an engine refused a file, and the host was rolled back or not changed. */
const isRefusal = ({ facts, hostState }: DaemonError): boolean =>
  facts.kind === "ValidationError" || (facts.step === "activate" && hostState === "restored");
