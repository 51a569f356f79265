import type { z } from "zod";
import type { Json, JsonObject } from "../json";
import type { Lifetime } from "./lifetime";

/**
 * What a value of an option looks like to a program, and what it looks like in daemon.json.
 * The two differ where Docker's own form is awkward to type: labels are a list of `key=value` there, a record here.
 */
export interface OptionType {
  /** Checks the program's value. Failures say what to write instead. */
  readonly schema: z.ZodType;
  /** The program's type in TypeScript, plain. */
  readonly plain: string;
  /** The same with Pulumi's inputs allowed at every depth, and with the members' documentation. */
  readonly input: string;
  /** `entry`: we own single entries of a map, others' stay. `whole`: the value is one thing. */
  readonly ownership: "entry" | "whole";
  /** How entries stand in daemon.json, where the value there isn't a record by their names. */
  readonly entryForm?: EntryForm;
  /** The members of a record, where the engine knows them one by one; of a list's or a map's records, too. */
  readonly fields?: readonly Field[];
  /** What a program's value consists of; nothing of a value that has another shape. */
  parts?(value: Json): readonly Part[];
  /** How a command line says it. */
  readonly flag: FlagValue;
  /** The program's value as it stands in daemon.json. */
  toFile(value: Json): Json;
  /**
   * A value found in daemon.json as a program would write it; undefined if it doesn't have the option's shape. Of a map
   * that is owned by entry, entries that don't have it are left out: they are unmanaged.
   */
  fromFile(value: Json): Json | undefined;
  /** daemon.json's value in JSON Schema, without members that an engine doesn't know. */
  jsonSchema(knows: (field: Field) => boolean): JsonObject;
}

/** A map's entries in daemon.json, whatever their shape: those of others have to stay as they are. */
export interface EntryForm {
  /** By name, each as it stands there; undefined where the value is no map at all. */
  split(value: Json): JsonObject | undefined;
  join(entries: JsonObject): Json;
}

/** A part of a value: a record's member, an entry of a list or a map. */
export interface Part {
  readonly at: string | number;
  readonly value: Json;
  readonly type: OptionType;
  /** What the engine knows of a record's member. */
  readonly field?: Field;
}

/** How a flag of dockerd takes a value. */
export interface FlagValue {
  /** `switch`: alone or with =true or =false. `value`: the last one counts. `values`: may be given again and again. */
  readonly takes: "switch" | "value" | "values";
  /** The values given, in order, as daemon.json's value; undefined where one can't be read. Never of an empty list. */
  read(values: readonly string[]): Json | undefined;
}

/** A member of an option's record: `gc` of `builder`, `buildkit` of `features`. */
export interface Field extends Partial<Lifetime> {
  /** Its name, in daemon.json and in a program. */
  readonly key: string;
  readonly type: OptionType;
  readonly replacement?: string;
  /** What the newest engine does without it; null where it chooses by itself. */
  readonly default?: Json;
  /** The first release whose SIGHUP brings it about; for members of an option that isn't reloaded as a whole. */
  readonly reloadSince?: string;
  readonly hazards?: readonly Hazard[];
  readonly doc: string;
}

/** What a change of an option may do that nobody wants by surprise. */
export const HAZARDS = {
  "hides-data": "existing images, containers or volumes become invisible to the engine",
  "cuts-network": "containers or the host may lose network connectivity",
  "opens-api": "users other than root may gain access to the engine's API, which is root access to the host",
  authorization: "API requests may go unchecked, or the engine may exit if a plugin is missing",
} as const;
export type Hazard = keyof typeof HAZARDS;

/** GET requests of the Remote API that show options. */
export type Endpoint = "/info" | "/version" | "/networks/bridge";

/** Where a running engine shows an option. */
export interface Observable {
  readonly endpoint: Endpoint;
  /** The place within the endpoint's answer, for a reader: `RegistryConfig.Mirrors`. */
  readonly field: string;
  /** The first release that shows it, and the first that no longer does; left out where all do that know the option. */
  readonly since?: string;
  readonly until?: string;
  /**
   * The value at that place; undefined where the answer says nothing of the option. `answer` is null where the engine
   * has no such thing.
   */
  readonly read: (answer: Json) => Json | undefined;
  /**
   * Puts daemon.json's value and the engine's into one form, where the engine rewrites what it was given. Null for a
   * value of daemon.json that the place says nothing of.
   */
  readonly normalise: (value: Json) => Json;
  /** Whether the place shows more than the option: then only the members that daemon.json has are compared. */
  readonly partly?: true;
  /** Whether the value is a path that the engine reports with its symbolic links resolved. */
  readonly resolved?: true;
}

/** Something on the host that a value refers to. dockerd breaks without it: at a start, a boot, or for each container. */
export interface HostReference {
  readonly kind:
    "program" | "file" | "socket" | "interface" | "group" | "plugin" | "files" | "data" | "ipv4" | "ipv6";
  /** Its place within the option's value. */
  readonly at: readonly (string | number)[];
  readonly value: string;
  /** What the script needs beside the value: an address in the kernel's form, a data root. */
  readonly more?: string;
}

/** Returns what a value of daemon.json refers to. */
export type References = (value: Json, daemonJson: JsonObject) => readonly HostReference[];

/** A flag of dockerd, in one spelling. */
export interface Flag {
  /** `--label`, `-H`; `-icc`, as Docker 1.12 and older took it. */
  readonly name: string;
  /** The first release with it; left out where it is as old as the option's key, or older than daemon.json. */
  readonly since?: string;
  readonly deprecated?: string;
  /** The first release that refuses it. */
  readonly removed?: string;
  /** The member of the option's record that it sets. */
  readonly member?: string;
}

/** Everything we know of one option of dockerd: one record, from which all else follows. */
export interface Option extends Lifetime {
  /** The key in daemon.json. */
  readonly key: string;
  /** dockerd's command line flags for the same setting, those of today first. */
  readonly flags: readonly Flag[];
  readonly type: OptionType;
  /**
   * Whether dockerd starts with the flag and the key together, as it does with no other pair. The key replaces all that
   * the flag says (seen with 20.10, 26.1 and 28.5).
   */
  readonly besideFlag?: true;
  /** What takes its place, in a few words. */
  readonly replacement?: string;
  /** What the newest engine does where the key is absent, as daemon.json would say it; null where it chooses by itself. */
  readonly default: Json;
  /** What older ones do: the first entry whose `before` is newer than the engine counts. */
  readonly defaultBefore?: readonly { readonly before: string; readonly value: Json }[];
  /** What a change needs: a SIGHUP in releases from `reloadSince` on, a restart otherwise. */
  readonly reloadSince?: string;
  /**
   * What a SIGHUP does where the key has left daemon.json: `kept` leaves the old value in force until a restart, `reset`
   * puts the default in its place. For options that a SIGHUP reaches at all.
   */
  readonly whenRemoved?: "kept" | "reset";
  /** Whether it shapes the default bridge, which an engine with running containers keeps over a restart (live-restore). */
  readonly bridge?: true;
  /** What a change reaches, where it isn't simply the running engine. */
  readonly appliesTo?: "new containers" | "new networks";
  readonly hazards?: readonly Hazard[];
  readonly observable?: Observable;
  /** Whether other keys of daemon.json make the engine ignore this one. */
  readonly overridden?: (daemonJson: JsonObject) => boolean;
  /** What a value of daemon.json refers to on the host. */
  readonly references?: References;
  /** Whether a value may hold a password or a token: it is never printed. */
  readonly sensitive?: true;
  /** Entries of a sensitive option that are no secrets. */
  readonly plainEntries?: readonly string[];
  /** The recommendation of the CIS Docker Benchmark 1.6 that it is about. */
  readonly cis?: { readonly id: string; readonly advice: string };
  /** What it does, in a sentence or two. */
  readonly doc: string;
  /** A value that a program might declare. */
  readonly example: Json;
}
