import { createServer, type Server } from "node:http";
import { connect } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Duplex } from "node:stream";
import type { Json, JsonObject } from "../../provider/core/json";
import type { Host, RunOptions, Script } from "../../provider/edge/host";

/** A section, or a file with "MODE UID GID PATH". */
export type Section = readonly [name: string, content: string | Uint8Array, stat?: string];

/** Returns an answer as observe.sh prints it. */
export function answerOf(...all: readonly Section[]): Buffer {
  const files = all.flatMap(([name, content, stat]) => {
    const [mode, uid, gid, ...path] = stat?.split(" ") ?? [];
    const bytes = Buffer.from(content as string);
    return stat === undefined
      ? []
      : [{ name, path: path.join(" "), stat: [bytes.length, mode, uid, gid], bytes }];
  });
  const noted: readonly Section[] = [
    ["files", files.map(({ name, path }) => `${name} ${path}`).join("\n")],
    ["stats", files.map(({ stat }) => stat.join(" ")).join("\n")],
    ["contents", Buffer.concat(files.map(({ bytes }) => bytes))],
  ];
  const sections = all.filter(([, , stat]) => stat === undefined);
  return Buffer.concat((files.length > 0 ? [...sections, ...noted] : sections).map(sectionBytes));
}

function sectionBytes([name, content]: Section): Buffer {
  const bytes = Buffer.from(content as string);
  const words = name.split(" ");
  const header = [words[0], bytes.length, ...words.slice(1)].join(" ");
  return Buffer.concat([Buffer.from(`${header}\n`), bytes, Buffer.from("\n")]);
}

/** Returns an answer of observe.sh: a running dockerd, and additional sections. */
export function observeAnswer(...sections: readonly Section[]): Buffer {
  const units = "Id=docker.service\nLoadState=loaded\nActiveState=active\nFragmentPath=/u/docker.service";
  return answerOf(
    ["units", units],
    ["process", "/usr/sbin/dockerd"],
    ["unit", "[Service]\nExecStart=/usr/sbin/dockerd -H fd://\n", "644 0 0 /u/docker.service"],
    ["target", "/etc/docker/daemon.json"],
    ["tools", "dockerd=/usr/sbin/dockerd"],
    ...sections,
  );
}

/** A host with prepared answers; its engine is a real HTTP server on a socket. */
export class FakeHost implements Host {
  readonly hostKeyFingerprint = "SHA256:x";
  /** The scripts that were run, with their input. */
  readonly ran: { name: string; input: string | undefined }[] = [];
  /** How its engine's socket was reached, each time. */
  readonly connected: ("forward" | "dial")[] = [];
  /** The lines that a script reports, by its name; none if it succeeds. */
  readonly lines: Record<string, readonly string[]> = {};
  /** Whether sshd forwards sockets. */
  forwarding = true;
  /** The engine's answers, by path; undefined if it doesn't answer. */
  answers: Record<string, Json> | undefined;
  /** Called before a script is run; may throw, as a lost connection does. */
  onRun: (script: string) => void = () => undefined;
  /** Called after each API request, with the number of requests so far. */
  onRequest: (path: string, count: number) => void = () => undefined;
  /** The observations, one after the other; the last one repeats. */
  observed: readonly Buffer[];
  private readonly requests: Record<string, number> = {};
  private readonly folder = mkdtempSync(join(tmpdir(), "engine-"));
  private readonly server: Server;

  constructor(observed: Buffer, info: JsonObject = {}) {
    this.observed = [observed];
    this.answers = { "/version": { Version: "26.1.5" }, "/info": { Debug: false, Labels: [], ...info } };
    this.server = createServer((request, response) => {
      const path = request.url ?? "";
      const answer = this.answers?.[path];
      this.requests[path] = (this.requests[path] ?? 0) + 1;
      this.onRequest(path, this.requests[path]);
      response.writeHead(answer === undefined ? 404 : 200).end(JSON.stringify(answer ?? {}));
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(join(this.folder, "s"), resolve));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    rmSync(this.folder, { recursive: true });
  }

  async run(script: Script, { input, onLine }: RunOptions): Promise<Uint8Array> {
    this.ran.push({ name: script.name, input });
    this.onRun(script.name);
    await Promise.resolve();
    if (script.name !== "observe") {
      for (const line of this.lines[script.name] ?? []) onLine?.(line);
      return new Uint8Array();
    }
    const [observation, ...later] = this.observed;
    if (later.length > 0) this.observed = later;
    for (const line of observation?.toString().split("\n") ?? []) onLine?.(line);
    return observation ?? new Uint8Array();
  }

  forward(): Promise<Duplex | undefined> {
    this.connected.push("forward");
    // sshd gives no reason for a refusal.
    if (!this.forwarding || this.answers === undefined) return Promise.resolve(undefined);
    return Promise.resolve(connect(join(this.folder, "s")));
  }

  dial(): Promise<Duplex> {
    this.connected.push("dial");
    if (this.answers !== undefined) return Promise.resolve(connect(join(this.folder, "s")));
    const ended = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
    ended.push(null);
    return Promise.resolve(ended);
  }

  close(): void {
    // There is nothing to close.
  }
}
