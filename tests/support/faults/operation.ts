import type { JsonObject } from "../../../provider/core/json";
import { daemon } from "../../../provider/resources/daemon";

export type OperationName = "create" | "update" | "remove";

/** One of Pulumi's calls on a resource, as data: another process can carry it out. */
export interface Operation {
  readonly name: OperationName;
  readonly id: string;
  readonly urn: string;
  readonly inputs: JsonObject;
  /** Of the last one; {} before the first. */
  readonly outputs: JsonObject;
}

/** How an operation ended for its user. */
export interface Ended {
  readonly outputs: JsonObject;
  /** The error's text. */
  readonly error?: string;
}

/** Carries an operation out in this process. An error of it is an end, too. */
export async function perform(
  operation: Operation,
  onStep: (step: string) => void = () => undefined,
): Promise<Ended> {
  try {
    return { outputs: await outputsOf(operation, onStep) };
  } catch (error) {
    return { outputs: operation.outputs, error: error instanceof Error ? error.message : String(error) };
  }
}

async function outputsOf(
  { name, id, urn, inputs, outputs }: Operation,
  onStep: (step: string) => void,
): Promise<JsonObject> {
  const context = { defaults: {}, urn, onStep, onNote: () => undefined };
  if (name === "create") return daemon.create(id, inputs, context);
  if (name === "update") return daemon.update(id, outputs, inputs, context);
  await daemon.delete(id, outputs, context);
  return {};
}
