import { merge, type Owned, ownedBy, ownedTogether, ownedWithout } from "../desired/daemon-json";
import type { TlsSet } from "../desired/artefacts";
import { declaredOf, tlsSetOf } from "../desired/declared";
import { plannedUnit, type UnitPlan } from "../desired/unit";
import { DaemonError, type ErrorFacts } from "../errors";
import type { JsonObject } from "../json";
import { openSockets } from "../observed/endpoints";
import {
  adoptionNote,
  type Claimant,
  conflict,
  droppedAfter,
  type Manifest,
  ownedOnHost,
} from "../ownership/manifest";
import type { Inputs } from "../schema/inputs";
import { isStopped, problemOf, type Survey } from "../survey/survey";
import { originalBridge } from "./bridge";
import { changeNotes } from "./change-notes";
import { engineGate } from "./engine-gate";
import { hostRefusal } from "./host-gate";
import { keptBridgeConflict } from "./kept-bridge";
import { listenerConflict } from "./listeners";
import { loadedUnmanaged, pendingConflict, pendingKeys } from "./pending";
import { type Plan, planDeclared } from "./plan";
import { unmanagedConflict } from "./unmanaged";

/** What a program wants of a host. */
export interface Request {
  readonly id: string;
  readonly urn: string;
  readonly transaction: string;
  readonly inputs: Inputs;
  /** What the resource managed on this host by the stack's state; {} for a host that is new to it. */
  readonly lastOwned: Owned;
  /** Whether the resource has no host yet, or another one. */
  readonly isNew: boolean;
  /** The host that the resource had before, if this is another one. */
  readonly previousHost?: string | undefined;
}

/** A change that may be applied. */
export interface Prepared {
  readonly plan: Plan;
  /** The declared keys of daemon.json, with the entries of flags that move there. */
  readonly declared: JsonObject;
  /** The manifest once the change is confirmed. */
  readonly manifest: Manifest;
  readonly tls: TlsSet | undefined;
  /** Facts that the user should know. */
  readonly notes: readonly string[];
}

/** Plans the change that applies a program's inputs to a host. @throws DaemonError if the host must not be changed */
export function prepare(request: Request, survey: Survey): Prepared {
  const claimant = { ...request, takeOver: request.inputs.apply.takeOver };
  const gate = survey.release && engineGate(request.inputs, survey.release, survey.help);
  refuseFirst([problemOf(survey), conflict(survey.manifest, claimant), gate?.refusal]);
  const candidate = candidateOf(request, survey);
  refuseFirst(GUARDS.map((guard) => guard(candidate, survey)));
  const { plan, declared, tls } = candidate;
  return {
    plan,
    declared,
    tls,
    manifest: manifestAfter(candidate, request, survey),
    notes: [
      ...hostNotes(request, claimant, survey),
      ...(gate?.warnings ?? []),
      ...planNotes(candidate, survey),
    ],
  };
}

/** A planned change before it is judged. */
interface Candidate {
  /** The program's keys of daemon.json. */
  readonly program: JsonObject;
  readonly declared: JsonObject;
  /** What was managed until now; with exclusive ownership all of daemon.json. */
  readonly owned: Owned;
  readonly unit: UnitPlan;
  readonly tls: TlsSet | undefined;
  readonly plan: Plan;
  readonly pending: readonly string[];
}

function candidateOf({ inputs, transaction, lastOwned }: Request, survey: Survey): Candidate {
  const { host, manifest, daemonJson, source, engine } = survey;
  const tls = tlsSetOf(inputs, host.tlsFolders, transaction.slice(0, 8));
  const program = declaredOf(inputs, tls?.folder);
  const managed = ownedOnHost(manifest, host.original, lastOwned);
  const isExclusive = inputs.apply.ownership === "exclusive";
  const owned = isExclusive ? ownedTogether(managed, ownedBy(daemonJson)) : managed;
  const unit = unitFor(survey, program);
  const declared = { ...program, ...merge(unit.moved, program, {}) };
  const pending = pendingKeys(survey);
  const plan = planDeclared(declared, owned, unit, {
    found: daemonJson,
    sources: [source],
    engine,
    dropIn: host.service?.dropIn,
    bridge: manifest?.bridge,
    pending,
    filesOnly: isStopped(survey),
  });
  return { program, declared, owned, unit, tls, plan, pending };
}

/** Returns the unit under which declared keys take effect. @throws DaemonError if no drop-in can provide it */
function unitFor({ host }: Survey, declared: JsonObject): UnitPlan {
  const unit =
    host.service === undefined
      ? { conflict: "there is no docker.service", remedy: "install Docker Engine on the host" }
      : plannedUnit(host.service, declared);
  if (!("conflict" in unit)) return unit;
  throw new DaemonError({ kind: "ConflictError", step: "plan", what: unit.conflict, remedy: unit.remedy });
}

type Guard = (candidate: Candidate, survey: Survey) => ErrorFacts | undefined;

/** Reasons to leave a host alone, in the order in which they are reported. */
const GUARDS: readonly Guard[] = [
  // Entries of flags are unmanaged, too, wherever they move.
  ({ unit, program, owned }, { daemonJson }) =>
    unmanagedConflict(merge(daemonJson, unit.moved, {}), program, ownedWithout(owned, ownedBy(unit.moved))),
  ({ declared, plan }, { engine }) => hostRefusal(declared, plan.after, { argv: plan.argv, engine }),
  ({ declared, plan }, { host }) => listenerConflict(plan, declared, host.service),
  ({ plan }, { engine }) => keptBridgeConflict(plan, engine),
  ({ declared, plan, pending }, { engine }) => pendingConflict(plan, declared, pending, engine?.version),
];

function refuseFirst(refusals: readonly (ErrorFacts | undefined)[]): void {
  const refusal = refusals.find((facts) => facts !== undefined);
  if (refusal !== undefined) throw new DaemonError(refusal);
}

function manifestAfter(
  { plan, declared, owned: managed, pending }: Candidate,
  { id, urn, transaction }: Request,
  { manifest, daemonJson, engine }: Survey,
): Manifest {
  const owned = ownedBy(declared);
  const bridge = originalBridge(manifest?.bridge, daemonJson, declared, engine);
  return {
    format: 1,
    id,
    urn,
    owned,
    dropped: droppedAfter(manifest, managed, owned),
    transaction,
    ...(bridge === undefined ? {} : { bridge }),
    unmanaged: loadedUnmanaged(plan, owned, pending),
  };
}

function hostNotes(
  { id, isNew, previousHost, inputs }: Request,
  claimant: Claimant,
  { manifest }: Survey,
): readonly string[] {
  const adopted = adoptionNote(manifest, claimant);
  const moved = isNew && previousHost !== undefined && manifest?.id !== id;
  const old = previousHost === inputs.connection.host ? "" : `; ${previousHost} is left unchanged`;
  return [
    ...(adopted === undefined ? [] : [adopted]),
    ...(moved ? [`the host has no manifest of this resource: adopted as a new host${old}`] : []),
  ];
}

const planNotes = ({ plan, unit }: Candidate, survey: Survey): readonly string[] => [
  ...(plan.unit.kind === "keep" ? [] : unit.notes),
  ...openSockets(plan.argv, plan.after, survey.host.service?.sockets ?? []),
  ...(isStopped(survey) ? [STAYS_STOPPED] : []),
  ...changeNotes(plan, survey),
];

const STAYS_STOPPED =
  "docker.service is stopped and stays stopped: the configuration takes effect at its next start, and is not verified";
