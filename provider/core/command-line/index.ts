export { parseEngineVersion } from "../engine-version";
export { type CommandLine, type CommandLineContext, readCommandLine } from "./command-line";
export type { CommandLineNote } from "./note";
