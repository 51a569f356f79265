import type { z } from "zod";
import type { Json } from "../json";

/**
 * What a value of an option looks like to a program, and what it looks like in daemon.json.
 * The two differ where Docker's own form is awkward to type: labels are a list of `key=value` there, a record here.
 */
export interface OptionType {
  /** Checks the program's value. Failures say what to write instead. */
  readonly schema: z.ZodType;
  /** The program's type in TypeScript, plain. */
  readonly plain: string;
  /** The same with Pulumi's inputs allowed at every depth. */
  readonly input: string;
  /** `entry`: we own single entries of a map, others' stay. `whole`: the value is one thing. */
  readonly ownership: "entry" | "whole";
  /** The program's value as it stands in daemon.json. */
  toFile(value: Json): Json;
  /** A value found in daemon.json as a program would write it; undefined where it doesn't have the option's shape. */
  fromFile(value: Json): Json | undefined;
}

/** GET requests of the Remote API that show options. */
export type Endpoint = "/info" | "/version" | "/networks/bridge";

/** Where a running engine shows an option. */
export interface Observable {
  readonly endpoint: Endpoint;
  /** The place within the endpoint's answer, for a reader: `RegistryConfig.Mirrors`. */
  readonly field: string;
  /** The value at that place. `answer` is null where the engine has no such thing. */
  readonly read: (answer: Json) => Json;
  /** Puts daemon.json's value and the engine's into one form, where the engine rewrites what it was given. */
  readonly normalise: (value: Json) => Json;
}

/** Everything we know of one option of dockerd: one record, from which all else follows. */
export interface Option {
  /** The key in daemon.json. */
  readonly key: string;
  /** dockerd's command line flags for the same setting. */
  readonly flags: readonly string[];
  readonly type: OptionType;
  /** The first release whose daemon.json knows the key. */
  readonly since: string;
  /** What the engine does where the key is absent, as daemon.json would say it; null where it chooses by itself. */
  readonly default: Json;
  /** What a change needs: a SIGHUP in releases from `reloadSince` on, a restart otherwise. */
  readonly reloadSince?: string;
  /** What a change reaches, where it isn't simply the running engine. */
  readonly appliesTo?: "new containers" | "new networks";
  readonly observable?: Observable;
  /** One sentence: what it does. */
  readonly doc: string;
  /** A value that a program might declare. */
  readonly example: Json;
}
