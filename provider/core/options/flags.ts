import type { Flag, Option } from "./option";

/** Makes a flag with a long name after a single dash, accepted up to Docker 1.12. */
export const singleDash = (name: string, since: string): Flag => ({
  name,
  since,
  deprecated: "0.8",
  removed: "1.13",
});

/** Returns all spellings of an option's flags, current and removed. */
export const flagNames = (option: Option): readonly string[] => option.flags.map(({ name }) => name);

/** A flag of dockerd that has no key in daemon.json. */
export interface FlagWithoutKey {
  readonly names: readonly string[];
  /** Whether it takes a value. */
  readonly takes: "switch" | "value";
  readonly since?: string;
  readonly deprecated?: string;
  readonly removed?: string;
  /** A description, and what to do instead. */
  readonly doc: string;
}

export const flagsWithoutKey: readonly FlagWithoutKey[] = [
  {
    names: ["--config-file"],
    takes: "value",
    since: "1.10",
    doc: "Where daemon.json is. It stays in the unit.",
  },
  {
    names: ["--validate"],
    takes: "switch",
    since: "23.0",
    doc: "Checks the configuration and ends. It isn't for a service.",
  },
  {
    names: ["--version", "-v"],
    takes: "switch",
    doc: "Prints the version and ends. It isn't for a service.",
  },
  { names: ["--help", "-h"], takes: "switch", doc: "Prints the help and ends. It isn't for a service." },
  {
    names: ["--daemon", "-d"],
    takes: "switch",
    since: "0.1.0",
    deprecated: "1.8",
    removed: "1.10",
    doc: "Ran the engine as `docker -d`. Since 1.12 it is a program of its own: run dockerd.",
  },
  {
    names: ["--exec-driver", "-e"],
    takes: "value",
    since: "0.9",
    deprecated: "1.8",
    removed: "1.10",
    doc: "Chose lxc or native. There is one way to run containers; declare runtimes and defaultRuntime for another runtime.",
  },
  {
    names: ["--restart", "-r"],
    takes: "switch",
    since: "0.2.1",
    deprecated: "1.2",
    doc: "Restarted containers at the engine's start. Give containers a restart policy: docker run --restart.",
  },
  {
    names: ["--containerd-plugins-namespace"],
    takes: "value",
    since: "19.03.3",
    doc: "The namespace in containerd of the engine's plugins. daemon.json can't say it; it stays in the unit.",
  },
  {
    names: ["--register-service", "--unregister-service", "--run-service"],
    takes: "switch",
    doc: "Makes the engine a service of Windows. It isn't for Linux; leave it out.",
  },
  {
    names: ["--service-name"],
    takes: "value",
    doc: "The name of the engine's service on Windows. It isn't for Linux; leave it out.",
  },
];
