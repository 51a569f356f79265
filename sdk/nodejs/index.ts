export { Daemon } from "./daemon";
export { Fleet, type FleetArgs, type FleetHostArgs } from "./fleet";
export type { ConnectionArgs, DaemonArgs } from "./inputs";
export type { DaemonOptions } from "./options.gen";
export type { Artifact, Engine, LastChange, Status } from "./outputs";
