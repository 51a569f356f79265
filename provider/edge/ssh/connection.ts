import type { Socket } from "node:net";
import type { Client } from "ssh2";

/** An SSH connection and its socket. */
export interface SshConnection {
  readonly client: Client;
  readonly socket: Socket;
}

/** Timeout of an orderly end, in seconds. */
const END_TIMEOUT = 2;

/** Closes a connection that is no longer needed. */
export function end({ client, socket }: SshConnection): void {
  client.end();
  if (socket.destroyed) return;
  const late = setTimeout(() => reset(socket), END_TIMEOUT * 1000);
  late.unref();
  socket.once("close", () => clearTimeout(late));
}

/** Aborts a connection and discards unsent data: a script must not reach the host after its client has given up. */
export function reset(socket: Socket): void {
  // Node.js can reset open TCP connections only.
  if (socket.connecting || socket.remoteFamily === undefined) socket.destroy();
  else socket.resetAndDestroy();
}
