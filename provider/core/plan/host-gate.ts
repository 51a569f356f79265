import { flagsIn, flagsOfKey } from "../command-line/flags";
import type { ErrorFacts } from "../errors";
import { isJsonObject, jsonAt, type JsonObject, own } from "../json";
import { type ObservedEngine, swarmState } from "../observed/engine";
import { isBuiltIn, isShim } from "../options/catalogue/runtime";

/** A host as far as it decides whether a daemon.json works there. */
export interface HostFacts {
  /** The engine's command line afterwards. */
  readonly argv: readonly string[];
  /** Undefined if no engine runs. */
  readonly engine: ObservedEngine | undefined;
}

/**
 * Returns why declared keys can't work on a host whatever its release is: dockerd would break at once, at its next start,
 * or for every container. `after` is daemon.json as planned.
 */
export function hostRefusal(
  declared: JsonObject,
  after: JsonObject,
  host: HostFacts,
): ErrorFacts | undefined {
  const found = [runtime(declared, after, host), swarm(declared, host), cgroup(declared, after, host)].filter(
    (line) => line !== undefined,
  );
  if (found.length === 0) return undefined;
  return {
    kind: "OptionError",
    step: "plan",
    what: "the declared options don't work on this host",
    detail: found.join("\n"),
    remedy: "change these options, or the host as described above, then run again",
  };
}

/** The engine doesn't start with a default runtime that neither daemon.json nor a flag registers. */
function runtime(declared: JsonObject, after: JsonObject, { argv }: HostFacts): string | undefined {
  const name = own(declared, "default-runtime");
  if (typeof name !== "string" || isBuiltIn(name) || isShim(name)) return undefined;
  const flags = flagsOfKey("runtimes");
  const byFlag = flagsIn(argv).flatMap(({ flag, value = "" }) =>
    flags.includes(flag) ? [value.split("=")[0] ?? ""] : [],
  );
  const inFile = own(after, "runtimes");
  const names = [...Object.keys(isJsonObject(inFile) ? inFile : {}), ...byFlag];
  if (names.includes(name)) return undefined;
  const others = names.length === 0 ? "" : ` (${names.join(", ")})`;
  return `options.defaultRuntime: no runtime ${name} is registered in daemon.json or by a flag${others}; declare options.runtimes, or set another one`;
}

/** A reload takes live-restore; the next start of a member of a Swarm fails with it. */
function swarm(declared: JsonObject, { engine }: HostFacts): string | undefined {
  const state = engine && swarmState(engine);
  if (own(declared, "live-restore") !== true || state === undefined) return undefined;
  return `options.liveRestore: this host is in a Swarm (${state}), and dockerd would not start again; set it to false, or run docker swarm leave`;
}

/** With the systemd driver no container starts below a parent that isn't a slice. */
function cgroup(declared: JsonObject, after: JsonObject, { engine }: HostFacts): string | undefined {
  const parent = own(declared, "cgroup-parent");
  const driver = engine === undefined ? undefined : jsonAt(engine.infoAnswer, ["CgroupDriver"]);
  // The rules compare it with a driver that daemon.json sets.
  if (typeof parent !== "string" || driver !== "systemd" || Object.hasOwn(after, "exec-opts"))
    return undefined;
  if (/.\.slice$/.test(parent)) return undefined;
  return `options.cgroupParent: ${parent} is not a slice, which the systemd cgroup driver of this host requires; set a name that ends in .slice`;
}
