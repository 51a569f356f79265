import type { ConnectionDefaults } from "../core/connection/settings";
import type { JsonObject } from "../core/json";
import type { InputsDiff } from "../core/preview/diff";
import type { Failure } from "../core/schema/failure";

/** What an operation gets from the tool that drives it. */
export interface OperationContext {
  readonly defaults: ConnectionDefaults;
  /** The resource's URN: the owner's name in the manifest on the host. */
  readonly urn: string;
  /** Reports a step as it begins. */
  readonly onStep: (step: string) => void;
  /** Reports a fact that the user should know. */
  readonly onNote: (note: string) => void;
}

/** A resource as any tool can drive it. Inputs and outputs are JSON objects, as the tool's state holds them. */
export interface Resource {
  /** Returns a new id: random, and kept in the manifest on the host. */
  newId(): string;

  /** Returns everything that is wrong with a program's inputs. */
  check(inputs: JsonObject): readonly Failure[];

  /** Compares the last outputs with a program's inputs. Never throws. */
  diff(outputs: JsonObject, inputs: JsonObject): InputsDiff;

  /** Applies inputs to a host that the resource doesn't manage yet. @returns the outputs @throws DaemonError */
  create(id: string, inputs: JsonObject, context: OperationContext): Promise<JsonObject>;

  /** Returns inputs and outputs as the host has them. Changes nothing. @throws DaemonError */
  read(
    id: string,
    outputs: JsonObject,
    context: OperationContext,
  ): Promise<{ readonly inputs: JsonObject; readonly outputs: JsonObject }>;

  /** Applies changed inputs. @returns the outputs @throws DaemonError */
  update(id: string, outputs: JsonObject, inputs: JsonObject, context: OperationContext): Promise<JsonObject>;

  /** Releases the host. @throws DaemonError */
  delete(id: string, outputs: JsonObject, context: OperationContext): Promise<void>;
}
