import type { JsonObject } from "../../../provider/core/json";
import { Bridge, parsed } from "./bridge";
import type { Clock } from "./clock";
import type { Disk } from "./disk";

/** How an engine fails with a certain daemon.json. */
export type FailureMode =
  /** It exits before it is ready; a reload logs an error and keeps the old values. */
  | "refuses"
  /** It becomes ready, and exits two seconds later, each time. */
  | "dies"
  /** It starts and never becomes ready. */
  | "hangs"
  /** It becomes ready and never answers API requests. */
  | "silent";

export const DAEMON_JSON = "/etc/docker/daemon.json";

/** Keys whose new values take effect at a SIGHUP; removed keys stay in effect. */
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

/** A simulated dockerd process: how it reads its file, and what its API and journal report. */
export class Engine {
  /**
   * Failure modes by a text in daemon.json; "" matches every file and a missing one, "!TEXT" a file without the text.
   */
  readonly failureModes = new Map<string, FailureMode>();
  /** The error that it logs in the mode "refuses". */
  complaint = "a simulated failure";
  /** Texts in a daemon.json that `dockerd --validate` rejects. */
  readonly invalid = new Set<string>();
  hasCheck = true;
  /** Texts in a daemon.json that pass validation and a reload, and with which it does not start. */
  readonly refusedAtStart = new Set<string>();
  /** Keys that no engine of its release knows. */
  readonly unknownKeys = new Set<string>();
  /** Seconds between errors that other clients cause in its journal. */
  otherClientsFailEvery: number | undefined;
  /** Whether its process is stopped by SIGSTOP: it neither answers nor reads a file. */
  frozen = false;
  /** Lines that it logs at a reload, in place of its usual ones. */
  reloadSays: string | undefined;
  readonly bridge: Bridge;
  readonly journal: string[] = [];
  pid = 0;
  /** The start time of its process by the real clock, because the times of files are real, too. */
  startedAt: number | undefined;
  /** The command line of its process. */
  argv: readonly string[] = [];
  /** The text of daemon.json at its start or its last accepted reload; undefined if there was no file. */
  text: string | undefined;
  private values: JsonObject = {};
  private log = LOG;
  private othersFailed = 0;
  private fate: FailureMode | "runs" = "runs";
  private lastPid = 4241;
  private cancelDeath = (): void => undefined;
  private onDeath = (): void => undefined;
  /** Called when a failure mode applies. */
  onFailureMode: (fate: FailureMode) => void = () => undefined;

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
   * Computes the result of a start with a command line. Called when it is decided, not when it begins. `sockets`:
   * whether systemd passes sockets.
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
      this.say("fatal", "a simulated crash");
      this.end();
      this.onDeath();
    });
  }

  /** Returns the log lines that were written since the last call. */
  tellOfOthers(): void {
    const every = this.otherClientsFailEvery;
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

  /** SIGHUP: the engine reloads and logs the result a moment later. */
  reload(): void {
    this.clock.after(SECONDS.reload, () => {
      if (!this.running || this.frozen) return;
      this.say("info", "Got signal to reload configuration, reloading from: /etc/docker/daemon.json");
      if (this.reloadSays === undefined) this.takeFile();
      else this.journal.push(...this.reloadSays.split("\n").filter((line) => line !== ""));
    });
  }

  /** `dockerd --validate`. @returns the error, undefined if the file is valid */
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
      // The engine keeps labels in a map: their order is random.
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

  /** Its listeners: from its command line, otherwise from its file, otherwise the default. */
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

  private fateOf(text: string | undefined): FailureMode | "runs" {
    for (const [word, fate] of this.failureModes) {
      const without = word.startsWith("!");
      if ((text ?? "").includes(without ? word.slice(1) : word) === without) continue;
      this.onFailureMode(fate);
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

/** The log line of 26.1 for a client that pulled an image that does not exist. */
const OTHERS =
  "Handler for POST /v1.45/images/create returned error: pull access denied for nosuch, repository does not exist";

/** Returns whether a word is neither a flag nor the value of the flag before it. */
const isArgument = (word: string, before: string): boolean =>
  !word.startsWith("-") && !/^-[^=]*$/.test(before);

/** Returns the value of a flag of a command line: `--log-level=warn` or `--log-level warn`. */
function flagOf(argv: readonly string[], flag: string): string | undefined {
  const at = argv.findLastIndex((word) => word === flag || word.startsWith(`${flag}=`));
  return argv[at] === flag ? argv[at + 1] : argv[at]?.slice(flag.length + 1);
}

/** Returns the log settings of an engine: from its flags, otherwise from its file. */
function logOf(argv: readonly string[], values: JsonObject): typeof LOG {
  const of = (name: string, otherwise: string): string => {
    const value = flagOf(argv, `--${name}`) ?? values[name];
    return typeof value === "string" ? value : otherwise;
  };
  return { level: of("log-level", LOG.level), format: of("log-format", LOG.format) };
}

/** Converts flags of a command line to keys of daemon.json; flags that may be repeated become lists. */
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
