import { Socket } from "node:net";
import type { SshTarget } from "../../core/connection/settings";
import { sha256 } from "../../core/hash";
import { end, type Transport } from "./connection";
import { forwardFailure } from "./failure";
import { type LoggedIn, logIn } from "./log-in";

/** The way to an SSH server: directly, or over jump hosts. */
export interface Route {
  /** Opens a stream to the server. @throws DaemonError if the jump hosts can't be reached or don't forward it */
  readonly open: () => Promise<Transport>;
  /** Gives the route up. May be called more than once. */
  readonly release: () => void;
}

/** Returns the route to a server. `deadline`: the latest time of the last login, in milliseconds since 1970. */
export function routeTo(target: SshTarget, jumpHosts: readonly SshTarget[], deadline: number): Route {
  const jump = jumpHosts.at(-1);
  if (jump === undefined)
    return { open: () => Promise.resolve(openSocket(target)), release: () => undefined };
  const shared = sharedConnection(jump, jumpHosts.slice(0, -1), deadline);
  let isReleased = false;
  return {
    open: async () => forward(await shared.connection, jump, target, deadline),
    release: () => {
      if (!isReleased) shared.release();
      isReleased = true;
    },
  };
}

function openSocket({ host, port }: SshTarget): Socket {
  // ssh2 leaves Nagle's algorithm enabled, which with delayed acknowledgements costs 40 ms per round trip.
  return new Socket().setNoDelay(true).connect({ host, port });
}

/** A connection to a jump host, for all servers behind it. */
interface Shared {
  readonly connection: Promise<LoggedIn>;
  /** The number of routes that use it. */
  users: number;
  /** Counts one user less; the last one closes the connection. */
  readonly release: () => void;
}

/** The open connections, by their jump hosts. */
const open = new Map<string, Shared>();

function sharedConnection(jump: SshTarget, before: readonly SshTarget[], deadline: number): Shared {
  // A hash, because credentials are a part of it.
  const key = sha256(Buffer.from(JSON.stringify([...before, jump])));
  const shared = open.get(key) ?? newConnection(key, routeTo(jump, before, deadline), jump, deadline);
  shared.users += 1;
  return shared;
}

function newConnection(key: string, route: Route, jump: SshTarget, deadline: number): Shared {
  const forget = (): void => {
    if (open.get(key) === shared) open.delete(key);
  };
  const connection = logIn(jump, route.open, deadline);
  const shared: Shared = {
    connection,
    users: 0,
    release: () => {
      shared.users -= 1;
      if (shared.users > 0) return;
      forget();
      connection.then(end, () => undefined).finally(route.release);
    },
  };
  open.set(key, shared);
  // A connection that failed or was lost isn't used again.
  connection.then(({ client }) => client.once("close", forget), forget);
  return shared;
}

/** Opens a channel from a jump host to a server, until the deadline. */
function forward(
  { client }: LoggedIn,
  jump: SshTarget,
  { host, port }: SshTarget,
  deadline: number,
): Promise<Transport> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const fail = (error: Error): void => {
      clearTimeout(timer);
      reject(forwardFailure(error, jump, { host, port }));
    };
    const timer = setTimeout(
      () => {
        isLate = true;
        fail(new Error("no answer in time"));
      },
      Math.max(1, deadline - Date.now()),
    );
    try {
      client.forwardOut("127.0.0.1", 0, host, port, (error, channel) => {
        if (error !== undefined) fail(error);
        else if (isLate) channel.close();
        else {
          clearTimeout(timer);
          resolve(channel);
        }
      });
    } catch (error) {
      // ssh2 throws if the connection is already closed.
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  });
}
