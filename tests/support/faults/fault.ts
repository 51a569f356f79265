import type { SandboxHost } from "../on-host";
import type { ChangeName } from "./changes";
import type { Moment } from "./killable";
import type { OperationResult, PulumiCall, CallName } from "./operation";
import type { Random } from "../random";

/** The context of a run in which a fault strikes. */
export interface Scene {
  readonly host: SandboxHost;
  readonly operation: PulumiCall;
  readonly moment: Moment;
  readonly random: Random;
}

/** A fault during an operation on a real host. */
export interface HostFault {
  readonly operations: readonly CallName[];
  readonly changes: readonly ChangeName[];
  /** Returns a command that prepares the host; the state before the operation includes its effect. */
  readonly setUp?: (random: Random) => string;
  /** Reverts `setUp` before the run without a fault. */
  readonly tidyUp?: string;
  /** Reverts a `setUp` that does not keep the run without a fault from succeeding: before the destroy. */
  readonly tidyAtEnd?: string;
  /** Seconds, if they differ from those of other runs. */
  readonly settle?: number;
  readonly applyLimit?: number;
  /** Performs the operation while the fault strikes. Undefined if the client was killed before it ended. */
  readonly strike: (scene: Scene) => Promise<OperationResult | undefined>;
  /** A further event on the host before its state is compared. */
  readonly afterwards?: (host: SandboxHost) => Promise<void>;
  /** Whether staged files may stay on the host until the next run. */
  readonly litters?: true;
  /** How the operation has to end; by default either way. */
  readonly end?: "before" | "after";
}

/** The steps at which a fault may strike. */
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

/** Prefers the step that starts the engine, where most can go wrong. */
export const randomMoment = (random: Random): Moment => ({
  step: random.next() < 0.4 ? "activate" : random.pick(STEPS),
  delay: random.whole(0, 800),
});
