import type { Socket } from "node:net";
import type { Client } from "ssh2";

/** An SSH connection and the socket below it. */
export interface SshConnection {
  readonly client: Client;
  readonly socket: Socket;
}

/** Seconds that a host has to answer an orderly end. */
const FAREWELL = 2;

/** Ends a connection that isn't needed any more. */
export function end({ client, socket }: SshConnection): void {
  client.end();
  if (socket.destroyed) return;
  const late = setTimeout(() => reset(socket), FAREWELL * 1000);
  late.unref();
  socket.once("close", () => clearTimeout(late));
}

/**
 * Gives up a connection at once. What hasn't left yet is discarded: otherwise a script could still reach the host after
 * its client has given it up.
 */
export function reset(socket: Socket): void {
  // Node.js can reset TCP only, and a connection that isn't open yet only once it is.
  if (socket.connecting || socket.remoteFamily === undefined) socket.destroy();
  else socket.resetAndDestroy();
}
