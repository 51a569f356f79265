import { createHash } from "node:crypto";
import { type AddressInfo, connect, createServer, type Server as NetServer } from "node:net";
import { type AuthContext, type Connection, type ParsedKey, Server, type ServerChannel, utils } from "ssh2";
import { RealClock, type Clock } from "./clock";
import { NetworkLink } from "./network-link";
import { Machine } from "./machine";
import type { Run } from "./runs";

/** An SSH key pair: private in OpenSSH's format, public as in authorized_keys. */
export function newKeys(): { private: string; public: string } {
  // ssh2 can't parse about one in a hundred keys that it generates.
  for (;;) {
    const keys = utils.generateKeyPairSync("ed25519");
    if (!(utils.parseKey(keys.private) instanceof Error)) return keys;
  }
}

/** Returns a port on 127.0.0.1 at which nothing listens. */
export async function closedPort(): Promise<number> {
  const { port, close } = await listen(createServer());
  await close();
  return port;
}

/** A TCP server on 127.0.0.1 that sends some text and closes the connection. */
export function talker(words: string): Promise<{ port: number; close: () => Promise<void> }> {
  return listen(
    createServer((socket) => {
      socket.on("error", () => undefined);
      socket.resume().end(words);
    }),
  );
}

async function listen(server: NetServer): Promise<{ port: number; close: () => Promise<void> }> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Returns the fingerprint of a public key, as ssh-keygen prints it. */
export function fingerprintOf(publicKey: string): string {
  const digest = createHash("sha256").update(parsed(publicKey).getPublicSSH()).digest("base64");
  return `SHA256:${digest.replace(/=+$/, "")}`;
}

function parsed(key: string): ParsedKey {
  const result = utils.parseKey(key);
  if (result instanceof Error) throw result;
  return result;
}

/**
 * When a host drops its connections: before a text arrives from the client, once it has arrived, or after it was sent
 * to the client.
 */
export interface Cut {
  readonly before?: string;
  readonly arrived?: string;
  readonly after?: string;
}

/** A host with a real SSH server on 127.0.0.1 in front of a simulated machine. */
export class SimulatedHost {
  /** The key pair that is authorized for root and every other user. */
  readonly keys = newKeys();
  readonly hostKey: string;
  /** Every command that was run. */
  readonly commands: string[] = [];
  /** The number of login attempts, with any method. */
  logins = 0;
  /** Whether sshd forwards Unix sockets. */
  forwarding = true;
  /** The number of concurrent sessions that sshd allows on a connection (MaxSessions). */
  maxSessions = 10;
  cut: Cut = {};
  /** The link that clients use by default. */
  readonly link: NetworkLink;
  private readonly connections = new Set<Connection>();
  private links = 0;

  private constructor(
    readonly machine: Machine,
    private readonly server: Server,
    hostKey: string,
    private readonly local: boolean,
  ) {
    this.hostKey = fingerprintOf(hostKey);
    this.link = this.newLink();
    server.on("connection", (connection: Connection) => this.serve(connection));
  }

  /**
   * `clock`: the machine's time; by default accelerated real time. `local`: links listen at Unix sockets, where sent
   * data has always arrived.
   */
  static async start(clock: Clock = new RealClock(10), local = false): Promise<SimulatedHost> {
    const machine = await Machine.start({ clock });
    const keys = newKeys();
    const server = new Server({ hostKeys: [keys.private] });
    await new Promise<void>((resolve) => {
      if (local) server.listen(`${machine.root}.ssh`, resolve);
      else server.listen(0, "127.0.0.1", resolve);
    });
    const host = new SimulatedHost(machine, server, keys.public, local);
    await host.link.open();
    return host;
  }

  get port(): number {
    return this.link.port;
  }

  /** Creates another link to the host, for a separate client. */
  newLink(): NetworkLink {
    const { clock, root } = this.machine;
    if (this.local) return new NetworkLink({ path: `${root}.ssh` }, clock, `${root}.${this.links++}`);
    return new NetworkLink({ host: "127.0.0.1", port: (this.server.address() as AddressInfo).port }, clock);
  }

  /** Resolves when no script runs any more: a script continues after its connection is lost. */
  async settled(): Promise<void> {
    await Promise.all(this.machine.runs.all.map(({ ended }) => ended));
  }

  /** Drops every connection, as a network failure or a power cut does; data sent before arrives. */
  drop(): void {
    for (const connection of this.connections) (connection as unknown as Droppable)._sock.destroySoon();
  }

  async stop(): Promise<void> {
    this.drop();
    await this.link.close();
    await new Promise((resolve) => this.server.close(resolve));
    await this.machine.stop();
  }

  private serve(connection: Connection): void {
    this.connections.add(connection);
    connection.on("close", () => void this.connections.delete(connection));
    // The client disconnected: nothing to do.
    connection.on("error", () => undefined);
    connection.on("authentication", (context) => this.authenticate(context));
    let sessions = 0;
    connection.on("session", (accept, reject) => {
      if (sessions >= this.maxSessions) {
        reject();
        return;
      }
      sessions += 1;
      const session = accept();
      session.on("close", () => (sessions -= 1));
      session.on("exec", (acceptExec, _reject, { command }) => this.execute(acceptExec(), command));
    });
    connection.on("openssh.streamlocal", (accept, reject, { socketPath }) => {
      const { machine } = this;
      const listens = machine.disk.has("run/docker.sock");
      if (!this.forwarding || socketPath !== "/var/run/docker.sock" || !listens) reject();
      else forward(accept(), machine.socket);
    });
  }

  private authenticate(context: AuthContext): void {
    this.logins += 1;
    if (context.method !== "publickey") {
      context.reject(["publickey"]);
      return;
    }
    const allowed = parsed(this.keys.public);
    const { key, signature, blob, hashAlgo } = context;
    const right =
      key.data.equals(allowed.getPublicSSH()) &&
      (signature === undefined || allowed.verify(blob ?? "", signature, hashAlgo));
    if (right) context.accept();
    else context.reject(["publickey"]);
  }

  /** Runs a command line as a login shell does, with the machine's root folder as its last argument. */
  private execute(channel: ServerChannel, command: string): void {
    this.commands.push(command);
    const { machine } = this;
    // Arrived after the power failed.
    if (!machine.up) {
      channel.close();
      return;
    }
    const args = ["-c", `${command} ${machine.root}`];
    const run = machine.runs.start({ ...machine.surroundings, name: "ssh", program: "/bin/sh", args });
    const { stdin, stdout, stderr } = run.child;
    // Writes fail once the script has ended or the client has disconnected.
    stdin?.on("error", () => undefined);
    channel.on("error", () => undefined);
    channel.on("close", () => {
      stdin?.end();
      stdout?.destroy();
      stderr?.destroy();
    });
    this.feed(channel, run);
    stderr?.on("data", (chunk: Buffer) => void channel.stderr.write(chunk));
    void run.ended.then((code) => {
      channel.exit(code ?? 255);
      channel.end();
    });
  }

  private feed(channel: ServerChannel, { child: { stdin, stdout } }: Run): void {
    let received = "";
    let sent = "";
    channel.on("data", (chunk: Buffer) => {
      received += chunk.toString("latin1");
      if (this.cut.before !== undefined && received.includes(this.cut.before)) {
        this.drop();
        return;
      }
      stdin?.write(chunk);
      if (this.cut.arrived !== undefined && received.includes(this.cut.arrived)) this.drop();
    });
    channel.on("end", () => stdin?.end());
    stdout?.on("data", (chunk: Buffer) => {
      sent += chunk.toString("latin1");
      channel.write(chunk);
      if (this.cut.after !== undefined && sent.includes(this.cut.after)) this.drop();
    });
  }
}

/** ssh2's server API can only close a connection gracefully. */
interface Droppable {
  readonly _sock: { destroySoon(): void };
}

function forward(channel: ServerChannel, path: string): void {
  const socket = connect(path);
  socket.on("error", () => channel.close());
  channel.on("error", () => socket.destroy());
  channel.on("close", () => socket.destroy());
  channel.pipe(socket).pipe(channel);
}
