import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isJsonObject, type Json, type JsonObject } from "../../../provider/core/json";

const STUBS = join(__dirname, "stubs");

/**
 * A machine with systemd and dockerd, played in a folder: scripts really run there, with a root folder of their own,
 * and with programs that play systemd and the engine.
 */
export class Machine {
  readonly root: string;
  /** Changes what the engine answers to GET /info: an engine that doesn't do what it was told. */
  lie: (info: JsonObject) => JsonObject = (info) => info;
  /** What the engine answers of its version, where it isn't as always. */
  version: JsonObject = {};
  /** Called at each question to the engine's API, before it is answered. */
  onAsked: (path: string) => void = () => undefined;
  private readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-dockerd-contract-")));
  private readonly api: Server;

  private constructor() {
    this.root = join(this.folder, "root");
    for (const path of ["etc/systemd/system", "proc/4242", "run/systemd/system", "var/lib"]) {
      mkdirSync(join(this.root, path), { recursive: true });
    }
    symlinkSync("../run", join(this.root, "var/run"));
    mkdirSync(join(this.folder, "engine"));
    mkdirSync(join(this.folder, "bin"));
    this.write("etc/os-release", 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\n');
    this.setFlags([]);
    for (const file of readdirSync(STUBS)) {
      const name = file.replace(/\.sh$/, "");
      if (name === "chown" && process.getuid?.() === 0) continue;
      copyFileSync(join(STUBS, file), join(this.folder, "bin", name));
      chmodSync(join(this.folder, "bin", name), 0o755);
    }
    for (const [name, text] of Object.entries({ state: "active\n", journal: "", calls: "" })) {
      this.setEngine(name, text);
    }
    this.setEngine("started.json", "{}");
    this.api = createServer((request, response) => {
      const path = request.url ?? "";
      this.onAsked(path);
      const answer = new Map([
        ["/version", { ...VERSION, ...this.version }],
        ["/info", this.lie(this.info())],
      ]).get(path);
      response.statusCode = answer === undefined ? 404 : 200;
      response.end(JSON.stringify(answer ?? { message: "page not found" }));
    });
  }

  static async start(): Promise<Machine> {
    const machine = new Machine();
    await new Promise<void>((resolve) => machine.api.listen(machine.socket, resolve));
    return machine;
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => {
      this.api.close(resolve);
      this.api.closeAllConnections();
    });
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The engine's socket, which answers while it runs. */
  get socket(): string {
    return join(this.root, "run/docker.sock");
  }

  get environment(): NodeJS.ProcessEnv {
    const path = `${join(this.folder, "bin")}:/usr/local/bin:/usr/bin:/bin`;
    return { PATH: path, MACHINE: this.folder, NODE: process.execPath };
  }

  write(path: string, text: string, mode = 0o644): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
    chmodSync(join(this.root, path), mode);
  }

  remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true });
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), "utf8");
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  /** A daemon.json by hand, with an engine that was started with it. */
  startWith(daemonJson: string, mode = 0o644): void {
    this.write("etc/docker/daemon.json", daemonJson, mode);
    for (const reload of this.reloads()) this.setEngine(reload, undefined);
    this.setEngine("started.json", daemonJson);
  }

  get daemonJson(): string {
    return this.read("etc/docker/daemon.json");
  }

  /** What the unit says on the engine's command line beside where it listens, and with what it runs. */
  setFlags(flags: readonly string[]): void {
    const command = [join(this.folder, "bin/dockerd"), "-H", "fd://", ...flags];
    this.write("usr/lib/systemd/system/docker.service", `[Service]\nExecStart=${command.join(" ")}\n`);
    this.write("proc/4242/cmdline", command.map((word) => `${word}\0`).join(""));
  }

  /** The engine's command line, word by word. */
  get flags(): string[] {
    return this.read("proc/4242/cmdline").split("\0").slice(1, -1);
  }

  /** Tells the players something: `refuses` and `invalid` hold a word, `broken` and `sudo-asks` are there or not. */
  setEngine(name: string, text: string | undefined): void {
    const path = join(this.folder, "engine", name);
    if (text === undefined) rmSync(path, { force: true });
    else writeFileSync(path, text);
  }

  /** What the players wrote down. */
  engineFile(name: string): string {
    const path = join(this.folder, "engine", name);
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  }

  /** What systemctl was called with so far to change something. */
  get actions(): string[] {
    const calls = readFileSync(join(this.folder, "engine/calls"), "utf8").split("\n");
    return calls.filter((call) => /^(reload|restart|start|stop) /.test(call));
  }

  /** "As before": every file of the engine's configuration and of ours, and what the engine runs with: file and flags. */
  snapshot(): string {
    const files = ["etc", "var/lib"].flatMap((folder) => tree(join(this.root, folder), `/${folder}`));
    return [...files, JSON.stringify(this.info()), this.flags.join(" ")].join("\n");
  }

  /** What the engine runs with: the file that it started with, and what reloads brought since. */
  private running(): JsonObject {
    const files = ["started.json", ...this.reloads()].map((name) => {
      const value = JSON.parse(readFileSync(join(this.folder, "engine", name), "utf8")) as Json;
      return isJsonObject(value) ? value : {};
    });
    return Object.assign({}, ...files) as JsonObject;
  }

  private reloads(): string[] {
    const files = readdirSync(join(this.folder, "engine"));
    return files.filter((name) => name.startsWith("reload.")).sort();
  }

  private info(): JsonObject {
    const running = this.running();
    const mirrors = (running["registry-mirrors"] ?? []) as string[];
    return {
      OperatingSystem: "Debian GNU/Linux 13 (trixie)",
      Driver: "overlay2",
      Debug: running.debug ?? false,
      // The engine keeps them in a map: in any order.
      Labels: [...((running.labels ?? []) as string[])].reverse(),
      RegistryConfig: { Mirrors: mirrors.map((mirror) => mirror.replace(/\/*$/, "/")) },
      Swarm: { LocalNodeState: "inactive" },
      Warnings: null,
    };
  }
}

const VERSION = { Version: "26.1.5+dfsg1", ApiVersion: "1.45", MinAPIVersion: "1.24", GitCommit: "411e817" };

/** Name, mode, owner and content of everything in a folder. */
function tree(path: string, name: string): string[] {
  const { mode, uid, gid } = lstatSync(path);
  const line = `${name} ${mode.toString(8)} ${uid}:${gid}`;
  if (!lstatSync(path).isDirectory()) {
    return [`${line} ${createHash("sha256").update(readFileSync(path)).digest("hex")}`];
  }
  const inside = readdirSync(path).sort();
  return [line, ...inside.flatMap((entry) => tree(join(path, entry), `${name}/${entry}`))];
}
