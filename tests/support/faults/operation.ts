import type { JsonObject } from "../../../provider/core/json";
import { daemon } from "../../../provider/resources/daemon";

export type CallName = "create" | "update" | "remove";

/** One of Pulumi's calls on a resource, as data that another process can perform. */
export interface PulumiCall {
  readonly name: CallName;
  readonly id: string;
  readonly urn: string;
  readonly inputs: JsonObject;
  /** The outputs of the last operation; {} before the first. */
  readonly outputs: JsonObject;
}

/** The result of an operation, as its user gets it. */
export interface OperationResult {
  readonly outputs: JsonObject;
  /** The error's message. */
  readonly error?: string;
}

/** Performs an operation in this process. An error is a result, too. */
export async function perform(
  operation: PulumiCall,
  onStep: (step: string) => void = () => undefined,
): Promise<OperationResult> {
  try {
    return { outputs: await outputsOf(operation, onStep) };
  } catch (error) {
    return { outputs: operation.outputs, error: error instanceof Error ? error.message : String(error) };
  }
}

async function outputsOf(
  { name, id, urn, inputs, outputs }: PulumiCall,
  onStep: (step: string) => void,
): Promise<JsonObject> {
  const context = { defaults: {}, urn, onStep, onNote: () => undefined };
  if (name === "create") return daemon.create(id, inputs, context);
  if (name === "update") return daemon.update(id, outputs, inputs, context);
  await daemon.delete(id, outputs, context);
  return {};
}
