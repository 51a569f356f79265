import { mkdirSync, linkSync, mkdtempSync, rmSync, existsSync, realpathSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asObject, type Json, type JsonObject } from "../../../provider/core/json";
import { recordedCase } from "../engines/case-file";
import type { Clock } from "./clock";
import { Disk } from "./disk";
import { DockerService, SOCKET_UNIT, UNIT } from "./docker-service";
import { DAEMON_JSON, Engine } from "./engine";
import type { Answer, Call } from "./stub-programs";
import { type Command, type Run, Runs } from "./runs";
import { Systemd } from "./systemd";

export { DAEMON_JSON } from "./engine";
export { UNIT } from "./docker-service";
export const STATE = "/var/lib/pulumi-dockerd";
export const DROP_IN = "/etc/systemd/system/docker.service.d/zzz-pulumi-dockerd.conf";
export const VERSION = {
  Version: "26.1.5+dfsg1",
  ApiVersion: "1.45",
  MinAPIVersion: "1.24",
  GitCommit: "411e817",
};

/** Replaces a program that was called: returns its answer, or undefined for the default. */
export type Intervention = (call: Call, run: Run) => Answer | undefined | Promise<Answer | undefined>;

export interface MachineOptions {
  readonly clock: Clock;
  /** Whether the host's init is not systemd. */
  readonly systemd?: boolean;
  /** The shell that runs scripts on the machine: the path of a program called `sh`. */
  readonly shell?: string;
  /** Folders with programs, before the system's own in PATH. */
  readonly path?: readonly string[];
}

/** Memory, if available: a machine is short-lived, and each fsync on a disk is slow. */
const PLACE = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/**
 * A simulated machine with systemd and dockerd, in a folder: scripts really run there, with the folder as their root
 * and with stub programs that query this model. The engine answers at a real socket.
 */
export class Machine {
  readonly disk: Disk;
  readonly engine: Engine;
  readonly docker: DockerService;
  readonly systemd: Systemd;
  readonly runs: Runs;
  readonly clock: Clock;
  /** Every call that the model observed, in order. */
  readonly called: string[] = [];
  /** Calls of programs that are not simulated. */
  readonly unexpected: string[] = [];
  intervene: Intervention = () => undefined;
  /** Changes the engine's answer to GET /info, to simulate an engine that does not apply its configuration. */
  lie: (info: JsonObject) => JsonObject = (info) => info;
  /** The engine's containers, as GET /containers/ID/json reports them. */
  containers: readonly JsonObject[] = [];
  /** The engine's volumes. */
  volumes: readonly JsonObject[] = [];
  /** Called at each API request, before it is answered. */
  onAsked: (path: string) => void = () => undefined;
  sudoAsks = false;
  /** The engine's GET /version, running or not. */
  version: JsonObject = {};
  /** The output of `dockerd --help`: of a real engine of its version. */
  help = recordedCase("trixie")?.help ?? "";
  /** The output of `docker --version`. */
  cliVersion = "Docker version 26.1.5+dfsg1, build a72d7cd";
  /** Whether it has power, and accepts logins. */
  up = true;
  private readonly folder = realpathSync(mkdtempSync(join(PLACE, "pdd-")));
  private readonly api: Server;

  private constructor(private readonly options: MachineOptions) {
    const root = join(this.folder, "r");
    mkdirSync(root);
    this.clock = options.clock;
    this.disk = new Disk(root);
    if (options.systemd === false) this.disk.remove("run/systemd");
    this.engine = new Engine(this.disk, this.clock);
    this.runs = new Runs(this.clock, (call, run) => this.answer(call, run));
    const file = { make: () => this.makeSocket(), remove: () => this.disk.remove("run/docker.sock") };
    this.docker = new DockerService(this.disk, this.clock, this.engine, file);
    const command = (words: readonly string[], name: string): Command => this.command(words, name);
    this.systemd = new Systemd(this.disk, this.clock, this.docker, this.runs, command);
    this.disk.write("etc/os-release", 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\n');
    this.disk.write(SOCKET_UNIT, SOCKET_TEXT);
    this.setFlags([]);
    this.api = createServer((request, response) => {
      void this.ask(request.url ?? "").then((answer) => {
        if (answer === "silence") return;
        if (answer === "gone") {
          response.destroy();
          return;
        }
        response.statusCode = answer.status;
        response.end(JSON.stringify(answer.body));
      });
    });
  }

  /** Starts a machine whose engine runs. */
  static async start(options: MachineOptions): Promise<Machine> {
    const machine = new Machine(options);
    await new Promise<void>((resolve) => machine.api.listen(join(machine.folder, "s"), resolve));
    machine.docker.load();
    machine.startEngine();
    machine.disk.syncAll();
    return machine;
  }

  async stop(): Promise<void> {
    this.systemd.losePower();
    await this.runs.close();
    await new Promise((resolve) => {
      this.api.close(resolve);
      this.api.closeAllConnections();
    });
    rmSync(this.folder, { recursive: true, force: true });
  }

  get root(): string {
    return this.disk.root;
  }

  /** The engine's socket, which exists while it listens. */
  get socket(): string {
    return join(this.root, "run/docker.sock");
  }

  /** Returns how a script of the provider is run by systemd, or at a boot. */
  command(words: readonly string[], name: string): Command {
    const [program = "", ...args] = words;
    const shell = this.options.shell ?? "/bin/sh";
    return {
      ...this.surroundings,
      name,
      program: program === "/bin/sh" ? shell : program,
      args,
      quiet: true,
    };
  }

  /** The environment of a script. */
  get surroundings(): Pick<Command, "path" | "cwd" | "environment"> {
    const environment: Record<string, string> = this.sudoAsks ? { MACHINE_SUDO_ASKS: "yes" } : {};
    return { path: this.options.path ?? [], cwd: this.root, environment };
  }

  /** Simulates a power cut: all processes end, and /run is cleared. @returns the files that had not reached the disk */
  async powerCut(): Promise<readonly string[]> {
    this.up = false;
    this.systemd.losePower();
    await this.runs.killAll();
    return this.disk.losePower();
  }

  /** Boots the machine. */
  async boot(): Promise<void> {
    await this.systemd.boot();
    this.up = true;
  }

  /** Adds a unit that is not docker's, as a file; an active unit is enabled, too. */
  addUnit(name: string, text: string, state: "active" | "inactive"): void {
    this.disk.write(`/etc/systemd/system/${name}`, text);
    const added = this.docker.dependents.find(name);
    if (state === "inactive") return;
    this.docker.atBoot.add(name);
    if (added === undefined) this.docker.sockets.start(name);
    else this.docker.dependents.start([added]);
  }

  /** Starts the engine with the current files, without a job. */
  startEngine(): void {
    this.docker.startSocket();
    this.docker.adopt();
  }

  /** Stops the engine, without a job. */
  stopEngine(): void {
    this.engine.end();
    this.docker.state = "inactive";
  }

  /** The unit file of Debian's package, with additional flags. */
  unitText(flags: readonly string[] = []): string {
    const command = [this.runs.dockerd, "-H", "fd://", ...flags].join(" ");
    return UNIT_TEXT.replace("ExecStart=", () => `ExecStart=${command}`);
  }

  /** Changes the flags of the unit's command line, apart from its listeners. The engine runs with them. */
  setFlags(flags: readonly string[]): void {
    this.disk.write(UNIT, this.unitText(flags));
    if (this.docker.state !== "active") return;
    this.docker.load();
    this.startEngine();
  }

  /** Writes a daemon.json as an administrator does, and starts the engine with it. */
  startWith(daemonJson: string | Uint8Array, mode = 0o644): void {
    this.disk.write(DAEMON_JSON, daemonJson, mode);
    this.startEngine();
  }

  get daemonJson(): string {
    return this.disk.read(DAEMON_JSON);
  }

  /** The calls of systemctl that changed docker's units. */
  get actions(): string[] {
    return this.calls("systemctl").filter((call) => /^(reload|restart|start|stop) docker/.test(call));
  }

  /** The arguments of all calls of a program, without the root folder. */
  calls(...names: string[]): string[] {
    const wanted = this.called.filter((call) => names.includes(call.split(" ")[0] ?? ""));
    return names.length === 1 ? wanted.map((call) => call.slice(call.indexOf(" ") + 1)) : wanted;
  }

  /**
   * Returns the host's state as text: every lasting file, the states of docker's units and their dependents, and what
   * the engine runs with.
   */
  snapshot(): string {
    const files = ["/etc", "/srv", STATE].flatMap((folder) => Object.entries(this.disk.tree(folder)));
    const units = this.systemd.states;
    const engine = [this.engine.running, this.engine.argv, this.engine.info, this.engine.bridge.answer];
    return JSON.stringify([files, units, this.engine.running ? engine : "stopped"], undefined, 1);
  }

  private async answer(call: Call, run: Run): Promise<Answer> {
    const line = [call.name, ...call.args].join(" ").replaceAll(this.root, "");
    this.called.push(line);
    const waits = this.clock.wait();
    try {
      const instead = await this.intervene(call, run);
      return instead ?? (await this.simulate(call)) ?? this.refuse(line);
    } finally {
      waits();
    }
  }

  private refuse(line: string): Answer {
    this.unexpected.push(line);
    return { code: 64, err: `unexpected: ${line}` };
  }

  private simulate(call: Call): Promise<Answer> | Answer | undefined {
    const { name, args } = call;
    switch (name) {
      case "systemctl":
      case "systemd-run":
        return this.systemd.answer(call);
      case "journalctl":
        return this.journal(args);
      case "dockerd":
        return this.dockerd(args);
      case "docker-cli":
        if (args.includes("connects") && this.docker.socket === "active") this.startEngine();
        return { code: 0, out: this.cliVersion };
      case "sleep":
        return new Promise((resolve) => this.clock.after(Number(args[0]), () => resolve({ code: 0 })));
      case "ip":
        if (args.join(" ") !== "addr flush dev docker0") return undefined;
        return this.engine.bridge.flush()
          ? { code: 0 }
          : { code: 1, err: 'Device "docker0" does not exist.' };
      case "sync": {
        const missing = args.find((path) => !this.disk.sync(path));
        if (missing === undefined) return { code: 0 };
        return { code: 1, err: `sync: error opening '${missing}': No such file or directory` };
      }
      case "chown":
        // Only root may; other users can only set the owner that a file already has.
        return process.getuid?.() === 0 ? "real" : { code: 0 };
      default:
        return "real";
    }
  }

  /** The journal of docker.service; a cursor is a number of lines. */
  private journal(args: readonly string[]): Answer | undefined {
    this.engine.tellOfOthers();
    const { journal } = this.engine;
    const words = args.join(" ");
    if (words === "--sync") return { code: 0 };
    if (words === "-u docker.service -n 0 --show-cursor -q") {
      return { code: 0, out: `-- cursor: s=${journal.length}` };
    }
    const cursor = /^-u docker.service -o cat -q --after-cursor=s=(\d+)$/.exec(words)?.[1];
    return cursor === undefined ? undefined : { code: 0, out: journal.slice(Number(cursor)).join("\n") };
  }

  /** dockerd --help, --version, and --validate in releases that have it. */
  private dockerd(args: readonly string[]): Answer | undefined {
    if (args.join(" ") === "--help") {
      return { code: 0, out: this.help.replace(this.engine.hasCheck ? "" : /^ *--validate .*\n/m, "") };
    }
    if (args.join(" ") === "--version") {
      const { Version } = { ...VERSION, ...this.version };
      return { code: 0, out: `Docker version ${Version}, build 411e817` };
    }
    const [validate, configFile, path = "", ...flags] = args;
    if (validate !== "--validate" || configFile !== "--config-file") return undefined;
    if (!this.engine.hasCheck) return { code: 125, err: "unknown flag: --validate\nSee 'dockerd --help'." };
    const text = this.disk.find(path.slice(this.root.length)) ?? "";
    const why = this.engine.check(text, ["dockerd", ...flags]);
    if (why === undefined) return { code: 0, out: "configuration OK" };
    return { code: 1, err: `unable to configure the Docker daemon with file ${path}: ${why}` };
  }

  private makeSocket(): void {
    this.disk.remove("run/docker.sock");
    // Listens under the folder's other name.
    if (existsSync(join(this.folder, "s"))) linkSync(join(this.folder, "s"), this.socket);
  }

  private async ask(path: string): Promise<ApiAnswer | "silence" | "gone"> {
    this.onAsked(path);
    this.clock.touch();
    if (!this.up) return "gone";
    // systemd listens while no engine runs, and starts one at the first connection.
    if (!this.engine.running && !(await this.docker.start())) return "gone";
    if (!this.engine.answers) return "silence";
    const answers = new Map<string, Json | undefined>([
      ["/version", { ...VERSION, ...this.version }],
      ["/info", this.lie(this.engine.info)],
      ["/networks/bridge", this.engine.bridge.answer],
      ["/containers/json", this.containers.filter(({ State }) => asObject(State).Running === true)],
      ["/containers/json?all=true", this.containers],
      ["/volumes", { Volumes: this.volumes }],
      ...this.containers.map((container) => [`/containers/${textOf(container.Id)}/json`, container] as const),
    ]);
    const body = answers.get(path);
    return body === undefined ? { status: 404, body: { message: "page not found" } } : { status: 200, body };
  }
}

/** A response of the engine's API. */
interface ApiAnswer {
  readonly status: number;
  readonly body: Json;
}

const textOf = (value: Json | undefined): string => (typeof value === "string" ? value : "");

const UNIT_TEXT = `[Unit]
Description=Docker Application Container Engine
After=network-online.target docker.socket
Requires=docker.socket
StartLimitBurst=3
StartLimitIntervalSec=60

[Service]
Type=notify
EnvironmentFile=-/etc/default/docker
ExecStart=
ExecReload=/bin/kill -s HUP $MAINPID
Restart=always
RestartSec=2

[Install]
WantedBy=multi-user.target
`;

const SOCKET_TEXT = `[Unit]
Description=Docker Socket for the API

[Socket]
ListenStream=/run/docker.sock

[Install]
WantedBy=sockets.target
`;
