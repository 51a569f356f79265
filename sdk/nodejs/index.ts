export {
  type CommandLine,
  type CommandLineNote,
  type CommandLineSettings,
  parseCommandLine,
} from "./command-line";
export { Daemon } from "./daemon";
export { Fleet } from "./fleet";
export type { FleetArgs, FleetHostArgs } from "./fleet";
export type { ApplyArgs, ConnectionArgs, DaemonArgs, TimeoutArgs, TlsArgs } from "./inputs.gen";
export type { JumpHostArgs } from "./jump-host";
export type { DaemonOptions } from "./options.gen";
export type { Artifact, Engine, LastChange, Status } from "./outputs";
