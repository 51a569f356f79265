export {
  type CommandLine,
  type CommandLineNote,
  type CommandLineSettings,
  parseCommandLine,
} from "./command-line";
export { Daemon } from "./daemon";
export { Fleet, type FleetArgs, type FleetHostArgs } from "./fleet";
export type { ConnectionArgs, DaemonArgs } from "./inputs";
export type { DaemonOptions } from "./options.gen";
export type { Artifact, Engine, LastChange } from "./outputs";
