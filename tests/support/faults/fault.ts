import type { SandboxHost } from "../on-host";
import type { ChangeName } from "./changes";
import type { Moment } from "./killable";
import type { Ended, Operation, OperationName } from "./operation";
import type { Random } from "../random";

/** One run, as a fault finds it. */
export interface Scene {
  readonly host: SandboxHost;
  readonly operation: Operation;
  readonly moment: Moment;
  readonly random: Random;
}

/** Something that goes wrong with an operation. */
export interface Fault {
  readonly operations: readonly OperationName[];
  readonly changes: readonly ChangeName[];
  /** What a run's host is brought to before, by a command; it belongs to the state before. */
  readonly setUp?: (random: Random) => string;
  /** Takes that back before the plain run afterwards. */
  readonly tidyUp?: string;
  /** The same for what doesn't keep a plain run from its end: before our part there is ended. */
  readonly tidyAtEnd?: string;
  /** Seconds that differ from those of every run. */
  readonly settle?: number;
  readonly applyLimit?: number;
  /** Carries the operation out while it strikes. Undefined: nobody was left to tell. */
  readonly strike: (scene: Scene) => Promise<Ended | undefined>;
  /** What else the host has to stand before it is looked at. */
  readonly afterwards?: (host: SandboxHost) => Promise<void>;
  /** What was only prepared may be left on the host until the next run. */
  readonly litters?: true;
  /** How the host has to end; by default either way. */
  readonly end?: "before" | "after";
}

/** The steps at which something may strike. */
export const STEPS = [
  "connect",
  "observe",
  "lock host",
  "stage",
  "validate",
  "guard",
  "backup",
  "switch over",
  "activate",
  "verify",
  "confirm",
] as const;

/** Most happens while the engine starts, so most strikes are there. */
export const randomMoment = (random: Random): Moment => ({
  step: random.next() < 0.4 ? "activate" : random.pick(STEPS),
  delay: random.whole(0, 800),
});
