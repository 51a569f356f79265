import type { Clock } from "./clock";
import type { Answer } from "./stub-programs";
import type { Command, Run, Runs } from "./runs";

interface Unit {
  readonly name: string;
  readonly description: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly since: number;
  /** Whether it is unloaded even if it failed (--collect). */
  readonly collect: boolean;
  timer: "active" | "none";
  service: "inactive" | "active" | "failed";
  cancel: () => void;
  elapsed: boolean;
  run?: Run;
}

/** Units of `systemd-run`: a name is unique, and is unloaded when the unit ends or at a boot. */
export class TransientUnits {
  private readonly units = new Map<string, Unit>();
  /** Seconds for which systemd keeps a unit that has ended. */
  lingers = 0;
  private readonly gone = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly runs: Runs,
    private readonly command: (words: readonly string[], name: string) => Command,
    private readonly afterDocker: (call: () => void) => void,
  ) {}

  /** `systemd-run OPTION... COMMAND...` */
  make(args: readonly string[]): Answer {
    const options = new Map<string, string>();
    let at = 0;
    for (; args[at]?.startsWith("-") === true; at++) {
      const [name = "", ...value] = (args[at] ?? "").split("=");
      if (name === "-p") options.set(args[++at] ?? "", "");
      else options.set(name, value.join("="));
    }
    const name = options.get("--unit") ?? "";
    const seconds = options.get("--on-active");
    const taken = this.taken(name);
    if (taken !== undefined) {
      const what = seconds === undefined ? "service" : "timer";
      return fails(
        `Failed to start transient ${what} unit: Unit ${taken} was already loaded or has a fragment file.`,
      );
    }
    const unit: Unit = {
      name,
      description: options.get("--description") ?? args.slice(at).join(" "),
      command: args.slice(at),
      environment: environmentOf(options.get("--setenv")),
      since: this.clock.now(),
      collect: options.has("--collect"),
      timer: seconds === undefined ? "none" : "active",
      service: "inactive",
      cancel: () => undefined,
      elapsed: false,
    };
    this.units.set(name, unit);
    if (seconds !== undefined) unit.cancel = this.clock.after(Number(seconds), () => this.elapse(unit));
    else if (options.has("After=docker.service")) this.afterDocker(() => this.begin(unit));
    else this.begin(unit);
    return { code: 0 };
  }

  /** Returns `active`, `inactive` or `failed` for NAME.timer and NAME.service; undefined if there is no such unit. */
  stateOf(name: string): string | undefined {
    const unit = this.unitOf(name);
    if (unit === undefined) return undefined;
    return name.endsWith(".timer") ? (unit.timer === "active" ? "active" : "inactive") : unit.service;
  }

  describe(name: string): { description: string; since: number } {
    const unit = this.unitOf(name);
    return { description: unit?.description ?? name, since: unit?.since ?? 0 };
  }

  stop(name: string): boolean {
    const unit = this.unitOf(name);
    if (unit === undefined || this.stateOf(name) === "inactive") return unit !== undefined;
    if (name.endsWith(".timer")) {
      unit.cancel();
      unit.timer = "none";
    } else if (unit.run !== undefined) {
      this.runs.kill(unit.run);
    }
    this.forget(unit);
    return true;
  }

  /** `systemctl start NAME.service`: starts it before its timer elapses. */
  start(name: string): boolean {
    const unit = this.unitOf(name);
    if (unit === undefined || name.endsWith(".timer")) return false;
    if (unit.service !== "active") this.begin(unit);
    return true;
  }

  resetFailed(name: string): boolean {
    const unit = this.unitOf(name);
    if (unit === undefined) return false;
    if (name.endsWith(".service") && unit.service === "failed") unit.service = "inactive";
    this.forget(unit);
    return true;
  }

  /** The names of all loaded units. */
  get names(): readonly string[] {
    return [...this.units.keys()];
  }

  losePower(): void {
    for (const unit of this.units.values()) unit.cancel();
    this.units.clear();
    this.gone.clear();
  }

  private unitOf(name: string): Unit | undefined {
    return this.units.get(name.replace(/\.(timer|service)$/, ""));
  }

  private taken(name: string): string | undefined {
    const unit = this.units.get(name);
    if (unit !== undefined) return unit.timer === "active" ? `${name}.timer` : `${name}.service`;
    const gone = this.gone.get(name);
    return gone !== undefined && this.clock.now() < gone + this.lingers ? `${name}.timer` : undefined;
  }

  private elapse(unit: Unit): void {
    unit.elapsed = true;
    if (unit.service === "active") return;
    this.begin(unit);
  }

  private begin(unit: Unit): void {
    if (this.units.get(unit.name) !== unit) return;
    unit.service = "active";
    const command = this.command(unit.command, unit.name);
    const environment = { ...command.environment, ...unit.environment };
    const run = this.runs.start({ ...command, environment });
    unit.run = run;
    void run.ended.then((code) => {
      unit.service = code === 0 ? "inactive" : "failed";
      // A timer that has elapsed ends with its service; if the service was started manually, the timer keeps waiting.
      if (unit.elapsed) unit.timer = "none";
      this.forget(unit);
    });
  }

  /** Unloads a unit that is inactive, as systemd does. */
  private forget(unit: Unit): void {
    const over = unit.service === "inactive" || (unit.service === "failed" && unit.collect);
    if (unit.timer === "active" || !over || this.units.get(unit.name) !== unit) return;
    this.units.delete(unit.name);
    this.gone.set(unit.name, this.clock.now());
  }
}

/** Parses NAME=VALUE. */
function environmentOf(setting: string | undefined): Record<string, string> {
  if (setting === undefined) return {};
  const [name = "", ...value] = setting.split("=");
  return { [name]: value.join("=") };
}

const fails = (err: string): Answer => ({ code: 1, err });
