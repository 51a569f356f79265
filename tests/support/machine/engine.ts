import type { JsonObject } from "../../../provider/core/json";
import { Bridge, parsed } from "./bridge";
import type { Clock } from "./clock";
import type { Disk } from "./disk";

/** What becomes of an engine that gets a certain daemon.json. */
export type Fate =
  /** It ends before it is ready; at a reload it keeps the old values and says so. */
  | "refuses"
  /** It is ready, and ends two seconds later, each time. */
  | "dies"
  /** It starts and is never ready. */
  | "hangs"
  /** It is ready and never answers. */
  | "silent";

export const DAEMON_JSON = "/etc/docker/daemon.json";

/** Keys whose new values a SIGHUP brings into force; those that are gone stay in force. */
const RELOADED = [
  "debug",
  "labels",
  "live-restore",
  "max-concurrent-downloads",
  "max-concurrent-uploads",
  "registry-mirrors",
  "shutdown-timeout",
];

const SECONDS = { reload: 0.05, untilItDies: 2 };

/** dockerd as a process: what it makes of its file, and what it says of itself. */
export class Engine {
  /** What becomes of it, by a word in its daemon.json; "" is in every file and in none, "!WORD" means without it. */
  readonly fates = new Map<string, Fate>();
  /** What it says where it refuses a file by its fate. */
  complaint = "it was told so";
  /** Words in a daemon.json that its own check refuses. */
  readonly invalid = new Set<string>();
  hasCheck = true;
  /** What it writes into the journal at a reload, in place of what it would. */
  reloadSays: string | undefined;
  readonly bridge: Bridge;
  readonly journal: string[] = [];
  pid = 0;
  /** The command line that it was started with. */
  argv: readonly string[] = [];
  /** daemon.json's text that it was started with, or took at its last reload; undefined where there was no file. */
  text: string | undefined;
  private values: JsonObject = {};
  private fate: Fate | "runs" = "runs";
  private lastPid = 4241;
  private cancelDeath = (): void => undefined;
  private onDeath = (): void => undefined;
  /** Called when a fate came upon it. */
  onFate: (fate: Fate) => void = () => undefined;

  constructor(
    private readonly disk: Disk,
    private readonly clock: Clock,
  ) {
    this.bridge = new Bridge(disk);
  }

  get running(): boolean {
    return this.pid !== 0;
  }

  get answers(): boolean {
    return this.running && this.fate !== "silent";
  }

  /** What a start with a command line comes to. Called when it is decided, not when it begins. */
  begin(argv: readonly string[], onDeath: () => void): "ready" | "failed" | "hangs" {
    const text = this.file();
    const fate = this.fateOf(text);
    const why = this.refusal(text, argv) ?? (fate === "refuses" ? this.complaint : undefined);
    this.say("info", "Starting up");
    if (why !== undefined) {
      this.journal.push(`failed to start daemon: ${why}`);
      return "failed";
    }
    if (fate === "hangs") return "hangs";
    const values = parsed(text) ?? {};
    this.bridge.start(values);
    this.fate = fate;
    this.pid = ++this.lastPid;
    this.argv = argv;
    this.text = text;
    this.values = values;
    this.disk.write(`proc/${this.pid}/cmdline`, argv.map((word) => `${word}\0`).join(""));
    this.say("info", "Daemon has completed initialization");
    this.onDeath = onDeath;
    this.mayDie();
    return "ready";
  }

  private mayDie(): void {
    this.cancelDeath();
    if (this.fate !== "dies") return;
    this.cancelDeath = this.clock.after(SECONDS.untilItDies, () => {
      this.say("fatal", "it was told to die");
      this.end();
      this.onDeath();
    });
  }

  end(): void {
    this.cancelDeath();
    this.disk.remove(`proc/${this.pid}`);
    this.pid = 0;
    this.text = undefined;
  }

  /** SIGHUP: it acts on it, and tells of it, a moment later. */
  reload(): void {
    this.clock.after(SECONDS.reload, () => {
      if (!this.running) return;
      this.say("info", "Got signal to reload configuration, reloading from: /etc/docker/daemon.json");
      if (this.reloadSays === undefined) this.takeFile();
      else this.journal.push(...this.reloadSays.split("\n").filter((line) => line !== ""));
    });
  }

  /** The engine's own check of a file. @returns what it says, undefined where it has nothing against it */
  check(text: string, argv: readonly string[]): string | undefined {
    if ([...this.invalid].some((word) => text.includes(word))) return this.complaint;
    return this.refusal(text, argv);
  }

  /** GET /info. */
  get info(): JsonObject {
    const at = this.values;
    const mirrors = (at["registry-mirrors"] ?? []) as string[];
    return {
      OperatingSystem: "Debian GNU/Linux 13 (trixie)",
      Driver: "overlay2",
      DockerRootDir: this.disk.real((at["data-root"] ?? "/var/lib/docker") as string),
      Debug: at.debug ?? false,
      // The engine keeps them in a map: in any order.
      Labels: [...((at.labels ?? []) as string[])].reverse(),
      LiveRestoreEnabled: at["live-restore"] ?? false,
      LoggingDriver: at["log-driver"] ?? "json-file",
      RegistryConfig: { Mirrors: mirrors.map((mirror) => mirror.replace(/\/*$/, "/")) },
      Swarm: { LocalNodeState: "inactive" },
      Warnings: null,
    };
  }

  file(): string | undefined {
    return this.disk.find(DAEMON_JSON);
  }

  /** Where it listens: by its command line, else by its file, else where it does by default. */
  static listens(argv: readonly string[], text: string | undefined): readonly string[] {
    const flags = argv.filter((_word, at) => /^(-H|--host)$/.test(argv[at - 1] ?? ""));
    const inFile = (parsed(text) ?? {}).hosts;
    const hosts = Array.isArray(inFile) ? (inFile as string[]) : [];
    return [...flags, ...hosts].length === 0 ? ["unix:///var/run/docker.sock"] : [...flags, ...hosts];
  }

  private takeFile(): void {
    const text = this.file();
    const why =
      this.refusal(text, this.argv) ?? (this.fateOf(text) === "refuses" ? this.complaint : undefined);
    if (why !== undefined) {
      this.say("error", `Error reconfiguring the daemon: ${why}`);
      return;
    }
    const values = Object.entries(parsed(text) ?? {}).filter(([key]) => RELOADED.includes(key));
    this.values = { ...this.values, ...Object.fromEntries(values) };
    this.text = text;
    const fate = this.fateOf(text);
    this.fate = fate === "dies" || fate === "silent" ? fate : "runs";
    this.mayDie();
    this.say("info", `Reloaded configuration: ${JSON.stringify(this.values)}`);
  }

  private fateOf(text: string | undefined): Fate | "runs" {
    for (const [word, fate] of this.fates) {
      const without = word.startsWith("!");
      if ((text ?? "").includes(without ? word.slice(1) : word) === without) continue;
      this.onFate(fate);
      return fate;
    }
    return "runs";
  }

  private refusal(text: string | undefined, argv: readonly string[]): string | undefined {
    const values = parsed(text);
    if (values === undefined) return "invalid JSON";
    const flags = argv.filter((word) => word.startsWith("-")).map((word) => word.split("=")[0]);
    const twice = Object.keys(values).find(
      (key) => flags.includes(`--${FLAGS[key] ?? key}`) || (key === "hosts" && flags.includes("-H")),
    );
    if (twice === undefined) return undefined;
    return `the following directives are specified both as a flag and in the configuration file: ${twice}`;
  }

  private say(level: string, message: string): void {
    this.journal.push(`time="2026-11-24T12:00:00Z" level=${level} msg="${message.replace(/"/g, '\\"')}"`);
  }
}

const FLAGS: Readonly<Record<string, string>> = { labels: "label", hosts: "host" };
