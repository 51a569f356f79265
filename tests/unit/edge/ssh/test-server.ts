import type { AddressInfo } from "node:net";
import {
  type AuthContext,
  type Connection,
  Server,
  type ServerChannel,
  type ServerConfig,
  utils,
} from "ssh2";
import type { ConnectionSettings } from "../../../../provider/core/connection/settings";
import { hostKeyOf } from "../../../../provider/edge/ssh/host-key";

/** A key pair: private in OpenSSH's format, public as in authorized_keys. */
export type Keys = ReturnType<typeof utils.generateKeyPairSync>;

export function keysOf(type: "ed25519" | "ecdsa" | "rsa"): Keys {
  // ssh2 can't read some of the keys that it generates.
  for (;;) {
    const keys =
      type === "ed25519"
        ? utils.generateKeyPairSync("ed25519")
        : type === "rsa"
          ? utils.generateKeyPairSync("rsa", { bits: 2048 })
          : utils.generateKeyPairSync("ecdsa", { bits: 256 });
    if (!(utils.parseKey(keys.private) instanceof Error)) return keys;
  }
}

export const fingerprintOf = (publicKey: string): string =>
  hostKeyOf(Buffer.from(publicKey.split(" ")[1]!, "base64")).fingerprint;

export const USER_KEYS = keysOf("ed25519");
export const HOST_KEYS = keysOf("ed25519");

/** An SSH server that a test can configure; by default it accepts only the user's key. */
export class TestServer {
  /** How many connections are open. */
  connections = 0;
  logins = 0;
  /** How many connections there were. */
  connectionCount = 0;
  /** Called for each login. */
  authenticate: (context: AuthContext) => void = (context) => {
    const isRight =
      context.method === "publickey" &&
      fingerprintOf(USER_KEYS.public) === hostKeyOf(context.key.data).fingerprint;
    if (isRight) context.accept();
    else context.reject(["publickey"]);
  };
  /** Called for each logged in connection. */
  serve: (connection: Connection) => void = () => undefined;

  private constructor(private readonly server: Server) {
    server.on("connection", (connection: Connection) => {
      this.connections += 1;
      this.connectionCount += 1;
      connection.on("close", () => (this.connections -= 1));
      connection.on("error", () => undefined);
      connection.on("authentication", (context) => {
        this.logins += 1;
        this.authenticate(context);
      });
      connection.on("ready", () => this.serve(connection));
    });
  }

  static async start(config: Partial<ServerConfig> = {}): Promise<TestServer> {
    const server = new Server({ hostKeys: [HOST_KEYS.private], ...config });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new TestServer(server);
  }

  settings(over: Partial<ConnectionSettings> = {}): ConnectionSettings {
    return {
      host: "127.0.0.1",
      port: (this.server.address() as AddressInfo).port,
      user: "root",
      auth: { kind: "privateKey", privateKey: USER_KEYS.private, source: "connection.privateKey" },
      hostKey: fingerprintOf(HOST_KEYS.public),
      property: "connection",
      jumpHosts: [],
      timeout: 10,
      ...over,
    };
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}

/** Handles commands: `run` gets each one's channel. */
export function onCommand(connection: Connection, run: (channel: ServerChannel) => void): void {
  connection.on("session", (accept) => {
    accept().on("exec", (acceptExec) => {
      const channel = acceptExec();
      channel.on("error", () => undefined);
      run(channel);
    });
  });
}
