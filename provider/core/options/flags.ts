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
    doc: "Path of daemon.json. Set it in the unit.",
  },
  {
    names: ["--validate"],
    takes: "switch",
    since: "23.0",
    doc: "Validates the configuration and exits. It can't be used in a service.",
  },
  {
    names: ["--version", "-v"],
    takes: "switch",
    doc: "Prints the version and exits. It can't be used in a service.",
  },
  {
    names: ["--help", "-h"],
    takes: "switch",
    doc: "Prints the help and exits. It can't be used in a service.",
  },
  {
    names: ["--daemon", "-d"],
    takes: "switch",
    since: "0.1.0",
    deprecated: "1.8",
    removed: "1.10",
    doc: "Ran the engine as `docker -d`. Since 1.12 the engine is a separate binary: run dockerd.",
  },
  {
    names: ["--exec-driver", "-e"],
    takes: "value",
    since: "0.9",
    deprecated: "1.8",
    removed: "1.10",
    doc: "Selected the execution driver, lxc or native. For another runtime declare runtimes and defaultRuntime.",
  },
  {
    names: ["--restart", "-r"],
    takes: "switch",
    since: "0.2.1",
    deprecated: "1.2",
    doc: "Restarted containers when the engine started. Use restart policies: docker run --restart.",
  },
  {
    names: ["--containerd-plugins-namespace"],
    takes: "value",
    since: "19.03.3",
    doc: "Containerd namespace of the engine's plugins. It has no key in daemon.json; set it in the unit.",
  },
  {
    names: ["--register-service", "--unregister-service", "--run-service"],
    takes: "switch",
    doc: "Manages the engine as a Windows service. Leave it out on Linux.",
  },
  {
    names: ["--service-name"],
    takes: "value",
    doc: "Name of the Windows service. Leave it out on Linux.",
  },
];
