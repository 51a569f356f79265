import type { z } from "zod";
import type { Json } from "../../json";

/** The values that an input takes. */
export interface InputType<T = unknown> {
  /** Accepts every value that can be used at all. Stored inputs of other versions are parsed by it. */
  readonly shape: z.ZodType<T>;
  /** Checks a program's value. Failures say what to write instead. */
  readonly schema: z.ZodType;
  /** The program's type in TypeScript. */
  readonly plain: string;
  /** The TypeScript type with Pulumi's inputs allowed inside; left out if it has no members. */
  readonly input?: string;
  /** Unit and range, as a sentence. */
  readonly unit?: string;
}

interface Facts {
  readonly name: string;
  readonly required?: true;
  /** The value of an input that is not set. */
  readonly default?: Json;
  /** What it does. Unit and default are added to it wherever it is shown. */
  readonly doc: string;
  /**
   * What a change of it takes beyond the state: `address` may reach another machine, `host` changes the host. Left out if
   * an update opens no connection for it. That of a group counts for all of its fields.
   */
  readonly concerns?: "address" | "host";
  readonly example?: Json;
}

/** An input that is one value. */
export interface InputField extends Facts {
  readonly type: InputType;
  /** Whether the SDK marks it as a secret; for fields of a group. */
  readonly secret?: true;
  /** An input that the stack's config may set as `dockerd:NAME`, and what is used if that and the environment don't. */
  readonly config?: { readonly fallback?: Json; readonly variable?: string };
  /** Whether the layers of a fleet join entry by entry; otherwise the more specific value is used as a whole. */
  readonly joins?: true;
  /** Whether only the SDK sets it, not a program. */
  readonly internal?: true;
}

/** An input that is an object of other inputs. */
export interface Group extends Facts {
  readonly fields: readonly InputField[];
  /** The SDK's name of its type. */
  readonly typeName: string;
  /** Whether it is one thing: a change of a part changes all of it, and a fleet's layers don't join. */
  readonly whole?: true;
  /** What a change of it does to the engine, for a preview. */
  readonly effect?: "restart";
}

/** Everything about one input of a `Daemon`: one record, from which all else follows. */
export type Input = InputField | Group;

/** An input outside of groups. It can't be secret: the SDK marks secrets in groups only. */
export type TopLevelInput = (InputField & { readonly secret?: never }) | Group;

export const isGroup = (input: Input): input is Group => "fields" in input;

/** Whether an input is set by the SDK, not by a program. */
export const isInternal = (input: Input): boolean => !isGroup(input) && input.internal === true;

type Present = { readonly default: Json } | { readonly required: true };

type ValueOf<I> = I extends { readonly fields: infer F extends readonly Input[] }
  ? Values<F>
  : I extends { readonly type: InputType<infer T> }
    ? T
    : never;

/** The parsed values of a list of inputs: all that are required or have a default are present. */
export type Values<L extends readonly Input[]> = {
  readonly [I in L[number] as I extends Present ? I["name"] : never]: ValueOf<I>;
} & {
  readonly [I in L[number] as I extends Present ? never : I["name"]]?: ValueOf<I>;
};
