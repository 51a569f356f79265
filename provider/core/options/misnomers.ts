import { catalogue, optionByKey, optionName } from "./index";
import { flagsWithoutKey } from "./flags";

const PROXIES = ["http-proxy", "https-proxy", "no-proxy"];

/** Names in the engine's sources that no release accepts in daemon.json. */
const NEVER: Readonly<Record<string, string>> = {
  "containerd-plugin-namespace": "isn't supported in daemon.json by any engine; set the flag in the unit",
  "default-init": "isn't supported in daemon.json by any engine; write options.initPath",
  "resolv-conf": "isn't supported in daemon.json by any engine; write options.dns, dnsOpts and dnsSearch",
  "swarm-raft-heartbeat-tick": "isn't supported in daemon.json by any engine; run `docker swarm update`",
  "swarm-raft-election-tick": "isn't supported in daemon.json by any engine; run `docker swarm update`",
};

/** Flags by their long names: dockerd accepts each in daemon.json as well, and ignores it. */
const byFlag = new Map(
  catalogue.flatMap(({ key, flags }) =>
    flags
      .filter(({ name, member }) => name.startsWith("--") && member === undefined)
      .map(({ name }): [string, string] => [name.slice(2), key]),
  ),
);

/**
 * Returns what to write in place of a key of daemon.json that has no effect: the name of a flag, which dockerd accepts and
 * ignores, or a name that no engine supports. undefined for all others.
 */
export function misnomer(key: string): string | undefined {
  if (optionByKey(key) !== undefined) return undefined;
  const option = byFlag.get(key);
  if (option !== undefined)
    return `is the name of a flag, which dockerd accepts and ignores in daemon.json; ${write(option)}`;
  if (PROXIES.includes(key))
    return `is the name of a flag, which dockerd accepts and ignores in daemon.json; write options.proxies[${JSON.stringify(key)}]`;
  if (Object.hasOwn(NEVER, key)) return NEVER[key];
  const flag = flagsWithoutKey.find(({ names }) => names.includes(`--${key}`));
  return flag === undefined ? undefined : `is a flag without a key in daemon.json; leave it out. ${flag.doc}`;
}

const IGNORED = "is accepted and ignored by dockerd; write";

/** Members of records that other tools and old documentation use, by the option's name. */
const MEMBERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  builder: { keepDuration: `${IGNORED} filter: ["unused-for=48h"]` },
  runtimes: { args: `${IGNORED} runtimeArgs` },
};

/** Returns what to write in place of a member that dockerd accepts and ignores; undefined for all others. */
export const misnamedMember = (option: string, member: string): string | undefined => {
  const members = Object.hasOwn(MEMBERS, option) ? MEMBERS[option] : undefined;
  return members !== undefined && Object.hasOwn(members, member) ? members[member] : undefined;
};

const write = (key: string): string => `write options.${optionName(key)}`;

/** The option that a program means by a flag's name in camelCase: `registryMirror`, `addRuntime`. */
export function meantByFlag(name: string): string | undefined {
  const found = [...byFlag].find(([flag]) => optionName(flag) === name);
  return found === undefined ? undefined : optionName(found[1]);
}
