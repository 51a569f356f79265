import { createServer, type Server } from "node:http";
import { connect } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import type { Json, JsonObject } from "../../provider/core/json";
import type { Host, RunOptions, Script } from "../../provider/edge/host";

export type Section = readonly [name: string, content: string, words?: string];

/** An answer of observe.sh: a running dockerd, and sections of one's own. */
export function observeAnswer(...sections: readonly Section[]): Buffer {
  const units = "Id=docker.service\nLoadState=loaded\nActiveState=active\nFragmentPath=/u/docker.service";
  const all: readonly Section[] = [
    ["uid", "0"],
    ["tools", "dockerd=/usr/sbin/dockerd"],
    ["units", units],
    ["process", "/usr/sbin/dockerd"],
    ["unit-text", "# /u/docker.service\n[Service]\nExecStart=/usr/sbin/dockerd -H fd://"],
    ["target", "/etc/docker/daemon.json"],
    ...sections,
  ];
  const texts = all.map(([name, content, words = ""]) => {
    return `${name} ${Buffer.byteLength(content)}${words && ` ${words}`}\n${content}\n`;
  });
  return Buffer.from(texts.join(""));
}

/** A host that answers what it is told to; its engine is a real HTTP server on a socket. */
export class FakeHost implements Host {
  readonly hostKeyFingerprint = "SHA256:x";
  /** What was run, with its input. */
  readonly ran: { name: string; input: string | undefined }[] = [];
  /** The lines that a script tells, by its name; none means that all went well. */
  readonly lines: Record<string, readonly string[]> = {};
  /** What the engine answers, by path; undefined where it doesn't answer. */
  answers: Record<string, Json> | undefined;
  private readonly folder = mkdtempSync(join(tmpdir(), "engine-"));
  private readonly server: Server;

  constructor(
    private readonly observed: Uint8Array,
    info: JsonObject = {},
  ) {
    this.answers = { "/version": { Version: "26.1.5" }, "/info": { Debug: false, Labels: [], ...info } };
    this.server = createServer((request, response) => {
      const answer = this.answers?.[request.url ?? ""];
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

  run(script: Script, { input, onLine }: RunOptions): Promise<Uint8Array> {
    this.ran.push({ name: script.name, input });
    for (const line of this.lines[script.name] ?? []) onLine?.(line);
    return Promise.resolve(script.name === "observe" ? this.observed : new Uint8Array());
  }

  connectSocket(): Promise<Duplex> {
    if (this.answers === undefined) return Promise.reject(new Error("nobody listens"));
    return Promise.resolve(connect(join(this.folder, "s")));
  }

  close(): void {
    // Nothing is open.
  }
}
