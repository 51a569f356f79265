import { createHash } from "node:crypto";
import { type AddressInfo, connect, createServer, type Server as NetServer } from "node:net";
import { type AuthContext, type Connection, type ParsedKey, Server, type ServerChannel, utils } from "ssh2";
import { RealClock, type Clock } from "./clock";
import { Entrance } from "./entrance";
import { Machine } from "./machine";
import type { Run } from "./runs";

/** A key pair of SSH: private in OpenSSH's format, public as in authorized_keys. */
export function newKeys(): { private: string; public: string } {
  // One in some hundred that ssh2 makes it can't read itself.
  for (;;) {
    const keys = utils.generateKeyPairSync("ed25519");
    if (!(utils.parseKey(keys.private) instanceof Error)) return keys;
  }
}

/** A port on 127.0.0.1 where nobody listens. */
export async function closedPort(): Promise<number> {
  const { port, close } = await listen(createServer());
  await close();
  return port;
}

/** Something on 127.0.0.1 that takes connections, with the first words that it says. */
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

/** The fingerprint of a public key, as ssh-keygen prints it. */
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
 * Where a host drops its connection: before the text arrives from the client, once it has arrived, or after the text was
 * sent to the client.
 */
export interface Cut {
  readonly before?: string;
  readonly arrived?: string;
  readonly after?: string;
}

/** A host with a real SSH server on 127.0.0.1 in front of a played machine. */
export class FakeHost {
  /** The key that opens it, for root and every other user. */
  readonly keys = newKeys();
  readonly hostKey: string;
  /** Every command that was run. */
  readonly commands: string[] = [];
  /** Logins that were tried, with any method. */
  logins = 0;
  /** Whether sshd forwards sockets. */
  forwarding = true;
  /** How many sessions sshd allows at once on a connection. */
  maxSessions = 10;
  cut: Cut = {};
  /** The way that clients take, where they have no other one. */
  readonly entrance: Entrance;
  private readonly connections = new Set<Connection>();
  private entrances = 0;

  private constructor(
    readonly machine: Machine,
    private readonly server: Server,
    hostKey: string,
    private readonly local: boolean,
  ) {
    this.hostKey = fingerprintOf(hostKey);
    this.entrance = this.newEntrance();
    server.on("connection", (connection: Connection) => this.serve(connection));
  }

  /**
   * `clock`: the machine's time; else a real one that goes faster. `local`: its entrances are sockets with a path, over
   * which nothing is ever on its way: what was sent is there.
   */
  static async start(clock: Clock = new RealClock(10), local = false): Promise<FakeHost> {
    const machine = await Machine.start({ clock });
    const keys = newKeys();
    const server = new Server({ hostKeys: [keys.private] });
    await new Promise<void>((resolve) => {
      if (local) server.listen(`${machine.root}.ssh`, resolve);
      else server.listen(0, "127.0.0.1", resolve);
    });
    const host = new FakeHost(machine, server, keys.public, local);
    await host.entrance.open();
    return host;
  }

  get port(): number {
    return this.entrance.port;
  }

  /** Another way to the host, for a client of its own. */
  newEntrance(): Entrance {
    const { clock, root } = this.machine;
    if (this.local) return new Entrance({ path: `${root}.ssh` }, clock, `${root}.${this.entrances++}`);
    return new Entrance({ host: "127.0.0.1", port: (this.server.address() as AddressInfo).port }, clock);
  }

  /** Resolved when no script runs any more: one goes on when its connection is lost. */
  async settled(): Promise<void> {
    await Promise.all(this.machine.runs.all.map(({ ended }) => ended));
  }

  /** Drops every connection, as a network or a power cut does; what was said until then arrives. */
  drop(): void {
    for (const connection of this.connections) (connection as unknown as Droppable)._sock.destroySoon();
  }

  async stop(): Promise<void> {
    this.drop();
    await this.entrance.close();
    await new Promise((resolve) => this.server.close(resolve));
    await this.machine.stop();
  }

  private serve(connection: Connection): void {
    this.connections.add(connection);
    connection.on("close", () => void this.connections.delete(connection));
    // A client that hangs up: nothing to do.
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

  /** Runs a command line as a login shell does, with the machine's root folder as its last word. */
  private execute(channel: ServerChannel, command: string): void {
    this.commands.push(command);
    const { machine } = this;
    // What was under way when its power went.
    if (!machine.up) {
      channel.close();
      return;
    }
    const args = ["-c", `${command} ${machine.root}`];
    const run = machine.runs.start({ ...machine.surroundings, name: "ssh", program: "/bin/sh", args });
    const { stdin, stdout, stderr } = run.child;
    // A script that ended, or a client that is gone, takes no more.
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

/** ssh2's server offers an orderly end only. */
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
