import type { z } from "zod";
import type { Json, JsonObject } from "../json";
import type { Hazard } from "./hazard";
import type { Lifetime } from "./lifetime";

/**
 * The type of an option's value, in a program and in daemon.json. The two forms differ if Docker's is awkward to write:
 * labels are a list of `key=value` in daemon.json, and an object in a program.
 */
export interface OptionType {
  /** Validates the program's value. Failures say what to write instead. */
  readonly schema: z.ZodType;
  /** The value's type in TypeScript. */
  readonly plain: string;
  /** The same type with Pulumi's inputs at every depth, and with the members' documentation. */
  readonly input: string;
  /** `entry`: entries of a map are managed one by one. `whole`: the value is managed as a whole. */
  readonly ownership: "entry" | "whole";
  /** The form of entries in daemon.json, if the value there is not an object. */
  readonly entryForm?: EntryForm;
  /** The known members of an object, or of the objects in a list or map. */
  readonly fields?: readonly Field[];
  /** Splits a program's value into its parts; none if it has another shape. */
  parts?(value: Json): readonly Part[];
  /** The form of the value on the command line. */
  readonly flag: FlagValue;
  /** Converts a program's value to daemon.json's form. */
  toFile(value: Json): Json;
  /**
   * Converts daemon.json's value to a program's form; undefined if it doesn't have the option's shape. Omits entries of
   * another shape from a map that is managed by entry: they are unmanaged.
   */
  fromFile(value: Json): Json | undefined;
  /** Returns the JSON Schema of daemon.json's value, without members that an engine doesn't know. */
  jsonSchema(knows: (field: Field) => boolean): JsonObject;
}

/** The form of a map's entries in daemon.json. It keeps entries of any shape: unmanaged ones must not change. */
export interface EntryForm {
  /** Returns the entries by name, in daemon.json's form; undefined if the value is not a map. */
  split(value: Json): JsonObject | undefined;
  join(entries: JsonObject): Json;
}

/** A part of a value: an object's member, or an entry of a list or a map. */
export interface Part {
  readonly at: string | number;
  readonly value: Json;
  readonly type: OptionType;
  /** The catalogue's record of an object's member. */
  readonly field?: Field;
}

/** The value of a flag of dockerd. */
export interface FlagValue {
  /** `switch`: alone, or with =true or =false. `value`: the last one counts. `values`: may be repeated. */
  readonly takes: "switch" | "value" | "values";
  /** Converts one or more given values to daemon.json's form; undefined if one can't be parsed. */
  read(values: readonly string[]): Json | undefined;
}

/** A member of an option's object: `gc` of `builder`, `buildkit` of `features`. */
export interface Field extends Partial<Lifetime> {
  /** Its name, in daemon.json and in a program. */
  readonly key: string;
  readonly type: OptionType;
  readonly replacement?: string;
  /** The newest engine's default; null if the engine chooses one at run time. */
  readonly default?: Json;
  /** The first release that applies it on SIGHUP; only for members of an option that isn't reloaded as a whole. */
  readonly reloadSince?: string;
  readonly hazards?: readonly Hazard[];
  readonly doc: string;
}

/** API endpoints that report options. */
export type Endpoint = "/info" | "/version" | "/networks/bridge";

/** The field of the API that reports an option. */
export interface Observable {
  readonly endpoint: Endpoint;
  /** The field's name for messages: `RegistryConfig.Mirrors`. */
  readonly field: string;
  /** The first release that reports it; by default the first one that has the option. */
  readonly since?: string;
  /** The first release that no longer reports it. */
  readonly until?: string;
  /** Returns the reported value; undefined if the response doesn't report the option. `answer` is null after a 404. */
  readonly read: (answer: Json) => Json | undefined;
  /**
   * Converts daemon.json's value and the reported one to a common form, if the engine rewrites values. Null for a value
   * of daemon.json that the field doesn't reflect.
   */
  readonly normalise: (value: Json) => Json;
  /** Whether the field reports more than the option, so that only the members in daemon.json are compared. */
  readonly partly?: true;
  /** Whether the value is a path that the engine reports with symbolic links resolved. */
  readonly resolved?: true;
}

/** Something on the host that a value refers to. Without it dockerd fails at a start or a boot, or for each container. */
export interface HostReference {
  readonly kind:
    "program" | "file" | "socket" | "interface" | "group" | "plugin" | "files" | "data" | "ipv4" | "ipv6";
  /** The path of the reference within the option's value. */
  readonly at: readonly (string | number)[];
  readonly value: string;
  /** A second argument of preflight.sh: an address in the kernel's form, a data root. */
  readonly more?: string;
}

/** Returns what a value of daemon.json refers to. */
export type References = (value: Json, daemonJson: JsonObject) => readonly HostReference[];

/** A flag of dockerd, in one spelling. */
export interface Flag {
  /** `--label`, `-H`; `-icc`, which Docker 1.12 and older accepted. */
  readonly name: string;
  /** The first release with it; omitted if it is as old as the option's key, or older than daemon.json. */
  readonly since?: string;
  readonly deprecated?: string;
  /** The first release that rejects it. */
  readonly removed?: string;
  /** The member of the option's object that it sets. */
  readonly member?: string;
}

/** The catalogue's record of an option of dockerd. Types, checks, docs and plans are derived from it. */
export interface Option extends Lifetime {
  /** The key in daemon.json. */
  readonly key: string;
  /** dockerd's command line flags for the same setting, current ones first. */
  readonly flags: readonly Flag[];
  readonly type: OptionType;
  /**
   * Whether dockerd starts with the flag and the key together, as it does with no other pair. The key overrides the flag
   * (seen with 20.10, 26.1 and 28.5).
   */
  readonly besideFlag?: true;
  /** Its replacement, in a few words. */
  readonly replacement?: string;
  /** The newest engine's default in daemon.json's form; null if the engine chooses one at run time. */
  readonly default: Json;
  /** The defaults of older releases: the first entry whose `before` is newer than the engine counts. */
  readonly defaultBefore?: readonly { readonly before: string; readonly value: Json }[];
  /** The first release that applies a change on SIGHUP; older ones require a restart, and so do all if it is omitted. */
  readonly reloadSince?: string;
  /**
   * The effect of a SIGHUP once the key has been removed: `kept` leaves the old value in effect until a restart, `reset`
   * applies the default. Only for options with `reloadSince`.
   */
  readonly whenRemoved?: "kept" | "reset";
  /** Whether it configures the default bridge, which a restart doesn't change while live-restore keeps containers running. */
  readonly bridge?: true;
  /** The scope of a change, if it isn't the running engine. */
  readonly appliesTo?: "new containers" | "new networks";
  readonly hazards?: readonly Hazard[];
  readonly observable?: Observable;
  /** Returns whether other keys of daemon.json make the engine ignore this one. */
  readonly overridden?: (daemonJson: JsonObject) => boolean;
  /** Returns what a value of daemon.json refers to on the host. */
  readonly references?: References;
  /** Whether a value may contain a password or a token, so that it is never printed. */
  readonly sensitive?: true;
  /** Entries of a sensitive option that are not secrets. */
  readonly plainEntries?: readonly string[];
  /** The corresponding recommendation of the CIS Docker Benchmark 1.6. */
  readonly cis?: { readonly id: string; readonly advice: string };
  /** A description in one or two sentences. */
  readonly doc: string;
  /** An example of a program's value. */
  readonly example: Json;
}
