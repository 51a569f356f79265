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
  /** Words in a daemon.json that pass its check and a reload, and that it doesn't start with. */
  readonly refusedAtStart = new Set<string>();
  /** Keys that no engine of its release knows. */
  readonly unknownKeys = new Set<string>();
  /** Seconds between errors of other clients, which it tells in its journal too. */
  othersFailEvery: number | undefined;
  /** A process that got SIGSTOP: it answers nobody, and reads no file. */
  frozen = false;
  /** What it writes into the journal at a reload, in place of what it would. */
  reloadSays: string | undefined;
  readonly bridge: Bridge;
  readonly journal: string[] = [];
  pid = 0;
  /** When its process was started, by the real clock: the times of files are real, too. */
  startedAt: number | undefined;
  /** The command line that it was started with. */
  argv: readonly string[] = [];
  /** daemon.json's text that it was started with, or took at its last reload; undefined where there was no file. */
  text: string | undefined;
  private values: JsonObject = {};
  private log = LOG;
  private othersFailed = 0;
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
    return this.running && !this.frozen && this.fate !== "silent";
  }

  /**
   * What a start with a command line comes to. Called when it is decided, not when it begins. `sockets`: whether systemd
   * hands any over.
   */
  begin(
    argv: readonly string[] | undefined,
    sockets: boolean,
    onDeath: () => void,
  ): "ready" | "failed" | "hangs" {
    if (argv === undefined) return "failed";
    const text = this.file(argv);
    const fate = this.fateOf(text);
    const why =
      this.refusal(text, argv) ??
      (fate === "refuses" ? this.complaint : undefined) ??
      [...this.refusedAtStart].find((word) => text?.includes(word)) ??
      (!sockets && Engine.listens(argv, text).includes("fd://") ? NO_SOCKETS : undefined);
    this.log = logOf(argv, parsed(text) ?? {});
    this.say("info", "Starting up");
    if (why !== undefined) {
      this.journal.push(`failed to start daemon: ${why}`);
      return "failed";
    }
    if (fate === "hangs") return "hangs";
    const values = { ...flagValues(argv), ...parsed(text) };
    this.bridge.start(values);
    this.fate = fate;
    this.pid = ++this.lastPid;
    this.startedAt = Math.floor((performance.timeOrigin + performance.now()) / 1000);
    this.frozen = false;
    this.othersFailed = this.clock.now();
    this.argv = argv;
    this.text = text;
    this.values = values;
    this.disk.write(`proc/${this.pid}/cmdline`, argv.map((word) => `${word}\0`).join(""));
    this.disk.link(`proc/${this.pid}/exe`, argv[0] ?? "");
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

  /** Lines that it writes between the last time of asking and now. */
  tellOfOthers(): void {
    const every = this.othersFailEvery;
    if (every === undefined || !this.answers) return;
    const count = Math.floor((this.clock.now() - this.othersFailed) / every);
    this.othersFailed += count * every;
    for (let at = 0; at < count; at += 1) this.say("error", OTHERS);
  }

  end(): void {
    this.tellOfOthers();
    this.cancelDeath();
    this.frozen = false;
    this.disk.remove(`proc/${this.pid}`);
    this.pid = 0;
    this.text = undefined;
  }

  /** SIGHUP: it acts on it, and tells of it, a moment later. */
  reload(): void {
    this.clock.after(SECONDS.reload, () => {
      if (!this.running || this.frozen) return;
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

  private file(argv: readonly string[]): string | undefined {
    const path = flagOf(argv, "--config-file") ?? DAEMON_JSON;
    return this.disk.isDirectory(path) ? UNREADABLE : this.disk.find(path);
  }

  /** Where it listens: by its command line, else by its file, else where it does by default. */
  static listens(argv: readonly string[], text: string | undefined): readonly string[] {
    const flags = argv.filter((_word, at) => /^(-H|--host)$/.test(argv[at - 1] ?? ""));
    const inFile = (parsed(text) ?? {}).hosts;
    const hosts = Array.isArray(inFile) ? (inFile as string[]) : [];
    return [...flags, ...hosts].length === 0 ? ["unix:///var/run/docker.sock"] : [...flags, ...hosts];
  }

  private takeFile(): void {
    const text = this.file(this.argv);
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
    if (argv.slice(1).some((word, at) => isArgument(word, argv[at] ?? "")))
      return '"dockerd" accepts no argument(s).';
    if (values === undefined) return "invalid JSON";
    const unknown = Object.keys(values).find((key) => this.unknownKeys.has(key));
    if (unknown !== undefined)
      return `the following directives don't match any configuration option: ${unknown}`;
    const flags = argv.filter((word) => word.startsWith("-")).map((word) => word.split("=")[0]);
    const twice = Object.keys(values).find(
      (key) => flags.includes(`--${FLAGS[key] ?? key}`) || (key === "hosts" && flags.includes("-H")),
    );
    if (twice === undefined) return undefined;
    return `the following directives are specified both as a flag and in the configuration file: ${twice}`;
  }

  private say(level: string, message: string): void {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(this.log.level)) return;
    this.journal.push(
      this.log.format === "json"
        ? JSON.stringify({ level, msg: message, time: TIME })
        : `time="${TIME}" level=${level} msg="${message.replace(/"/g, '\\"')}"`,
    );
  }
}

const TIME = "2026-11-24T12:00:00Z";
const LEVELS = ["debug", "info", "warn", "error", "fatal"];
const LOG = { level: "info", format: "text" };
const FLAGS: Readonly<Record<string, string>> = { labels: "label", hosts: "host" };

/** A text that isn't JSON, for a daemon.json that is a directory. */
const UNREADABLE = "\0";

const NO_SOCKETS =
  "failed to load listeners: no sockets found via socket activation: make sure the service was started by systemd";

/** As 26.1 tells of a client that asked for an image that isn't there. */
const OTHERS =
  "Handler for POST /v1.45/images/create returned error: pull access denied for nosuch, repository does not exist";

/** Whether a word is neither a flag nor the value of the flag before it. */
const isArgument = (word: string, before: string): boolean =>
  !word.startsWith("-") && !/^-[^=]*$/.test(before);

/** The value of a flag of a command line: `--log-level=warn` or `--log-level warn`. */
function flagOf(argv: readonly string[], flag: string): string | undefined {
  const at = argv.findLastIndex((word) => word === flag || word.startsWith(`${flag}=`));
  return argv[at] === flag ? argv[at + 1] : argv[at]?.slice(flag.length + 1);
}

/** How an engine writes its journal: by its flags, else by its file. */
function logOf(argv: readonly string[], values: JsonObject): typeof LOG {
  const of = (name: string, otherwise: string): string => {
    const value = flagOf(argv, `--${name}`) ?? values[name];
    return typeof value === "string" ? value : otherwise;
  };
  return { level: of("log-level", LOG.level), format: of("log-format", LOG.format) };
}

/** What flags of a command line mean, as in daemon.json; those that may be given several times are lists there. */
function flagValues(argv: readonly string[]): JsonObject {
  const labels = argv.flatMap((word, at) =>
    argv[at - 1] === "--label" ? [word] : word.startsWith("--label=") ? [word.slice("--label=".length)] : [],
  );
  const driver = flagOf(argv, "--log-driver");
  const bip = flagOf(argv, "--bip");
  return {
    ...(labels.length === 0 ? {} : { labels }),
    ...(driver === undefined ? {} : { "log-driver": driver }),
    ...(bip === undefined ? {} : { bip }),
  };
}
