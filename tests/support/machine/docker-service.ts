import type { Clock } from "./clock";
import type { Disk } from "./disk";
import { Engine } from "./engine";
import { commandWords, unitFilesOf, valuesOf } from "./unit-files";

export type State = "inactive" | "activating" | "active" | "deactivating" | "failed";

export const UNIT = "/usr/lib/systemd/system/docker.service";

/** As in Debian's unit: the fourth start within a minute is refused. */
const LIMIT = { starts: 3, seconds: 60 };

const SECONDS = { start: 0.5, stop: 0.1, untilRestart: 2, untilKilled: 90 };

/** What its socket is to systemd: a listening socket has a file, unless an engine took its place since. */
export interface SocketFile {
  make(): void;
  remove(): void;
}

/** docker.service and docker.socket, as systemd leads them. */
export class DockerService {
  state: State = "inactive";
  socket: State = "inactive";
  enabled = true;
  masked = false;
  /** An engine that doesn't end when it is told to. */
  stopHangs = false;
  /** Seconds of a start, for one that takes long. */
  startTakes: number = SECONDS.start;
  /** What systemd read of the unit's files last. */
  private loaded: readonly string[] = [];
  private starts: number[] = [];
  /** The job of the moment, which a later one takes the place of. */
  private job = 0;
  private starting: Promise<boolean> | undefined;
  private giveUp: () => void = () => undefined;
  private ownSocket = false;

  constructor(
    private readonly disk: Disk,
    private readonly clock: Clock,
    readonly engine: Engine,
    private readonly file: SocketFile,
  ) {}

  /** systemd reads the unit's files anew. */
  load(): void {
    this.loaded = this.files();
  }

  /** Its sockets beside docker.socket, by name with what systemd says of each. */
  readonly otherSockets = new Map<string, readonly string[]>();

  /** ExecStart as systemd shows it, and the files that EnvironmentFile= names. */
  get shown(): readonly string[] {
    const commands = valuesOf(this.loaded, "ExecStart").map((line) => {
      const argv = commandWords(line);
      return `ExecStart={ path=${argv[0] ?? ""} ; argv[]=${argv.join(" ")} ; ignore_errors=no ; pid=0 }`;
    });
    const files = valuesOf(this.loaded, "EnvironmentFile").map(
      (value) =>
        `EnvironmentFiles=${value.replace(/^-/, "")} (ignore_errors=${value.startsWith("-") ? "yes" : "no"})`,
    );
    const sockets = ["docker.socket", ...this.otherSockets.keys()].join(" ");
    return [...commands, ...files, `TriggeredBy=${sockets}`];
  }

  get needsReload(): boolean {
    return this.files().join("\n") !== this.loaded.join("\n");
  }

  /** The command line of the next start. */
  get argv(): readonly string[] {
    return commandWords(valuesOf(this.loaded, "ExecStart").at(-1) ?? "");
  }

  /** An engine that runs already, with the files as they are. */
  adopt(): void {
    this.engine.end();
    const up = this.engine.begin(this.argv, () => this.died()) === "ready";
    this.state = up ? "active" : "failed";
  }

  /** @returns whether it came up */
  async start(): Promise<boolean> {
    if (this.state === "active") return true;
    if (this.starting !== undefined) return this.starting;
    if (!this.startSocket()) return false;
    if (!this.mayStart()) return false;
    const job = ++this.job;
    this.state = "activating";
    const outcome = new Promise<boolean>((resolve) => {
      this.giveUp = () => resolve(false);
      this.clock.after(this.startTakes, () => this.decide(job, resolve));
    });
    this.starting = outcome;
    const up = await outcome;
    if (this.starting === outcome) this.starting = undefined;
    return up;
  }

  /** @returns false where a later job, or the end of the power, took this one's place */
  async stop(): Promise<boolean> {
    const ran = this.engine.running || this.state === "activating";
    this.cancel();
    if (!ran) {
      if (this.state !== "failed") this.state = "inactive";
      return true;
    }
    const job = this.job;
    this.state = "deactivating";
    await new Promise<void>((resolve) => {
      this.giveUp = resolve;
      this.clock.after(this.stopHangs ? SECONDS.untilKilled : SECONDS.stop, resolve);
    });
    if (job !== this.job) return false;
    this.over(this.stopHangs ? "failed" : "inactive");
    return true;
  }

  async restart(): Promise<boolean> {
    return (await this.stop()) && this.start();
  }

  /** @returns false where none runs that could be told */
  reload(): boolean {
    if (this.state !== "active") return false;
    this.engine.reload();
    return true;
  }

  startSocket(): boolean {
    if (this.masked) return false;
    if (this.socket === "active") return true;
    this.socket = "active";
    this.ownSocket = false;
    this.file.make();
    return true;
  }

  /** The socket takes its service along. */
  async stopSocket(): Promise<boolean> {
    const stopped = await this.stop();
    this.socket = "inactive";
    this.file.remove();
    return stopped;
  }

  resetFailed(): void {
    this.starts = [];
    if (this.state === "failed") this.state = "inactive";
    if (this.socket === "failed") this.socket = "inactive";
  }

  /** The power went: nothing of it is left. */
  lose(): void {
    this.cancel();
    this.engine.end();
    this.engine.bridge.lose();
    this.state = "inactive";
    this.socket = "inactive";
    this.starts = [];
    this.file.remove();
  }

  private files(): readonly string[] {
    return unitFilesOf(this.disk.root, "docker.service").map(({ text }) => text);
  }

  private cancel(): void {
    this.job += 1;
    this.giveUp();
    this.starting = undefined;
  }

  private mayStart(): boolean {
    const now = this.clock.now();
    this.starts = this.starts.filter((at) => at > now - LIMIT.seconds);
    if (this.starts.length < LIMIT.starts) {
      this.starts.push(now);
      return true;
    }
    this.engine.journal.push("docker.service: Start request repeated too quickly.");
    this.state = "failed";
    this.socket = "failed";
    this.file.remove();
    return false;
  }

  private decide(job: number, resolve: (up: boolean) => void): void {
    if (job !== this.job) return;
    const outcome = this.engine.begin(this.argv, () => this.died());
    // Who waits for it, waits on.
    if (outcome === "hangs") return;
    if (outcome === "failed") {
      this.startAgain();
      resolve(false);
      return;
    }
    this.state = "active";
    const listens = Engine.listens(this.engine.argv, this.engine.text);
    this.ownSocket = listens.includes("unix:///var/run/docker.sock");
    // It replaces systemd's file by its own; with fd:// it takes what systemd has, be there a file or not.
    if (this.ownSocket) this.file.make();
    resolve(true);
  }

  private died(): void {
    this.job += 1;
    this.afterEnd();
    this.startAgain();
  }

  /** Restart=: systemd goes on trying, until its limit. */
  private startAgain(): void {
    const job = this.job;
    this.state = "activating";
    this.clock.after(SECONDS.untilRestart, () => {
      if (job === this.job) void this.start();
    });
  }

  private over(state: State): void {
    this.engine.end();
    this.state = state;
    this.afterEnd();
  }

  private afterEnd(): void {
    if (this.ownSocket) this.file.remove();
    this.ownSocket = false;
  }
}
