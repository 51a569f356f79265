import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { type AddressInfo, connect, createServer, type Server as NetServer } from "node:net";
import { type AuthContext, type Connection, type ParsedKey, Server, type ServerChannel, utils } from "ssh2";
import { Machine } from "./machine";

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

/** Where a host drops its connection: before the text arrives from the client, or after the text was sent to it. */
export interface Cut {
  readonly before?: string;
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
  private readonly running = new Map<ChildProcessWithoutNullStreams, Promise<void>>();
  private readonly connections = new Set<Connection>();

  private constructor(
    readonly machine: Machine,
    private readonly server: Server,
    hostKey: string,
  ) {
    this.hostKey = fingerprintOf(hostKey);
    server.on("connection", (connection: Connection) => this.serve(connection));
  }

  static async start(): Promise<FakeHost> {
    const machine = await Machine.start();
    const keys = newKeys();
    const server = new Server({ hostKeys: [keys.private] });
    const host = new FakeHost(machine, server, keys.public);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return host;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Resolved when no script runs any more: one goes on when its connection is lost. */
  async settled(): Promise<void> {
    await Promise.all(this.running.values());
  }

  /** Drops every connection, as a network or a power cut does; what was said until then arrives. */
  drop(): void {
    for (const connection of this.connections) (connection as unknown as Droppable)._sock.destroySoon();
  }

  async stop(): Promise<void> {
    this.drop();
    await new Promise((resolve) => this.server.close(resolve));
    const force = setTimeout(() => {
      for (const child of this.running.keys()) child.kill("SIGKILL");
    }, 15_000);
    await this.settled();
    clearTimeout(force);
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
      if (!this.forwarding || socketPath !== "/var/run/docker.sock") reject();
      else forward(accept(), this.machine.socket);
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
    const child = spawn("/bin/sh", ["-c", `${command} ${this.machine.root}`], {
      cwd: this.machine.root,
      env: this.machine.environment,
      stdio: "pipe",
    });
    const closed = new Promise<void>((resolve) => child.on("close", () => resolve()));
    this.running.set(child, closed);
    let code = 0;
    child.on("exit", (exitCode) => (code = exitCode ?? 255));
    // A child that ended, or a client that is gone, takes no more.
    child.stdin.on("error", () => undefined);
    channel.on("error", () => undefined);
    channel.on("close", () => {
      child.stdin.end();
      child.stdout.destroy();
      child.stderr.destroy();
    });
    this.feed(channel, child);
    child.stderr.on("data", (chunk: Buffer) => void channel.stderr.write(chunk));
    void closed.then(() => {
      this.running.delete(child);
      channel.exit(code);
      channel.end();
    });
  }

  private feed(channel: ServerChannel, child: ChildProcessWithoutNullStreams): void {
    let received = "";
    let sent = "";
    channel.on("data", (chunk: Buffer) => {
      received += chunk.toString("latin1");
      if (this.cut.before !== undefined && received.includes(this.cut.before)) this.drop();
      else child.stdin.write(chunk);
    });
    channel.on("end", () => child.stdin.end());
    child.stdout.on("data", (chunk: Buffer) => {
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
