import type { World } from "../world";
import type { OperationName } from "../operations";

/** What a terrain's conditions are about. */
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
  /** What the message has to name: the condition, and the remedy. */
  readonly names: RegExp;
  /** Does what the remedy says: the operation has to succeed then. */
  mend(world: World): void | Promise<void>;
}

/** A condition in which administrators, distributions and other tools leave a host. */
export interface Terrain {
  readonly name: string;
  readonly group: (typeof GROUPS)[number];
  /** What users are promised of such a host, in a sentence. */
  readonly promise: string;
  /** Left out if no operation may be refused. */
  readonly refusal?: Refusal;
  /** Operations that the condition has nothing to do with, or that can't be there with it, are left out. */
  readonly only?: readonly OperationName[];
  /** daemon.json before us, if it has to be another one. */
  readonly first?: Readonly<Record<string, number | string | boolean | readonly string[]>>;
  /** Whether a change may end rolled back without any fault. */
  readonly mayRollBack?: true;
  /** Whether an engine that doesn't run may run afterwards. */
  readonly mayStart?: true;
  /** Whether the host has no docker.socket that could hand over fd://. */
  readonly socketless?: true;
  /** What daemon.json has to contain still, since others wrote it. */
  readonly keeps?: string;
  /** Makes a healthy host, on which the engine runs, such a one. @throws Unavailable */
  setUp(world: World): void | Promise<void>;
}

/** Terrains of one group. */
export const inGroup = (
  group: Terrain["group"],
  terrains: readonly Omit<Terrain, "group">[],
): readonly Terrain[] => terrains.map((terrain) => ({ group, ...terrain }));

/** A terrain that can't be set up here: mounts need root. */
export class Unavailable extends Error {}

export function available(done: boolean): void {
  if (!done) throw new Unavailable();
}
