import { existsSync } from "node:fs";
import type { Clock } from "./clock";
import type { Disk } from "./disk";
import type { DockerService } from "./docker-service";
import { type Dependent, needs } from "./dependents";
import type { Answer, Call } from "./stub-programs";
import { Properties } from "./properties";
import type { Command, Runs } from "./runs";
import { SOCKET } from "./sockets";
import { TransientUnits } from "./transient";
import { commandWords } from "./unit-command";
import { ownFileOf, isMasked, unitFilesOf, valuesOf, wantedBy } from "./unit-files";

const SERVICE = "docker.service";

/** The exit status of `timeout` if its program took too long. */
const LATE = 124;

/** Verbs of systemctl that create jobs. */
const JOBS = ["start", "stop", "restart", "try-restart", "reload"];

/** Simulates systemd for docker's units, their dependents, units of `systemd-run`, and a boot. */
export class Systemd {
  readonly transient: TransientUnits;
  /** Since 262, `systemctl` with several units does nothing at all if it can't process one of them. */
  release = 257;
  private readonly properties: Properties;
  /** Set while the units of sysinit.target run: docker's jobs wait for them. */
  private booting: Promise<void> | undefined;
  private afterDocker: (() => void)[] = [];
  private jobs = 0;
  private bootJobs = false;

  constructor(
    private readonly disk: Disk,
    private readonly clock: Clock,
    private readonly docker: DockerService,
    private readonly runs: Runs,
    private readonly command: (words: readonly string[], name: string) => Command,
  ) {
    this.transient = new TransientUnits(clock, runs, command, (call) => this.whenDockerIsThrough(call));
    this.properties = new Properties(disk, docker, this.transient, (unit) => this.stateOf(unit));
  }

  /** Answers `systemctl ...` and `systemd-run ...`; undefined for a call that isn't simulated. */
  answer({ name, args, limit }: Call): Promise<Answer> | undefined {
    if (name === "systemd-run") return Promise.resolve(this.transient.make(args));
    const [verb = "", ...words] = args;
    const units = words
      .filter((word) => !word.startsWith("-"))
      .map((unit) => (unit.includes(".") ? unit : `${unit}.service`));
    if (JOBS.includes(verb)) return this.job(verb, units, limit);
    switch (verb) {
      case "show":
        return Promise.resolve({ code: 0, out: this.properties.show(words) });
      case "cat":
        return Promise.resolve({ code: 0, out: this.cat(units) });
      case "daemon-reload":
        this.docker.load();
        return Promise.resolve({ code: 0 });
      case "is-active":
        return Promise.resolve(this.isActive(units, words.includes("--quiet")));
      case "reset-failed":
        return Promise.resolve(this.resetFailed(units));
      default:
        return undefined;
    }
  }

  /** Returns the state of a unit that is loaded or has a file; undefined for others. */
  stateOf(unit: string): string | undefined {
    const { docker } = this;
    if (unit === SERVICE) return docker.state;
    if (docker.sockets.names.includes(unit)) return docker.sockets.stateOf(unit);
    if (docker.dependents.find(unit) !== undefined) return docker.dependents.stateOf(unit);
    return this.transient.stateOf(unit);
  }

  /** The states of docker's units and of all dependents. */
  get states(): Readonly<Record<string, string>> {
    const { sockets, dependents } = this.docker;
    const units = [SERVICE, SOCKET, ...sockets.names, ...dependents.all.map(({ name }) => name)];
    return Object.fromEntries(units.map((unit) => [unit, this.stateOf(unit) ?? "inactive"]));
  }

  /** Runs a boot's jobs in order; resolves when docker's units are done. */
  async boot(): Promise<void> {
    this.docker.load();
    const wanted = wantedBy(this.disk.root, "sysinit.target").map((unit) => this.bootUnit(unit));
    this.booting = Promise.all(wanted).then(() => undefined);
    await this.booting;
    this.booting = undefined;
    // A unit of that target with default dependencies creates an ordering cycle, which systemd breaks by dropping the
    // socket.
    const circle = wantedBy(this.disk.root, "sysinit.target").some((unit) => !this.isEarly(unit));
    if (!circle) {
      const units = [...this.docker.atBoot].filter((unit) => this.stateOf(unit) !== undefined);
      // All jobs of a boot are queued at once: a unit after docker.service waits for it, not for the sockets only.
      this.bootJobs = true;
      // Sockets listen before any service starts.
      for (const type of [".socket", ".service"]) {
        const these = units.filter((unit) => unit.endsWith(type) && !this.isMasked(unit));
        if (these.length > 0) await this.job("start", these, undefined);
      }
      this.bootJobs = false;
    }
    this.dockerIsThrough();
  }

  losePower(): void {
    this.transient.losePower();
    this.docker.losePower();
    this.booting = undefined;
    this.bootJobs = false;
    this.afterDocker = [];
    this.jobs = 0;
  }

  private isEarly(unit: string): boolean {
    return valuesOf(this.textsOf(unit), "DefaultDependencies").at(-1) === "no";
  }

  private textsOf(unit: string): readonly string[] {
    return unitFilesOf(this.disk.root, unit).map(({ text }) => text);
  }

  private async bootUnit(unit: string): Promise<void> {
    const texts = this.textsOf(unit);
    const needed = valuesOf(texts, "ConditionPathExists");
    if (!needed.every((path) => existsSync(path))) return;
    const words = commandWords(valuesOf(texts, "ExecStart").at(-1) ?? "");
    // A unit whose file a power cut lost.
    if (words.length === 0) return;
    const run = this.runs.start(this.command(words, unit));
    const seconds = Number(valuesOf(texts, "TimeoutStartSec").at(-1) ?? 90);
    const cancel = this.clock.after(seconds, () => this.runs.kill(run));
    await run.ended;
    cancel();
  }

  private whenDockerIsThrough(call: () => void): void {
    if (this.booting === undefined && !this.bootJobs && this.jobs === 0) call();
    else this.afterDocker.push(call);
  }

  private dockerIsThrough(): void {
    if (this.booting !== undefined || this.bootJobs || this.jobs > 0) return;
    for (const call of this.afterDocker.splice(0)) call();
  }

  private resetFailed(units: readonly string[]): Answer {
    const missing = units.filter((unit) =>
      unit === SERVICE || this.docker.sockets.names.includes(unit)
        ? !this.docker.resetFailed(unit)
        : !this.transient.resetFailed(unit),
    );
    if (missing.length === 0) return { code: 0 };
    const err = missing.map(
      (unit) => `Failed to reset failed state of unit ${unit}: Unit ${unit} not loaded.`,
    );
    return { code: 1, err: err.join("\n") };
  }

  private isActive(units: readonly string[], quiet: boolean): Answer {
    const states = units.map((unit) => this.stateOf(unit) ?? "inactive");
    return { code: states.includes("active") ? 0 : 3, ...(quiet ? {} : { out: states.join("\n") }) };
  }

  private isMasked(unit: string): boolean {
    return isMasked(this.disk.root, unit);
  }

  /** Returns why there can be no job for a unit; undefined if there can. */
  private refusal(verb: string, unit: string): RefusedJob | undefined {
    const { docker } = this;
    const refused = (code: number, why: string): RefusedJob => ({ unit, code, why });
    const isThere = this.stateOf(unit) !== undefined && (unit !== SERVICE || this.isOnDisk(unit));
    if (!isThere) return refused(5, `Unit ${unit} not ${verb === "stop" ? "loaded" : "found"}.`);
    if (verb === "stop") return undefined;
    if (this.isMasked(unit)) return refused(1, `Unit ${unit} is masked.`);
    if (docker.sockets.names.includes(unit)) {
      return docker.sockets.obstacle(unit) === undefined ? undefined : refused(5, `Unit ${unit} not found.`);
    }
    const dependent = docker.dependents.find(unit);
    const starts = unit === SERVICE || (dependent !== undefined && needs(dependent));
    const { obstacle } = docker;
    if (verb === "reload" || !starts || obstacle === undefined) return undefined;
    return obstacle.why === "masked"
      ? refused(1, `Unit ${obstacle.unit} is masked.`)
      : refused(5, `Unit ${obstacle.unit} not found.`);
  }

  private isOnDisk(unit: string): boolean {
    return ownFileOf(this.disk.root, unit) !== undefined || this.docker.state !== "inactive";
  }

  private async job(verb: string, units: readonly string[], limit: number | undefined): Promise<Answer> {
    const refusals = units.flatMap((unit) => this.refusal(verb, unit) ?? []);
    const [first] = refusals;
    if (first !== undefined && units.length > 1 && this.release >= 262)
      return { code: first.code, err: `Failed to enqueue jobs: ${first.why}` };
    const refused = refusals.map(({ unit, why }) => `Failed to ${verb} ${unit}: ${why}`);
    const rest = units.filter((unit) => refusals.every((refusal) => refusal.unit !== unit));
    const transient = rest.filter((unit) => this.transient.stateOf(unit) !== undefined);
    for (const unit of transient) if (verb === "stop") this.transient.stop(unit); else this.transient.start(unit); // prettier-ignore
    const failed = await this.dockersJob(verb, rest.filter((unit) => !transient.includes(unit)), limit); // prettier-ignore
    if (failed === "late") return { code: LATE };
    const err = [...refused, ...failed].join("\n");
    const code = failed.length > 0 ? 1 : (first?.code ?? 0);
    return err === "" ? { code } : { code, err };
  }

  /** @returns what failed; `late` if the caller's timeout expired: the job continues */
  private async dockersJob(
    verb: string,
    units: readonly string[],
    limit: number | undefined,
  ): Promise<readonly string[] | "late"> {
    if (units.length === 0) return [];
    this.jobs += 1;
    const done = this.run(verb, units).finally(() => {
      this.jobs -= 1;
      this.dockerIsThrough();
    });
    if (limit === undefined) return done;
    return new Promise((resolve, reject) => {
      const cancel = this.clock.after(limit, () => resolve("late"));
      done.then(resolve, reject).finally(cancel);
    });
  }

  private async run(verb: string, units: readonly string[]): Promise<readonly string[]> {
    if (this.booting !== undefined) await this.booting;
    const sockets = units.filter((unit) => this.docker.sockets.names.includes(unit));
    const others = this.docker.dependents.all.filter(({ name }) => units.includes(name));
    const service = units.includes(SERVICE);
    switch (verb) {
      case "start":
        return this.start(sockets, service, others);
      case "stop":
        return this.stop(sockets, service, others);
      case "reload":
        return this.reload();
      default:
        return this.restart(verb, sockets, service, others);
    }
  }

  private async start(
    sockets: readonly string[],
    service: boolean,
    others: readonly Dependent[],
  ): Promise<readonly string[]> {
    const { docker } = this;
    const running = docker.state === "active";
    const failed = sockets.filter((name) => running && docker.sockets.stateOf(name) !== "active");
    for (const name of sockets) if (!failed.includes(name)) docker.sockets.start(name);
    const starts = service || others.some(needs);
    const up = !starts || (await docker.start());
    docker.dependents.start(others.filter((each) => up || !needs(each)));
    return [
      ...failed.map(() => 'Job failed. See "journalctl -xe" for details.'),
      ...(up ? [] : [this.failure]),
      ...others
        .filter((each) => !up && needs(each))
        .map(({ name }) => `A dependency job for ${name} failed. See 'journalctl -xe' for details.`),
    ];
  }

  private async stop(
    sockets: readonly string[],
    service: boolean,
    others: readonly Dependent[],
  ): Promise<readonly string[]> {
    const { docker } = this;
    await docker.dependents.stop(others);
    if (service) await docker.stop();
    for (const name of sockets) await docker.stopSocket(name);
    return [];
  }

  private async restart(
    verb: string,
    sockets: readonly string[],
    service: boolean,
    others: readonly Dependent[],
  ): Promise<readonly string[]> {
    const { docker } = this;
    const runs = docker.state === "active" || docker.state === "activating";
    const propagated = runs && docker.requiresSocket && sockets.includes(SOCKET);
    await docker.dependents.stop(others);
    const up = propagated || (service && (verb === "restart" || runs)) ? await docker.restart(sockets) : true;
    if (!up) return [this.failure];
    return this.start(sockets, false, others);
  }

  private reload(): readonly string[] {
    if (!this.docker.canReload)
      return ["Failed to reload docker.service: Job type reload is not applicable for unit docker.service."];
    return this.docker.reload() ? [] : ["docker.service is not active, cannot reload."];
  }

  private get failure(): string {
    return this.docker.requiresSocket && this.docker.state === "active"
      ? "A dependency job for docker.service failed. See 'journalctl -xe' for details."
      : `Job for docker.service failed because ${this.docker.because}.`;
  }

  private cat(units: readonly string[]): string {
    const files = units.flatMap((unit) => unitFilesOf(this.disk.root, unit));
    return files.map(({ path, text }) => `# ${path}\n${text}`).join("\n");
  }
}

/** Why systemd creates no job. */
interface RefusedJob {
  readonly unit: string;
  readonly code: number;
  readonly why: string;
}
