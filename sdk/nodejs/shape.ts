import * as pulumi from "@pulumi/pulumi";

/** Whether a value isn't known yet: an output or a promise. */
export const isLater = (value: unknown): value is pulumi.Output<object> | Promise<object> =>
  pulumi.Output.isInstance(value) || value instanceof Promise;

/** Whether a value is an object: not a list, not null. */
export const isRecord = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An example of a connection, for messages. */
export const CONNECTION_EXAMPLE = '{ host: "...", hostKey: "SHA256:..." }';

/**
 * Checks the values that a constructor itself reads; all others are left to the provider's check. A program in JavaScript,
 * or one that reads its hosts from a file, may pass anything. Throws immediately: an error inside an `apply` has no line of
 * the program, and may hang Pulumi's run (Node.js 20.20 formats a stack with `@pulumi/output.ts` without end).
 *
 * @throws Error that names the property
 */
export function requireRecord(value: unknown, property: string, write: string): void {
  if (isLater(value)) {
    throw new Error(`${property} is ${kindOf(value)}: write a plain object; its fields may be outputs`);
  }
  if (!isRecord(value)) throw new Error(`${property} is ${kindOf(value)}: write ${write}`);
}

function kindOf(value: unknown): string {
  if (isLater(value)) return value instanceof Promise ? "a promise" : "an output";
  if (value === undefined) return "missing";
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}
