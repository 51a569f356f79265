import type { World } from "../world";
import type { OperationName } from "../operations";

/** The groups of conditions. */
export const GROUPS = [
  "docker.socket",
  "docker.service",
  "units that depend on docker.service",
  "daemon.json",
  "the engine",
  "the disk and the clock",
] as const;

/** How operations may be refused. */
export interface Refusal {
  /** Matches the error, which has to name the condition and the remedy. */
  readonly names: RegExp;
  /** Applies the remedy: afterwards the operation has to succeed. */
  fix(world: World): void | Promise<void>;
}

/** A condition in which administrators, distributions and other tools leave a host. */
export interface Terrain {
  readonly name: string;
  readonly group: (typeof GROUPS)[number];
  /** The promise to users for such a host, as a sentence. */
  readonly promise: string;
  /** Undefined if no operation may be refused. */
  readonly refusal?: Refusal;
  /**
   * The operations to test; all by default. Those that the condition can't affect, or that contradict it, are left out.
   */
  readonly only?: readonly OperationName[];
  /** The original daemon.json, if the condition needs a particular one. */
  readonly first?: Readonly<Record<string, number | string | boolean | readonly string[]>>;
  /** Whether a change may be rolled back although no fault strikes. */
  readonly mayRollBack?: true;
  /** Whether an engine that does not run may run afterwards. */
  readonly mayStart?: true;
  /** Whether the host has no docker.socket that passes sockets (fd://). */
  readonly socketless?: true;
  /** Text that daemon.json has to keep, because it is unmanaged. */
  readonly keeps?: string;
  /** Puts a healthy host with a running engine into the condition. @throws Unavailable */
  setUp(world: World): void | Promise<void>;
}

/** Assigns terrains to a group. */
export const inGroup = (
  group: Terrain["group"],
  terrains: readonly Omit<Terrain, "group">[],
): readonly Terrain[] => terrains.map((terrain) => ({ group, ...terrain }));

/** Thrown if a terrain can't be set up here: mounts require root. */
export class Unavailable extends Error {}

export function available(done: boolean): void {
  if (!done) throw new Unavailable();
}
