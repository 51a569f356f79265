/** The engine as reported by its API at the last change or refresh. Values that it doesn't report are null. */
export interface Engine {
  /** False if it is stopped: all values except the version are then the last known ones. */
  running: boolean;
  /** As in `28.5.2`, with the suffix of the distribution's package, if any. */
  version: string;
  /** Null if the engine hasn't run since this resource was created. */
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
  /** Whether live-restore is in effect: containers then keep running while the engine restarts. */
  liveRestore: boolean | null;
  /** All labels as `key=value`, in alphabetical order, including unmanaged ones. */
  labels: string[];
  registryMirrors: string[];
  /** State of the host as a Swarm node: `inactive`, `active` ... */
  swarm: string | null;
  /** The engine's own warnings, as in `docker info`. */
  warnings: string[];
}

/** A managed file on the host. */
export interface Artifact {
  path: string;
  sha256: string;
  /** Octal, as in `chmod`. */
  mode: string;
  /** Numeric `uid:gid`. */
  owner: string;
}

/** The last change of the host by this resource. */
export interface LastChange {
  /** What the change required. */
  effect: "none" | "reload" | "restart";
  /** Whether a running engine reported the declared values. False if the engine is stopped. */
  verified: boolean;
  /** Duration of all steps, including the connection. */
  seconds: number;
  /** The steps in order: `connect`, `observe`, `lock host` ... */
  steps: { name: string; seconds: number }[];
  /** Names of the containers that ran before the change, in alphabetical order. */
  containersBefore: string[];
  /** Names of the containers that ran at its last verification, in alphabetical order. */
  containersAfter: string[];
  /** Declared options that the Docker API doesn't report: they were applied, but not verified. */
  unverified: string[];
}

/** Whether the declared options are applied. */
export type Status = "applied";
