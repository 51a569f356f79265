import { Socket } from "node:net";
import type { Client, ClientChannel } from "ssh2";

/** What an SSH connection runs over: a TCP connection, or a channel of the connection to a jump host. */
export type Transport = Socket | ClientChannel;

/** An SSH connection. */
export interface SshConnection {
  readonly client: Client;
  readonly transport: Transport;
  readonly isClosed: () => boolean;
  /** Gives up the jump hosts that the connection needs. */
  readonly release?: () => void;
}

/** Timeout of an orderly end, in seconds. */
const END_TIMEOUT = 2;

/** Closes a connection that is no longer needed. */
export function end({ client, transport, isClosed, release = () => undefined }: SshConnection): void {
  client.end();
  if (isClosed()) {
    release();
    return;
  }
  const late = setTimeout(() => reset(transport), END_TIMEOUT * 1000);
  late.unref();
  client.once("close", () => {
    clearTimeout(late);
    release();
  });
}

/** Aborts a connection and discards unsent data: a script must not reach the host after its client has given up. */
export function reset(transport: Transport): void {
  if (!(transport instanceof Socket)) transport.close();
  // Node.js can reset open TCP connections only.
  else if (transport.connecting || transport.remoteFamily === undefined) transport.destroy();
  else transport.resetAndDestroy();
}
