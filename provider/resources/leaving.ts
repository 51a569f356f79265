import { namesOf, type Owned, ownedBy, ownedPart } from "../core/desired/daemon-json";
import { DROP_IN } from "../core/desired/unit";
import { DaemonError, type ErrorFacts } from "../core/errors";
import type { JsonObject } from "../core/json";
import { pendingKeys } from "../core/plan/pending";
import { planDeclared, planLeaving, planNothing, type Plan, type PlanFacts } from "../core/plan/plan";
import type { ApplySettings } from "../core/schema/inputs/apply";
import { ownedAtLast } from "../core/ownership/manifest";
import { declaredOf } from "./declared";
import { firstSource, type Found, unitAfterUs } from "./found";
import { applySettings, record } from "./session";

type OnDelete = ApplySettings["onDelete"];

/**
 * What a resource owns of a host's daemon.json; undefined if it has no host to release. The manifest says it. If that is
 * gone the state's word counts if the first backup shows that there was one, or if the state is of this very machine and
 * the keys are to be removed.
 */
export function ownedAtRelease(found: Found, id: string, outputs: JsonObject): Owned | undefined {
  const { manifest, host, problems, value } = found;
  if (manifest !== undefined) return manifest.id === id ? ownedAtLast(manifest, value) : undefined;
  const wasOurs = host.first !== "none" || problems.manifest !== undefined;
  const isAsked = applySettings(outputs).onDelete === "removeOwned" && isConfirmedOn(found, outputs);
  return wasOurs || isAsked ? ownedBy(declaredOf(outputs)) : undefined;
}

/** Whether a change of this resource was confirmed on this machine. */
const isConfirmedOn = ({ host }: Found, outputs: JsonObject): boolean =>
  host.machineId !== undefined && outputs.machineId === host.machineId && outputs.status === "applied";

/** What to say of a host that isn't released: what stays there, and why. */
export function unreleasedNote(found: Found, outputs: JsonObject): string {
  const { manifest, host, value } = found;
  if (manifest !== undefined) return `the host was left unchanged: it is managed by ${manifest.urn} now`;
  const names = namesOf(ownedBy(ownedPart(value, ownedBy(declaredOf(outputs)))));
  const left = [
    ...(names.length === 0 ? [] : [`${names.join(", ")} in ${host.target}`]),
    ...(host.service?.dropIn === undefined ? [] : [DROP_IN]),
    ...host.tlsFolders.map(({ path }) => path),
  ];
  const why =
    "the host was left unchanged: its manifest (/var/lib/pulumi-dockerd) is gone, so what is managed there is unknown";
  return left.length === 0 ? why : `${why}; remove by hand what is no longer needed: ${left.join("; ")}`;
}

/** Why a host can't be released as declared; undefined if it can. */
export function obstacle(found: Found, outputs: JsonObject): ErrorFacts | undefined {
  const { host, problems } = found;
  if (!host.systemd) return problems.unsupported && { ...problems.unsupported, remedy: BY_HAND };
  if (applySettings(outputs).onDelete === "leave") return undefined;
  // With drift in the state the up would have to change the host.
  const leave =
    Object.keys(record(outputs.drift)).length > 0
      ? ""
      : '; or set apply.onDelete to "leave", run `pulumi up`, then destroy';
  const { daemonJson, silence } = problems;
  if (daemonJson !== undefined) return { ...daemonJson, remedy: `${daemonJson.remedy}${leave}` };
  return silence && { ...silence, remedy: `${STOP}${leave}` };
}

const BY_HAND =
  "restore /etc/docker/daemon.json on the host (the original is in /var/lib/pulumi-dockerd/first), " +
  "run `rm -r /var/lib/pulumi-dockerd` there, then destroy again";

const STOP =
  "restart the engine, or run `systemctl stop docker.service docker.socket` on the host, then destroy again";

/** How a host is released. */
export interface Release {
  readonly plan: Plan;
  /** What its user should know of it. */
  readonly notes: readonly string[];
}

/** A host without a working engine is released on files alone. @throws DaemonError if the first backup can't be read */
export function releasePlan(onDelete: OnDelete, owned: Owned, found: Found): Release {
  const unit = unitAfterUs(found);
  const filesOnly = found.engine === undefined || found.problems.unsupported !== undefined;
  const { value, engine, host, source } = found;
  const facts: PlanFacts = {
    found: value,
    sources: [source],
    engine,
    dropIn: host.service?.dropIn,
    bridge: found.manifest?.bridge,
    pending: pendingKeys(found),
    filesOnly,
  };
  // Our drop-in stays, so the flags of the engine's next start aren't those without it.
  if (onDelete === "leave") return { plan: planNothing({ ...unit, argv: [] }, facts), notes: [] };
  const notes = [...(filesOnly ? [filesOnlyNote(found)] : []), ...unknownNote(found)];
  if (onDelete === "removeOwned") return { plan: planDeclared({}, owned, unit, facts), notes };
  if (host.first === "none") {
    return { plan: planDeclared({}, owned, unit, facts), notes: [...notes, NO_ORIGINAL] };
  }
  const original = firstSource(found);
  const first = { value: original.value, file: host.first };
  const plan = planLeaving(owned, unit, first, {
    ...facts,
    sources: [source, original],
    file: host.daemonJson,
  });
  const stays = others(value, first.value, owned);
  return {
    plan,
    notes: stays.length > 0 ? [...notes, `set by others, and kept: ${stays.join(", ")}`] : notes,
  };
}

function filesOnlyNote({ problems, host }: Found): string {
  const why = problems.unsupported?.what ?? `docker.service is ${host.service?.state ?? "gone"}`;
  const engine = host.service?.active === true ? "; the engine keeps its values until its next start" : "";
  return `${why}: only files are changed, and nothing is verified${engine}`;
}

const unknownNote = ({ problems }: Found): readonly string[] =>
  problems.manifest === undefined
    ? []
    : [`${problems.manifest.what}: what is managed is taken from the stack's state`];

const NO_ORIGINAL =
  "the original daemon.json is not on the host any more (/var/lib/pulumi-dockerd/first): " +
  "the managed keys are removed, and their original values can't be restored";

/** Keys and entries of a file that are neither ours nor were there before us. */
function others(now: JsonObject, first: JsonObject, owned: Owned): readonly string[] {
  const before = new Set(namesOf(ownedBy(first)));
  const ours = new Set(namesOf(owned));
  return namesOf(ownedBy(now)).filter((name) => !before.has(name) && !ours.has(name));
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

/** Whether an engine didn't take a file, and the host is as before. */
const isRefusal = ({ facts, hostState }: DaemonError): boolean =>
  facts.kind === "ValidationError" || (facts.step === "activate" && hostState === "restored");
