import { catalogue, optionByKey, optionName } from "./index";
import { flagsWithoutKey } from "./flags";

const PROXIES = ["http-proxy", "https-proxy", "no-proxy"];

/** Names in the engine's own sources that no release takes in daemon.json. */
const NEVER: Readonly<Record<string, string>> = {
  "containerd-plugin-namespace": "no engine takes it in daemon.json; its flag stays in the unit",
  "default-init": "no engine takes it in daemon.json; write options.initPath",
  "resolv-conf": "no engine takes it in daemon.json; write options.dns, dnsOpts and dnsSearch",
  "swarm-raft-heartbeat-tick": "no engine takes it in daemon.json; it is set by `docker swarm update`",
  "swarm-raft-election-tick": "no engine takes it in daemon.json; it is set by `docker swarm update`",
};

/** Flags by their long names: dockerd takes each in daemon.json as well, and makes no use of it. */
const byFlag = new Map(
  catalogue.flatMap(({ key, flags }) =>
    flags
      .filter(({ name, member }) => name.startsWith("--") && member === undefined)
      .map(({ name }): [string, string] => [name.slice(2), key]),
  ),
);

/**
 * What to write in place of a key of daemon.json that looks right and isn't: a flag's name, which the engine takes and
 * ignores, or a name that no engine takes. undefined for all others.
 */
export function misnomer(key: string): string | undefined {
  if (optionByKey(key) !== undefined) return undefined;
  const option = byFlag.get(key);
  if (option !== undefined) return `is a flag's name, which the engine takes and ignores; ${write(option)}`;
  if (PROXIES.includes(key))
    return `is a flag's name, which the engine takes and ignores; write options.proxies[${JSON.stringify(key)}]`;
  if (Object.hasOwn(NEVER, key)) return NEVER[key];
  const flag = flagsWithoutKey.find(({ names }) => names.includes(`--${key}`));
  return flag === undefined
    ? undefined
    : `is a flag that daemon.json has no key for; leave it out. ${flag.doc}`;
}

const IGNORED = "is accepted and ignored by the engine; write";

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
