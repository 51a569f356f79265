import { existsSync } from "node:fs";
import type { Clock } from "./clock";
import type { Disk } from "./disk";
import { type DockerService, UNIT } from "./docker-service";
import type { Answer, Call } from "./players";
import type { Command, Runs } from "./runs";
import { TransientUnits } from "./transient";
import { commandWords, unitFilesOf, valuesOf, wantedBy } from "./unit-files";

const DOCKER = ["docker.service", "docker.socket"];

/** What `timeout` exits with where its program took too long. */
const LATE = 124;

/** systemd, as far as docker's units, those of `systemd-run` and a boot go. */
export class Systemd {
  readonly transient: TransientUnits;
  /** Set while the units of sysinit.target run: docker's jobs wait for them. */
  private booting: Promise<void> | undefined;
  private afterDocker: (() => void)[] = [];
  private jobs = 0;

  constructor(
    private readonly disk: Disk,
    private readonly clock: Clock,
    private readonly docker: DockerService,
    private readonly runs: Runs,
    private readonly command: (words: readonly string[], name: string) => Command,
  ) {
    this.transient = new TransientUnits(clock, runs, command, (call) => this.whenDockerIsThrough(call));
  }

  /** `systemctl ...` and `systemd-run ...` as they answer; undefined for a call that nobody has to make. */
  answer({ name, args, limit }: Call): Promise<Answer> | undefined {
    if (name === "systemd-run") return Promise.resolve(this.transient.make(args));
    const [verb = "", ...words] = args;
    const units = words.filter((word) => !word.startsWith("-"));
    switch (verb) {
      case "show":
        return Promise.resolve({ code: 0, out: this.show(words) });
      case "cat":
        return Promise.resolve({ code: 0, out: this.cat() });
      case "daemon-reload":
        this.docker.load();
        return Promise.resolve({ code: 0 });
      case "is-active":
        return Promise.resolve({ code: units.some((unit) => this.stateOf(unit) === "active") ? 0 : 3 });
      case "reset-failed":
        return Promise.resolve(this.resetFailed(units));
      case "start":
      case "stop":
      case "restart":
      case "reload":
        return this.job(verb, units, limit);
      default:
        return undefined;
    }
  }

  stateOf(unit: string): string | undefined {
    if (unit === "docker.service") return this.docker.state;
    if (unit === "docker.socket") return this.docker.socket;
    return this.transient.stateOf(unit);
  }

  /** Runs what a boot runs, in its order; resolved when docker's units are through. */
  async boot(): Promise<void> {
    this.docker.load();
    const wanted = wantedBy(this.disk.root, "sysinit.target").map((unit) => this.bootUnit(unit));
    this.booting = Promise.all(wanted).then(() => undefined);
    await this.booting;
    this.booting = undefined;
    // A unit of that target with default dependencies closes a circle, which systemd breaks by leaving out the socket.
    const circle = wantedBy(this.disk.root, "sysinit.target").some((unit) => !this.isEarly(unit));
    if (this.docker.enabled && !circle) {
      const units = ["docker.socket", "docker.service"];
      await this.job("start", units, undefined);
    }
    this.dockerIsThrough();
  }

  lose(): void {
    this.transient.lose();
    this.docker.lose();
    this.booting = undefined;
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
    // A unit whose file was lost with the power.
    if (words.length === 0) return;
    const run = this.runs.start(this.command(words, unit));
    const seconds = Number(valuesOf(texts, "TimeoutStartSec").at(-1) ?? 90);
    const cancel = this.clock.after(seconds, () => this.runs.kill(run));
    await run.ended;
    cancel();
  }

  private whenDockerIsThrough(call: () => void): void {
    if (this.booting === undefined && this.jobs === 0) call();
    else this.afterDocker.push(call);
  }

  private dockerIsThrough(): void {
    if (this.booting !== undefined || this.jobs > 0) return;
    for (const call of this.afterDocker.splice(0)) call();
  }

  private resetFailed(units: readonly string[]): Answer {
    const missing = units.filter((unit) => {
      if (!DOCKER.includes(unit)) return !this.transient.resetFailed(unit);
      this.docker.resetFailed();
      return false;
    });
    if (missing.length === 0) return { code: 0 };
    const err = missing.map(
      (unit) => `Failed to reset failed state of unit ${unit}: Unit ${unit} not loaded.`,
    );
    return { code: 1, err: err.join("\n") };
  }

  private async job(verb: string, units: readonly string[], limit: number | undefined): Promise<Answer> {
    const own = units.filter((unit) => !DOCKER.includes(unit));
    // As systemd 262 does: where one isn't there, nothing is done about the others either.
    const missing = own.filter((unit) => this.transient.stateOf(unit) === undefined);
    const failed = missing.length > 0 ? missing : own.filter((unit) => !this.own(verb, unit));
    if (failed.length > 0) {
      const err = failed.map((unit) => `Failed to ${verb} ${unit}: Unit ${unit} not loaded.`).join("\n");
      return { code: 5, err };
    }
    if (own.length === units.length) return { code: 0 };
    this.jobs += 1;
    const done = this.dockerJob(verb, units).finally(() => {
      this.jobs -= 1;
      this.dockerIsThrough();
    });
    return limit === undefined ? done : this.within(limit, done);
  }

  private own(verb: string, unit: string): boolean {
    return verb === "stop" ? this.transient.stop(unit) : this.transient.start(unit);
  }

  /** Who waited too long goes; the job goes on. */
  private within(seconds: number, done: Promise<Answer>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const cancel = this.clock.after(seconds, () => resolve({ code: LATE }));
      done.then(resolve, reject).finally(cancel);
    });
  }

  private async dockerJob(verb: string, units: readonly string[]): Promise<Answer> {
    const { docker } = this;
    if (this.booting !== undefined) await this.booting;
    if (docker.masked)
      return { code: 1, err: `Failed to ${verb} docker.service: Unit docker.service is masked.` };
    const socket = units.includes("docker.socket");
    const done = {
      start: () =>
        units.includes("docker.service") ? docker.start() : Promise.resolve(docker.startSocket()),
      stop: async () => {
        await (socket ? docker.stopSocket() : docker.stop());
        return true;
      },
      restart: () => docker.restart(),
      reload: () => Promise.resolve(docker.reload()),
    }[verb];
    if (done === undefined || (await done())) return { code: 0 };
    const why =
      verb === "reload"
        ? "docker.service is not active, cannot reload."
        : "Job for docker.service failed because the control process exited with error code.";
    return { code: 1, err: why };
  }

  private cat(): string {
    const files = unitFilesOf(this.disk.root, "docker.service");
    return files.map(({ path, text }) => `# ${path}\n${text}`).join("\n");
  }

  /** show UNIT... -p NAME[,NAME...]...: a block a unit, an empty line between. */
  private show(words: readonly string[]): string {
    const units = words.filter((word, at) => word !== "-p" && words[at - 1] !== "-p");
    const names = words.filter((_word, at) => words[at - 1] === "-p").flatMap((word) => word.split(","));
    const block = (unit: string): string =>
      Object.entries(this.propertiesOf(unit))
        .filter(([name]) => names.includes(name))
        .map(([name, value]) => `${name}=${value}\n`)
        .join("");
    return units.map(block).join("\n");
  }

  private propertiesOf(unit: string): Record<string, string> {
    const state = this.stateOf(unit);
    const { description, since } = this.transient.describe(unit);
    const masked = this.docker.masked && DOCKER.includes(unit);
    const files = unitFilesOf(this.disk.root, unit);
    const dropIns = files.slice(1);
    const isDocker = unit === "docker.service";
    const isGone = isDocker && files.length === 0;
    return {
      ...(isDocker ? { MainPID: String(this.docker.engine.pid) } : {}),
      Id: unit,
      Description: DOCKER.includes(unit) ? "Docker Application Container Engine" : description,
      LoadState: masked ? "masked" : state === undefined || isGone ? "not-found" : "loaded",
      ActiveState: state ?? "inactive",
      SubState: state === "active" ? "running" : "dead",
      FragmentPath: isDocker
        ? isGone
          ? ""
          : UNIT
        : unit === "docker.socket"
          ? UNIT.replace("service", "socket")
          : "",
      DropInPaths: isDocker ? dropIns.map(({ path }) => path).join(" ") : "",
      UnitFileState: DOCKER.includes(unit) ? (this.docker.enabled ? "enabled" : "disabled") : "transient",
      NeedDaemonReload: isDocker && this.docker.needsReload ? "yes" : "no",
      ActiveEnterTimestamp: state === "active" ? `at second ${since.toFixed(1)}` : "",
      InvocationID: "0",
    };
  }
}
