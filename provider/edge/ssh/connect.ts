import { Client, type ConnectConfig } from "ssh2";
import { DaemonError } from "../../core/errors";
import type { Host } from "../host";
import { connectFailure } from "./failure";
import { fingerprint, pinnedFingerprint } from "./host-key";
import type { ConnectionSettings } from "./settings";
import { SshHost } from "./ssh-host";

/** Opens the one SSH connection that an operation on a host needs. @throws DaemonError */
export function connect(settings: ConnectionSettings): Promise<Host> {
  return new Promise((resolve, reject) => {
    const client = new Client();
    const pinned = pinnedFingerprint(settings.hostKey);
    let shown = "";
    let login = false;
    const verify = (key: Buffer): boolean => (shown = fingerprint(key)) === pinned;
    client.once("ready", () => {
      login = true;
      resolve(new SshHost(client, settings.user, shown));
    });
    // Stays for the connection's life: later errors end its channels, whose readers tell.
    client.on("error", (error) => {
      if (login) return;
      reject(
        shown !== "" && shown !== pinned ? wrongHostKey(pinned, shown) : connectFailure(error, settings),
      );
    });
    client.once("close", () => {
      if (!login) reject(connectFailure(new Error("the host closed the connection"), settings));
    });
    try {
      client.connect(connectConfig(settings, verify));
      // ssh2 leaves Nagle's algorithm on: with delayed acknowledgements that costs 40 ms at each step.
      client.setNoDelay(true);
    } catch (error) {
      reject(connectFailure(error instanceof Error ? error : new Error(String(error)), settings));
    }
  });
}

function connectConfig(settings: ConnectionSettings, verify: (key: Buffer) => boolean): ConnectConfig {
  const { host, port, user, auth, timeout } = settings;
  const credentials =
    auth.kind === "agent"
      ? { agent: auth.socket }
      : { privateKey: auth.privateKey, passphrase: auth.passphrase };
  return {
    host,
    port,
    username: user,
    ...credentials,
    hostVerifier: verify,
    readyTimeout: timeout * 1000,
    // A host that was cut off says nothing: three unanswered questions end the connection.
    keepaliveInterval: 5000,
    keepaliveCountMax: 3,
  };
}

function wrongHostKey(pinned: string, shown: string): DaemonError {
  return new DaemonError({
    kind: "HostKeyError",
    step: "connect",
    what: `the host has another key than connection.hostKey: it showed ${shown}, pinned is ${pinned}`,
    remedy:
      "find out why before anything else; when the host was really made anew, set connection.hostKey to its key",
  });
}
