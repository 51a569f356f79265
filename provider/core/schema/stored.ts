import { asObject, type Json, type JsonObject } from "../json";
import type { Inputs } from "./inputs";
import { parseInputs } from "./parse-inputs";

/** A `Daemon` as the stack's state holds it: the inputs of its last apply, and facts of its outputs. */
export interface Stored {
  readonly inputs: Inputs;
  /** The output `engine`; {} if there is none. */
  readonly engine: JsonObject;
  /** `26.1.5`, or undefined. */
  readonly engineVersion: string | undefined;
  /** Whether the last change was verified; undefined if none was made. */
  readonly verified: boolean | undefined;
  readonly applied: boolean;
  readonly machineId: string | undefined;
  readonly cliVersion: string | null;
  readonly cliFile: string | null;
}

/** Reads the outputs of a state. @throws DaemonError if their inputs can't be used */
export function parseStored(outputs: JsonObject): Stored {
  const engine = asObject(outputs.engine);
  const { verified } = asObject(outputs.lastChange);
  return {
    inputs: parseInputs(outputs),
    engine,
    engineVersion: textIn(engine.version),
    verified: typeof verified === "boolean" ? verified : undefined,
    applied: outputs.status === "applied",
    machineId: textIn(outputs.machineId),
    cliVersion: textIn(outputs.cliVersion) ?? null,
    cliFile: textIn(outputs.cliFile) ?? null,
  };
}

const textIn = (value: Json | undefined): string | undefined =>
  typeof value === "string" ? value : undefined;
