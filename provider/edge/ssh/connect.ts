import { Socket } from "node:net";
import { type AnyAuthMethod, Client, type ConnectConfig } from "ssh2";
import type { Host } from "../host";
import { reset } from "./connection";
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
import type { ConnectionSettings } from "../../core/connection/settings";
import { SshHost } from "./ssh-host";

/** The types of keys that were pinned by their fingerprint and found once: the next connection asks for that type. */
const foundTypes = new Map<string, HostKeyType>();

/**
 * Opens an SSH connection to a host that has the pinned key. sshd proves one of its keys, and has one of each type: one
 * that is pinned by its text is asked for by its type; for a fingerprint the types are tried one after the other.
 *
 * @throws DaemonError
 */
export async function connect(settings: ConnectionSettings): Promise<Host> {
  const pinned = pinnedHostKey(settings.hostKey);
  const type = pinned.type ?? foundTypes.get(pinned.fingerprint);
  const method = authMethod(settings);
  const limit = Date.now() + settings.timeout * 1000;
  const shown: HostKey[] = [];
  let left: readonly HostKeyType[] = HOST_KEY_TYPES;
  let asked = type === undefined ? left : [type];
  while (asked.length > 0) {
    const outcome = await attempt({ settings, pinned, method, types: asked, limit });
    if ("host" in outcome) {
      if (outcome.type !== undefined) foundTypes.set(pinned.fingerprint, outcome.type);
      return outcome.host;
    }
    const { other } = outcome;
    if (other !== undefined) shown.push(other);
    const ruledOut: readonly (HostKeyType | undefined)[] = other === undefined ? asked : [other.type];
    left = left.filter((candidate) => !ruledOut.includes(candidate));
    // A key of another type than the pinned one's is only asked for to name it.
    asked = shown.length > 0 && (type !== undefined || other?.type === undefined) ? [] : left;
  }
  throw hostKeyMismatch(pinned, shown);
}

interface Attempt {
  readonly settings: ConnectionSettings;
  readonly pinned: HostKey;
  readonly method: AnyAuthMethod;
  /** The types of host keys to ask for. */
  readonly types: readonly HostKeyType[];
  /** When the login has to be done. */
  readonly limit: number;
}

/** A connection, or another key that the host showed; undefined if it has none of the types. */
type Outcome =
  { readonly host: Host; readonly type: HostKeyType | undefined } | { readonly other: HostKey | undefined };

function attempt({ settings, pinned, method, types, limit }: Attempt): Promise<Outcome> {
  const { host, port, user } = settings;
  const login = new Login(method);
  return new Promise((resolve, reject) => {
    const client = new Client();
    const socket = new Socket();
    let shown: HostKey | undefined;
    const fail = (error: Error): void => {
      reset(socket);
      if (shown !== undefined && shown.fingerprint !== pinned.fingerprint) resolve({ other: shown });
      else if (error.message.includes("no matching host key format")) resolve({ other: undefined });
      else reject(connectFailure(error, settings, login));
    };
    client.once("ready", () => {
      resolve({ host: new SshHost({ client, socket }, user, pinned.fingerprint), type: shown?.type });
    });
    // Stays for the connection's life: an error ends it, and with it its channels, whose readers report it.
    client.on("error", fail);
    client.once("close", () => fail(new Error("the host closed the connection")));
    client.on("banner", (text) => login.banner.add(Buffer.from(text)));
    const config: ConnectConfig = {
      username: user,
      authHandler: login.next,
      hostVerifier: (key: Buffer): boolean => (shown = hostKeyOf(key)).fingerprint === pinned.fingerprint,
      algorithms: { serverHostKey: algorithmsOf(types) },
      readyTimeout: Math.max(1, limit - Date.now()),
      // Others than OpenSSH forward sockets, too; those that can't refuse it.
      strictVendor: false,
      // A host that was cut off says nothing: three unanswered requests end the connection.
      keepaliveInterval: 5000,
      keepaliveCountMax: 3,
      sock: socket,
    };
    try {
      // ssh2 leaves Nagle's algorithm on: with delayed acknowledgements that costs 40 ms at each step.
      socket.setNoDelay(true).connect({ host, port });
      client.connect(config);
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

function authMethod({ user, auth }: ConnectionSettings): AnyAuthMethod {
  return auth.kind === "agent"
    ? { type: "agent", username: user, agent: auth.socket }
    : { type: "publickey", username: user, key: readPrivateKey(auth) };
}
