import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "./clock";
import { type Dependent, Dependents, needs } from "./dependents";
import type { Disk } from "./disk";
import { Engine } from "./engine";
import { SOCKET, type SocketFile, Sockets } from "./sockets";
import { commandOf, processOf } from "./unit-command";
import { dependenciesOf, isMasked, ownFileOf, secondsOf, unitFilesOf, valuesOf } from "./unit-files";

export type State = "inactive" | "activating" | "active" | "deactivating" | "failed";

export const UNIT = "/usr/lib/systemd/system/docker.service";
export const SOCKET_UNIT = "/usr/lib/systemd/system/docker.socket";

/** systemd's defaults for settings that a unit does not have. */
const DEFAULTS = { burst: 5, interval: 10, untilRestart: 0.1, untilKilled: 90 };

const DOCKER = ["docker.service", SOCKET];

const SECONDS = { start: 0.5, stop: 0.1 };

/** The reason why a job for docker.service failed, as systemctl prints it. */
const BECAUSE = {
  exit: "the control process exited with error code",
  limit: "start of the service was attempted too often",
};

/** docker.service with its sockets and its dependents, as systemd manages them. */
export class DockerService {
  state: State = "inactive";
  readonly sockets: Sockets;
  readonly dependents: Dependents;
  /** The units that are enabled: they start at a boot. */
  readonly atBoot = new Set(DOCKER);
  /** Whether the engine ignores SIGTERM. */
  stopHangs = false;
  /** Seconds that a start takes. */
  startTakes: number = SECONDS.start;
  /** Why the last job failed. */
  because = BECAUSE.exit;
  /** The unit's files as systemd loaded them last. */
  private loaded: readonly string[] = [];
  private starts: number[] = [];
  /** The current job; a later job replaces it. */
  private job = 0;
  private losses = 0;
  private starting: Promise<boolean> | undefined;
  private giveUp: () => void = () => undefined;
  private ownSocket = false;

  constructor(
    private readonly disk: Disk,
    private readonly clock: Clock,
    readonly engine: Engine,
    private readonly file: SocketFile,
  ) {
    this.sockets = new Sockets(disk, file);
    this.dependents = new Dependents(disk, clock);
  }

  /** Loads the unit's files, as `systemctl daemon-reload` does. */
  load(): void {
    this.loaded = this.files();
  }

  get needsReload(): boolean {
    return this.files().join("\n") !== this.loaded.join("\n");
  }

  /** The texts of the unit's files as loaded. */
  get texts(): readonly string[] {
    return this.loaded;
  }

  /** The command line of the next start; undefined if systemd can't run it. */
  get argv(): readonly string[] | undefined {
    const words = commandOf(this.disk, this.loaded);
    return words && processOf(this.disk, words);
  }

  get socket(): State {
    return this.sockets.stateOf(SOCKET);
  }

  /** Whether docker.service and docker.socket are enabled. */
  get enabled(): boolean {
    return DOCKER.some((unit) => this.atBoot.has(unit));
  }

  set enabled(enabled: boolean) {
    for (const unit of DOCKER) {
      if (enabled) this.atBoot.add(unit);
      else this.atBoot.delete(unit);
    }
  }

  /** What keeps systemd from starting docker.service at all; undefined if nothing does. */
  get obstacle(): { unit: string; why: "masked" | "not found" } | undefined {
    const { root } = this.disk;
    if (isMasked(root, "docker.service")) return { unit: "docker.service", why: "masked" };
    if (ownFileOf(root, "docker.service") === undefined) return { unit: "docker.service", why: "not found" };
    const why = this.requiresSocket ? this.sockets.obstacle(SOCKET) : undefined;
    return why && { unit: SOCKET, why };
  }

  get canReload(): boolean {
    const { loaded } = this;
    return valuesOf(loaded, "ExecReload").length > 0 || valuesOf(loaded, "Type").at(-1) === "notify-reload";
  }

  /** Makes docker.service or docker.socket a link to /dev/null. */
  mask(unit: string): void {
    rmSync(join(this.disk.root, "etc/systemd/system", unit), { force: true });
    this.disk.link(`etc/systemd/system/${unit}`, "/dev/null");
  }

  /** Makes the running engine one that was started with the current files. */
  adopt(): void {
    this.engine.end();
    const up = this.begin() === "ready";
    this.state = up ? "active" : "failed";
    if (up) this.listen();
  }

  /** @returns whether it started */
  async start(): Promise<boolean> {
    // A socket can't start to listen while its service runs.
    if (this.state === "active") return !this.requiresSocket || this.socket === "active";
    if (this.starting !== undefined) return this.starting;
    if (this.obstacle !== undefined) return false;
    if (this.requiresSocket) this.startSocket();
    if (!this.mayStart()) return false;
    const job = ++this.job;
    this.state = "activating";
    this.because = BECAUSE.exit;
    const outcome = new Promise<boolean>((resolve) => {
      this.giveUp = () => resolve(false);
      this.clock.after(this.startTakes, () => this.decide(job, resolve));
    });
    this.starting = outcome;
    const up = await outcome;
    if (this.starting === outcome) this.starting = undefined;
    return up;
  }

  /**
   * Stops docker.service, and before it the dependents; only a restart starts them again.
   *
   * @returns false if a later job replaced this one, or the power failed
   */
  async stop(): Promise<boolean> {
    this.cancel();
    const { job } = this;
    await this.dependents.stop(this.dependents.active);
    if (job !== this.job) return false;
    if (!this.engine.running && this.state !== "activating") {
      if (this.state !== "failed") this.state = "inactive";
      return true;
    }
    this.state = "deactivating";
    await new Promise<void>((resolve) => {
      this.giveUp = resolve;
      this.clock.after(this.stopHangs ? this.untilKilled : SECONDS.stop, resolve);
    });
    if (job !== this.job) return false;
    this.over(this.stopHangs ? "failed" : "inactive");
    return true;
  }

  /** Restarts in one job: active dependents are started again, those that require docker.service only if it started. */
  async restart(sockets: readonly string[] = []): Promise<boolean> {
    const { active } = this.dependents;
    if (!(await this.stop())) return false;
    for (const name of sockets) {
      this.sockets.stop(name);
      this.sockets.start(name);
    }
    return this.startWith(active);
  }

  /** @returns false if no engine runs */
  reload(): boolean {
    if (this.state !== "active") return false;
    this.engine.reload();
    return true;
  }

  startSocket(): boolean {
    if (this.sockets.obstacle(SOCKET) !== undefined) return false;
    if (this.socket !== "active") this.ownSocket = false;
    this.sockets.start(SOCKET);
    return true;
  }

  /** A stop of a required socket stops the service. */
  async stopSocket(name = SOCKET): Promise<boolean> {
    const stopped = name !== SOCKET || !this.requiresSocket || (await this.stop());
    this.sockets.stop(name);
    return stopped;
  }

  /** @returns whether systemd had the units in memory */
  resetFailed(unit: string): boolean {
    const { listening } = this.sockets;
    const known =
      this.enabled ||
      this.state !== "inactive" ||
      this.dependents.active.length > 0 ||
      listening.length > 0 ||
      this.sockets.names.some((name) => this.sockets.stateOf(name) === "failed");
    this.sockets.resetFailed(unit);
    if (unit !== "docker.service") return known;
    this.starts = [];
    if (this.state === "failed") this.state = "inactive";
    return known;
  }

  /** Uses up all starts that the start limit allows. */
  exhaustStartLimit(): void {
    this.starts = Array.from({ length: this.limit.burst }, () => this.clock.now());
  }

  /** Simulates a power cut: all state is lost. */
  losePower(): void {
    this.losses += 1;
    this.cancel();
    this.engine.end();
    this.engine.bridge.losePower();
    this.state = "inactive";
    this.dependents.losePower();
    this.sockets.losePower();
    this.starts = [];
  }

  get requiresSocket(): boolean {
    return dependenciesOf(this.loaded, "Requires").includes(SOCKET);
  }

  private get limit(): { burst: number; interval: number } {
    const burst = Number(valuesOf(this.loaded, "StartLimitBurst").at(-1) ?? DEFAULTS.burst);
    return { burst, interval: secondsOf(this.loaded, "StartLimitIntervalSec") ?? DEFAULTS.interval };
  }

  private get untilKilled(): number {
    return secondsOf(this.loaded, "TimeoutStopSec") ?? DEFAULTS.untilKilled;
  }

  private files(): readonly string[] {
    return unitFilesOf(this.disk.root, "docker.service").map(({ text }) => text);
  }

  private cancel(): void {
    this.job += 1;
    this.giveUp();
    this.starting = undefined;
  }

  private async startWith(dependents: readonly Dependent[]): Promise<boolean> {
    const { losses } = this;
    const up = await this.start();
    if (losses === this.losses) this.dependents.start(dependents.filter((each) => up || !needs(each)));
    return up;
  }

  private mayStart(): boolean {
    const now = this.clock.now();
    const { burst, interval } = this.limit;
    this.starts = this.starts.filter((at) => at > now - interval);
    if (this.starts.length < burst || interval === 0) {
      this.starts.push(now);
      return true;
    }
    this.engine.journal.push("docker.service: Start request repeated too quickly.");
    this.because = BECAUSE.limit;
    this.state = "failed";
    this.sockets.fail();
    return false;
  }

  private begin(): ReturnType<Engine["begin"]> {
    return this.engine.begin(this.argv, this.sockets.listening.length > 0, () => this.died());
  }

  private decide(job: number, resolve: (up: boolean) => void): void {
    if (job !== this.job) return;
    const outcome = this.begin();
    // Callers that wait for it keep waiting.
    if (outcome === "hangs") return;
    if (outcome === "failed") {
      this.startAgain();
      resolve(false);
      return;
    }
    this.state = "active";
    this.listen();
    resolve(true);
  }

  /**
   * An engine replaces systemd's socket file by its own; with fd:// it uses systemd's socket, whether or not its file
   * exists.
   */
  private listen(): void {
    const listens = Engine.listens(this.engine.argv, this.engine.text);
    this.ownSocket = listens.some((address) => /^unix:\/\/(\/var)?\/run\/docker\.sock$/.test(address));
    if (this.ownSocket) this.file.make();
  }

  private died(): void {
    this.job += 1;
    this.afterEnd();
    // Units that require docker.service don't notice that its process exits.
    const bound = this.dependents.active.filter(({ relations }) => relations.includes("BindsTo"));
    void this.dependents.stop(bound);
    this.startAgain();
  }

  /** Restart=: systemd retries until the start limit. */
  private startAgain(): void {
    const job = this.job;
    const restarts = valuesOf(this.loaded, "Restart").at(-1) ?? "no";
    if (restarts === "no" || restarts === "on-success") {
      this.state = "failed";
      return;
    }
    this.state = "activating";
    this.clock.after(secondsOf(this.loaded, "RestartSec") ?? DEFAULTS.untilRestart, () => {
      if (job === this.job) void this.againWithDependents();
    });
  }

  /** As a restart does. */
  private async againWithDependents(): Promise<void> {
    const { active } = this.dependents;
    await this.dependents.stop(active);
    await this.startWith(active);
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
