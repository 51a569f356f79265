/** The engine as its API reported it last. A fact that it doesn't report is null. */
export interface Engine {
  /** False if it is stopped: everything else but the version is then what was known of it last. */
  running: boolean;
  version: string;
  /** Null for an engine that never ran under this resource. */
  apiVersion: string | null;
  minApiVersion: string | null;
  gitCommit: string | null;
  os: string | null;
  kernelVersion: string | null;
  architecture: string | null;
  cgroupVersion: string | null;
  cgroupDriver: string | null;
  storageDriver: string | null;
  rootDir: string | null;
  debug: boolean | null;
  /** `key=value` each, in order of the alphabet; with those that others set. */
  labels: string[];
  registryMirrors: string[];
  /** Of the host as a Swarm node: `inactive`, `active` ... */
  swarm: string | null;
  warnings: string[];
}

/** A file on the host that this resource manages. */
export interface Artifact {
  path: string;
  sha256: string;
  /** Octal, as in `chmod`. */
  mode: string;
  /** `uid:gid`, in numbers. */
  owner: string;
}

/** The last time that this resource acted on its host. */
export interface LastChange {
  effect: "none" | "reload" | "restart";
  /** Whether a running engine reported the declared values. False if the engine is stopped: it stays so. */
  verified: boolean;
  /** From the connection on, all steps together. */
  seconds: number;
  /** What was done, in order: `connect`, `observe`, `lock host` ... */
  steps: { name: string; seconds: number }[];
  /** The declared options that the Docker API doesn't report: they were applied, but not verified. */
  unverified: string[];
}

/** Which set of options a host runs with: what was declared. */
export type Status = "applied";
