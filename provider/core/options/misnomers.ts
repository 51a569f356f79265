import { catalogue, optionByKey, optionName } from "./index";
import { flagsWithoutKey } from "./flags";

const PROXIES = ["http-proxy", "https-proxy", "no-proxy"];

/** Names from the engine's sources that no release accepts in daemon.json. */
const NEVER: Readonly<Record<string, string>> = {
  "containerd-plugin-namespace": "no engine accepts it in daemon.json; its flag stays in the unit",
  "default-init": "no engine accepts it in daemon.json; write options.initPath",
  "resolv-conf": "no engine accepts it in daemon.json; write options.dns, dnsOpts and dnsSearch",
  "swarm-raft-heartbeat-tick": "no engine accepts it in daemon.json; set it with `docker swarm update`",
  "swarm-raft-election-tick": "no engine accepts it in daemon.json; set it with `docker swarm update`",
};

/** The keys of flags by their long names, which dockerd accepts in daemon.json and ignores. */
const byFlag = new Map(
  catalogue.flatMap(({ key, flags }) =>
    flags
      .filter(({ name, member }) => name.startsWith("--") && member === undefined)
      .map(({ name }): [string, string] => [name.slice(2), key]),
  ),
);

/**
 * Returns what to write instead of a key that looks like one of daemon.json and isn't: a flag's name, which dockerd accepts
 * and ignores, or a name that no engine accepts. Undefined for all others.
 */
export function misnomer(key: string): string | undefined {
  if (optionByKey(key) !== undefined) return undefined;
  const option = byFlag.get(key);
  if (option !== undefined) return `${FLAG_NAME}; ${write(option)}`;
  if (PROXIES.includes(key)) return `${FLAG_NAME}; write options.proxies[${JSON.stringify(key)}]`;
  if (Object.hasOwn(NEVER, key)) return NEVER[key];
  const flag = flagsWithoutKey.find(({ names }) => names.includes(`--${key}`));
  return flag === undefined ? undefined : `is a flag without a key in daemon.json; leave it out. ${flag.doc}`;
}

const FLAG_NAME = "is the name of a flag, which dockerd accepts and ignores";

const IGNORED = "is accepted and ignored by dockerd; write";

/** Wrong members of objects, as other tools and old documentation have them, by the option's name. */
const MEMBERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  builder: { keepDuration: `${IGNORED} filter: ["unused-for=48h"]` },
  runtimes: { args: `${IGNORED} runtimeArgs` },
};

/** Returns what to write instead of a member that dockerd accepts and ignores; undefined for all others. */
export const misnamedMember = (option: string, member: string): string | undefined => {
  const members = Object.hasOwn(MEMBERS, option) ? MEMBERS[option] : undefined;
  return members !== undefined && Object.hasOwn(members, member) ? members[member] : undefined;
};

const write = (key: string): string => `write options.${optionName(key)}`;

/** Returns the option of a flag's name in camelCase: `registryMirrors` for `registryMirror`, `runtimes` for `addRuntime`. */
export function meantByFlag(name: string): string | undefined {
  const found = [...byFlag].find(([flag]) => optionName(flag) === name);
  return found === undefined ? undefined : optionName(found[1]);
}
