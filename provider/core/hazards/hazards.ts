import type { EngineVersion } from "../engine-version";
import { hasErratum } from "../errata/errata";
import { isInEffect } from "../expect/expect";
import { asObject, type Json, jsonAt, own, sameJson } from "../json";
import type { Container } from "../observed/containers";
import { openListeners } from "../observed/endpoints";
import { type ObservedEngine, swarmState } from "../observed/engine";
import { declaredName, HAZARD_NAMES, optionByKey } from "../options";
import { keepsContainers } from "../plan/effect";
import type { KeyChange, Plan } from "../plan/plan";
import type { Survey } from "../survey/survey";
import type { FoundHazard } from "./found-hazard";
import { networkHazards } from "./network";

/** What only some plans need to know of an engine. */
export interface HazardFacts {
  /** The containers of `neededFacts`. */
  readonly containers: readonly Container[];
  readonly volumes: number;
}

/** Which of the facts a plan's hazards depend on. */
export interface NeededFacts {
  readonly containers: "none" | "running" | "all";
  readonly volumes: boolean;
}

type Host = Pick<Survey, "host" | "daemonJson" | "engine">;

/** Returns what has to be known of an engine to find a plan's hazards. */
export function neededFacts(plan: Plan, { engine }: Host): NeededFacts {
  if (engine === undefined) return { containers: "none", volumes: false };
  const stops = stopsContainers(plan, engine);
  return {
    containers: breaksHostGateway(plan, engine) ? "all" : stops ? "running" : "none",
    volumes: hidingKeys(plan, engine).length > 0,
  };
}

/** Returns the hazards of a plan on a host, in the order of their names. */
export function hazardsOf(plan: Plan, host: Host, facts: HazardFacts): readonly FoundHazard[] {
  const { engine } = host;
  if (engine === undefined) return [];
  const found = [
    ...stoppedContainers(plan, engine, facts),
    ...hiddenData(plan, engine, facts),
    ...networkHazards(differences(plan)),
    ...openedApi(plan, host, engine.version),
    ...removedAuthorization(plan),
    ...brokenHostGateway(plan, engine, facts),
  ];
  return HAZARD_NAMES.flatMap((name) => found.filter(({ hazard }) => hazard === name));
}

/** The keys that differ in daemon.json itself, not only in what the engine has loaded. */
const differences = ({ changes }: Plan): readonly KeyChange[] =>
  changes.filter(({ from, to }) => !sameJson(from, to));

const stopsContainers = (plan: Plan, engine: ObservedEngine): boolean =>
  plan.effect === "restart" && !keepsContainers(plan, engine) && mayHaveContainers(engine);

/** An answer that isn't a list doesn't mean that there are none: then they are queried once more. */
const mayHaveContainers = ({ containersAnswer }: ObservedEngine): boolean =>
  !Array.isArray(containersAnswer) || containersAnswer.length > 0;

function stoppedContainers(
  plan: Plan,
  engine: ObservedEngine,
  { containers }: HazardFacts,
): readonly FoundHazard[] {
  const running = containers.filter((container) => container.running);
  if (!stopsContainers(plan, engine) || running.length === 0) return [];
  const returning = running.filter(returns);
  const staying = running.filter((container) => !returning.includes(container));
  const parts = [
    ...(returning.length === 0
      ? []
      : [`${listed(returning.map(({ name }) => name))} (started again with dockerd)`]),
    ...(staying.length === 0 ? [] : [listed(staying.map(stayingText))]),
  ];
  const count = running.length === 1 ? "1 running container" : `${running.length} running containers`;
  return [
    {
      hazard: "stops-containers",
      what: `the restart of dockerd${reasonText(plan)} stops ${count}: ${parts.join("; ")}`,
      instead: keepingText(engine),
    },
  ];
}

/** How to do without stopping containers. */
function keepingText(engine: ObservedEngine): string {
  if (swarmState(engine) !== undefined)
    return "drain this Swarm node first (docker node update --availability drain NODE)";
  return engine.infoAnswer.LiveRestoreEnabled === true
    ? "keep live-restore in this change, and disable it in a later one"
    : "enable live-restore first, in an update that changes nothing but options.liveRestore (a reload)";
}

/** Whether dockerd starts a container again that it stopped itself. */
const returns = ({ restartPolicy, isRemoved }: Container): boolean =>
  !isRemoved && (restartPolicy === "always" || restartPolicy === "unless-stopped");

const stayingText = ({ name, restartPolicy, isRemoved }: Container): string =>
  `${name} (${isRemoved ? "removed: --rm" : `stays stopped: restart policy ${restartPolicy}`})`;

/** The options that a restart is for; those of a unit have no name. */
function reasonText({ changes }: Plan): string {
  const names = changes.filter(({ effect }) => effect === "restart").map(({ key }) => declaredName(key));
  return names.length === 0 ? "" : ` (for ${listed(names)})`;
}

/** The changed keys that hide data, unless the engine uses the new value already. */
const hidingKeys = (plan: Plan, engine: ObservedEngine): readonly string[] =>
  differences(plan)
    .filter(({ key, from, to }) => hides(key, from, to) && !isInEffect(key, plan.after, engine))
    .map(({ key }) => key);

function hides(key: string, from: Json | undefined, to: Json | undefined): boolean {
  const option = optionByKey(key);
  if (option?.hazards?.includes("hides-data") === true) return true;
  const [before, after] = [asObject(from), asObject(to)];
  return (option?.type.fields ?? []).some(
    (field) =>
      field.hazards?.includes("hides-data") === true &&
      !sameJson(own(before, field.key), own(after, field.key)),
  );
}

function hiddenData(plan: Plan, engine: ObservedEngine, { volumes }: HazardFacts): readonly FoundHazard[] {
  const keys = hidingKeys(plan, engine);
  const counts: readonly (readonly [number, string])[] = [
    [countAt(engine, "Images"), "image"],
    [countAt(engine, "Containers"), "container"],
    [volumes, "volume"],
  ];
  const data = counts
    .filter(([count]) => count > 0)
    .map(([count, noun]) => `${count} ${noun}${count === 1 ? "" : "s"}`);
  if (keys.length === 0 || data.length === 0) return [];
  const names = keys.map(declaredName);
  return [
    {
      hazard: "hides-data",
      what: `${listed(names)}: the engine has ${listed(data)}, which it may no longer see until the present value is back`,
      instead: `leave ${listed(names)} as it is`,
    },
  ];
}

function countAt(engine: ObservedEngine, field: string): number {
  const count = jsonAt(engine.infoAnswer, [field]);
  return typeof count === "number" ? count : 0;
}

function openedApi(
  { argv, after }: Plan,
  { host, daemonJson }: Host,
  version: EngineVersion,
): readonly FoundHazard[] {
  const before = openListeners(host.service?.argv ?? [], daemonJson, version);
  const opened = openListeners(argv, after, version).filter((endpoint) => !before.includes(endpoint));
  if (opened.length === 0) return [];
  return [
    {
      hazard: "opens-api",
      what: `dockerd doesn't verify clients at ${listed(opened)}: whoever can connect there is root on the host`,
      instead: "declare tls with caCertificate, so that clients must present a certificate",
    },
  ];
}

function removedAuthorization(plan: Plan): readonly FoundHazard[] {
  const change = plan.changes.find(({ key }) => key === "authorization-plugins");
  if (change === undefined) return [];
  const after = textsOf(change.to);
  const removed = textsOf(change.from).filter((name) => !after.includes(name));
  if (removed.length === 0) return [];
  return [
    {
      hazard: "authorization",
      what: `authorizationPlugins: API requests are no longer checked by ${listed(removed)}`,
      instead: `keep ${listed(removed)} in options.authorizationPlugins`,
    },
  ];
}

const textsOf = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.map(String) : [];

const breaksHostGateway = (plan: Plan, { version }: ObservedEngine): boolean =>
  plan.effect === "reload" && hasErratum("reload-drops-host-gateway", version);

function brokenHostGateway(
  plan: Plan,
  engine: ObservedEngine,
  { containers }: HazardFacts,
): readonly FoundHazard[] {
  const names = containers.filter(({ usesHostGateway }) => usesHostGateway).map(({ name }) => name);
  if (!breaksHostGateway(plan, engine) || names.length === 0) return [];
  return [
    {
      hazard: "breaks-host-gateway",
      what:
        `a reload makes engine ${engine.versionText} lose the address of host-gateway: ${listed(names)} can't start ` +
        "again until dockerd is restarted (moby#52060)",
      instead:
        "enable live-restore in this change: later changes then restart dockerd instead, and containers keep running; " +
        "or upgrade to engine 29.3",
    },
  ];
}

/** The greatest number of names in a message. */
const LONGEST = 20;

/** `a`, `a and b`, `a, b and c`; of a long list the first names and the number of the others. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, LONGEST);
  const rest = names.length - shown.length;
  const all = rest === 0 ? shown : [...shown, `${rest} more`];
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} and ${all.at(-1) ?? ""}`;
}
