import { DISKS, ENGINES } from "./engine";
import { FILES } from "./files";
import type { Terrain } from "./terrain";
import { DEPENDENTS, SERVICES, SOCKETS } from "./units";

export { GROUPS, type Refusal, type Terrain, Unavailable } from "./terrain";

/** Every condition of a host under which operations are tested. */
export const TERRAINS: readonly Terrain[] = [
  ...SOCKETS,
  ...SERVICES,
  ...DEPENDENTS,
  ...FILES,
  ...ENGINES,
  ...DISKS,
];
