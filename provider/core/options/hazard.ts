/** The consequences of a change that must not come as a surprise. A program accepts them by name, in `apply.acknowledge`. */
export const HAZARD_NAMES = [
  "stops-containers",
  "hides-data",
  "cuts-network",
  "opens-api",
  "authorization",
  "breaks-host-gateway",
] as const;
export type Hazard = (typeof HAZARD_NAMES)[number];

/** What each hazard means. */
export const HAZARDS: Readonly<Record<Hazard, string>> = {
  "stops-containers": "running containers stop, and some may not start again by themselves",
  "hides-data": "existing images, containers or volumes become invisible to the engine",
  "cuts-network": "containers or the host may lose network connectivity",
  "opens-api": "users other than root may gain access to the engine's API, which is root access to the host",
  authorization: "API requests may go unchecked, or the engine may exit if a plugin is missing",
  "breaks-host-gateway": "containers with the address host-gateway can't start until the engine is restarted",
};
