export { Daemon } from "./daemon";
export { Fleet } from "./fleet";
export type { FleetArgs, FleetHostArgs } from "./fleet";
export type { ConnectionArgs, DaemonArgs } from "./inputs";
export type { DaemonOptions } from "./options.gen";
export type { Artifact, Engine, LastChange } from "./outputs";
