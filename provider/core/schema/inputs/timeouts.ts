import type { InputField, Values } from "./input";
import { seconds } from "./types";

/** How long each phase may take. */
export const TIMEOUTS = [
  {
    name: "connect",
    type: seconds(1),
    default: 30,
    doc: "Timeout of connecting to the host and logging in.",
    example: 60,
  },
  {
    name: "observe",
    type: seconds(1),
    default: 30,
    doc: "Timeout of observing the host and its engine.",
    example: 60,
  },
  {
    name: "apply",
    type: seconds(10),
    default: 180,
    doc:
      "Timeout of each stop and start of the engine. A stop includes that of its containers: one that ignores SIGTERM " +
      "takes 10 s.",
    example: 300,
  },
  {
    name: "verify",
    type: seconds(1),
    default: 60,
    doc: "Timeout of the whole verification, `apply.settle` included.",
    example: 120,
  },
] as const satisfies readonly InputField[];

export type Timeouts = Values<typeof TIMEOUTS>;
