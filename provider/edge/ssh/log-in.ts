import { type AnyAuthMethod, Client, type ConnectConfig } from "ssh2";
import { reset, type SshConnection, type Transport } from "./connection";
import { connectFailure, hostKeyMismatch } from "./failure";
import {
  algorithmsOf,
  HOST_KEY_TYPES,
  type HostKey,
  hostKeyOf,
  type HostKeyType,
  pinnedHostKey,
} from "./host-key";
import { Login } from "./login";
import { readPrivateKey } from "./private-key";
import type { SshTarget } from "../../core/connection/settings";

/** The types of keys that are pinned by fingerprint, once known: later connections request that type only. */
const knownTypes = new Map<string, HostKeyType>();

/** A connection to a server that has the pinned key. */
export interface LoggedIn extends SshConnection {
  /** `SHA256:...` of the server's key. */
  readonly hostKeyFingerprint: string;
}

/**
 * Logs in to a server that has the pinned key. sshd has one key of each type and presents one of them: a key that is pinned
 * as a whole is requested by its type; for a fingerprint all types are tried in turn.
 *
 * @param open opens a stream to the server, once for each attempt
 * @param deadline the latest time of a successful login, in milliseconds since 1970
 * @throws DaemonError
 */
export async function logIn(
  target: SshTarget,
  open: () => Promise<Transport>,
  deadline: number,
): Promise<LoggedIn> {
  const pinned = pinnedHostKey(target.hostKey);
  const type = pinned.type ?? knownTypes.get(pinned.fingerprint);
  const method = authMethod(target);
  const received: HostKey[] = [];
  let left: readonly HostKeyType[] = HOST_KEY_TYPES;
  let requested = type === undefined ? left : [type];
  while (requested.length > 0) {
    const outcome = await attempt({ target, pinned, method, types: requested, deadline }, await open());
    if ("connection" in outcome) {
      if (outcome.type !== undefined) knownTypes.set(pinned.fingerprint, outcome.type);
      return { ...outcome.connection, hostKeyFingerprint: pinned.fingerprint };
    }
    const { other } = outcome;
    if (other !== undefined) received.push(other);
    const ruledOut: readonly (HostKeyType | undefined)[] = other === undefined ? requested : [other.type];
    left = left.filter((candidate) => !ruledOut.includes(candidate));
    // Once the pinned type is ruled out, other types are requested only until the error can name a key.
    requested = received.length > 0 && (type !== undefined || other?.type === undefined) ? [] : left;
  }
  throw hostKeyMismatch(pinned, received, target);
}

interface Attempt {
  readonly target: SshTarget;
  readonly pinned: HostKey;
  readonly method: AnyAuthMethod;
  /** The types of host keys to request. */
  readonly types: readonly HostKeyType[];
  /** The latest time of a successful login, in milliseconds since 1970. */
  readonly deadline: number;
}

/** A connection, or another host key than the pinned one; undefined if the host has no key of the types. */
type Outcome =
  | { readonly connection: SshConnection; readonly type: HostKeyType | undefined }
  | { readonly other: HostKey | undefined };

function attempt(
  { target, pinned, method, types, deadline }: Attempt,
  transport: Transport,
): Promise<Outcome> {
  const login = new Login(method);
  return new Promise((resolve, reject) => {
    const client = new Client();
    let received: HostKey | undefined;
    let isClosed = false;
    const fail = (error: Error): void => {
      reset(transport);
      if (received !== undefined && received.fingerprint !== pinned.fingerprint) resolve({ other: received });
      else if (error.message.includes("no matching host key format")) resolve({ other: undefined });
      else reject(connectFailure(error, target, login));
    };
    client.once("ready", () => {
      const connection = { client, transport, isClosed: () => isClosed || transport.destroyed };
      resolve({ connection, type: received?.type });
    });
    // Stays for the connection's life: an error closes it with its channels, whose readers report the error.
    client.on("error", fail);
    client.once("close", () => {
      isClosed = true;
      fail(new Error("the host closed the connection"));
    });
    client.on("banner", (text) => login.banner.add(Buffer.from(text)));
    const config: ConnectConfig = {
      username: target.user,
      authHandler: login.next,
      hostVerifier: (key: Buffer): boolean => (received = hostKeyOf(key)).fingerprint === pinned.fingerprint,
      algorithms: { serverHostKey: algorithmsOf(types) },
      readyTimeout: Math.max(1, deadline - Date.now()),
      // Lets ssh2 forward sockets with servers other than OpenSSH, which refuse it if they can't.
      strictVendor: false,
      // Closes the connection to a host that is cut off, after three unanswered requests.
      keepaliveInterval: 5000,
      keepaliveCountMax: 3,
      sock: transport,
    };
    try {
      client.connect(config);
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

function authMethod({ user, auth }: SshTarget): AnyAuthMethod {
  return auth.kind === "agent"
    ? { type: "agent", username: user, agent: auth.socket }
    : { type: "publickey", username: user, key: readPrivateKey(auth) };
}
