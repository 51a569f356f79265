import { DynamicProvider } from "./adapters/dynamic/provider";
import { daemon as daemonResource } from "./resources/daemon";

// The contract with old state files: each carries a text that asks for one of these names, and refresh and destroy run
// the text of the state. A name, once released, stays for ever.

/** Handles resources of the type `dockerd:Daemon`. */
export const daemon = new DynamicProvider(daemonResource);
