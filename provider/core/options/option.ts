import type { z } from "zod";
import type { Json, JsonObject } from "../json";
import type { Lifetime } from "./lifetime";

/**
 * The form of an option's value in a program, and in daemon.json. They differ if Docker's own form is awkward to type:
 * labels are a list of `key=value` in daemon.json, and an object in a program.
 */
export interface OptionType {
  /** Checks the program's value. Failures name what to write instead. */
  readonly schema: z.ZodType;
  /** The program's type in TypeScript, with plain values. */
  readonly plain: string;
  /** The program's type with Pulumi's inputs allowed at every depth, and with the members' documentation. */
  readonly input: string;
  /** `entry`: single entries of a map are managed, others are left alone. `whole`: the value is managed as a whole. */
  readonly ownership: "entry" | "whole";
  /** The form of entries in daemon.json, if the value there isn't an object by their names. */
  readonly entryForm?: EntryForm;
  /** The members of an object that the engine knows by name; also of a list's or a map's objects. */
  readonly fields?: readonly Field[];
  /** Returns the parts of a program's value; none if it has another shape. */
  parts?(value: Json): readonly Part[];
  /** The form of the value in a command line. */
  readonly flag: FlagValue;
  /** Converts the program's value to daemon.json's. */
  toFile(value: Json): Json;
  /**
   * Converts daemon.json's value to the program's; undefined if it doesn't have the option's shape. In a map that is owned by
   * entry, entries of another shape are left out: they are unmanaged.
   */
  fromFile(value: Json): Json | undefined;
  /** Returns the JSON Schema of daemon.json's value, without members that an engine doesn't know. */
  jsonSchema(knows: (field: Field) => boolean): JsonObject;
}

/** Splits a map in daemon.json into entries of any shape: unmanaged ones have to be kept unchanged. */
export interface EntryForm {
  /** Returns the entries by name, unchanged; undefined if the value is not a map. */
  split(value: Json): JsonObject | undefined;
  join(entries: JsonObject): Json;
}

/** A part of a value: an object's member, an entry of a list or a map. */
export interface Part {
  readonly at: string | number;
  readonly value: Json;
  readonly type: OptionType;
  /** The field of an object's member, if the engine knows it. */
  readonly field?: Field;
}

/** How a flag of dockerd is given a value. */
export interface FlagValue {
  /** `switch`: alone or with =true or =false. `value`: the last one counts. `values`: may be repeated. */
  readonly takes: "switch" | "value" | "values";
  /** Converts the given values, in order, to daemon.json's value; undefined if one is invalid. The list is never empty. */
  read(values: readonly string[]): Json | undefined;
}

/** A member of an option's object: `gc` of `builder`, `buildkit` of `features`. */
export interface Field extends Partial<Lifetime> {
  /** Its name, in daemon.json and in a program. */
  readonly key: string;
  readonly type: OptionType;
  readonly replacement?: string;
  /** The default of the newest engine; null if the engine selects one. */
  readonly default?: Json;
  /** The first release that applies it at a SIGHUP; for members of an option that isn't reloaded as a whole. */
  readonly reloadSince?: string;
  readonly hazards?: readonly Hazard[];
  readonly doc: string;
}

/** Consequences of a change that must not come as a surprise. */
export const HAZARDS = {
  "hides-data": "existing images, containers or volumes become invisible to the engine",
  "cuts-network": "containers or the host may lose network connectivity",
  "opens-api": "users other than root may gain access to the engine's API, which is root access to the host",
  authorization: "API requests may go unchecked, or the engine may exit if a plugin is missing",
} as const;
export type Hazard = keyof typeof HAZARDS;

/** GET requests of the Docker API that report options. */
export type Endpoint = "/info" | "/version" | "/networks/bridge";

/** Where a running engine reports an option. */
export interface Observable {
  readonly endpoint: Endpoint;
  /** The place within the endpoint's answer, for people: `RegistryConfig.Mirrors`. */
  readonly field: string;
  /** The first release that reports it, and the first that no longer does; left out if all releases with the option do. */
  readonly since?: string;
  readonly until?: string;
  /**
   * Returns the value at that place; undefined if the answer doesn't contain the option. `answer` is null if the engine has no
   * such endpoint.
   */
  readonly read: (answer: Json) => Json | undefined;
  /**
   * Converts daemon.json's value and the engine's to a common form, if the engine rewrites values. Null for a value of
   * daemon.json that isn't reported there.
   */
  readonly normalise: (value: Json) => Json;
  /** Whether more than the option is reported there: then only the members in daemon.json are compared. */
  readonly partly?: true;
  /** Whether the value is a path that the engine reports with its symbolic links resolved. */
  readonly resolved?: true;
}

/** Something on the host that a value refers to. Without it dockerd fails: at a start, a boot, or for each container. */
export interface HostReference {
  readonly kind:
    "program" | "file" | "socket" | "interface" | "group" | "plugin" | "files" | "data" | "ipv4" | "ipv6";
  /** Its position within the option's value. */
  readonly at: readonly (string | number)[];
  readonly value: string;
  /** A second value for the script: an address in the kernel's form, a data root. */
  readonly more?: string;
}

/** Returns what a value of daemon.json refers to. */
export type References = (value: Json, daemonJson: JsonObject) => readonly HostReference[];

/** A flag of dockerd, in one spelling. */
export interface Flag {
  /** `--label`, `-H`; `-icc`, as in Docker 1.12 and older. */
  readonly name: string;
  /** The first release with it; left out if it is as old as the option's key, or older than daemon.json. */
  readonly since?: string;
  readonly deprecated?: string;
  /** The first release that rejects it. */
  readonly removed?: string;
  /** The member of the option's object that it sets. */
  readonly member?: string;
}

/** Everything about one option of dockerd: one record, from which all else follows. */
export interface Option extends Lifetime {
  /** The key in daemon.json. */
  readonly key: string;
  /** dockerd's command line flags for the same setting, current ones first. */
  readonly flags: readonly Flag[];
  readonly type: OptionType;
  /**
   * Whether dockerd starts with both the flag and the key, unlike with any other pair. The key replaces all values of the
   * flag (seen with 20.10, 26.1 and 28.5).
   */
  readonly besideFlag?: true;
  /** Its replacement, in a few words. */
  readonly replacement?: string;
  /** The default of the newest engine, in daemon.json's form; null if the engine selects one. */
  readonly default: Json;
  /** Defaults of older engines: the first entry whose `before` is newer than the engine counts. */
  readonly defaultBefore?: readonly { readonly before: string; readonly value: Json }[];
  /** The first release in which a change requires only a SIGHUP; otherwise it requires a restart. */
  readonly reloadSince?: string;
  /**
   * What a SIGHUP does if the key was removed from daemon.json: `kept` keeps the old value in effect until a restart,
   * `reset` applies the default. For options that are reloaded at all.
   */
  readonly whenRemoved?: "kept" | "reset";
  /** Whether it configures the default bridge, which isn't changed by a restart with running containers (live-restore). */
  readonly bridge?: true;
  /** What a change applies to, if not to the running engine. */
  readonly appliesTo?: "new containers" | "new networks";
  readonly hazards?: readonly Hazard[];
  readonly observable?: Observable;
  /** Whether other keys of daemon.json make the engine ignore this one. */
  readonly overridden?: (daemonJson: JsonObject) => boolean;
  /** Returns what a value of daemon.json refers to on the host. */
  readonly references?: References;
  /** Whether a value may hold a password or a token: it is never printed. */
  readonly sensitive?: true;
  /** Entries of a sensitive option that aren't secret. */
  readonly plainEntries?: readonly string[];
  /** The recommendation of the CIS Docker Benchmark 1.6 about it. */
  readonly cis?: { readonly id: string; readonly advice: string };
  /** What it does, in a sentence or two. */
  readonly doc: string;
  /** An example of a program's value. */
  readonly example: Json;
}
