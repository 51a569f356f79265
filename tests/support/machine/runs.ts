import { type ChildProcess, spawn } from "node:child_process";
import type { Clock } from "./clock";
import { type Answer, type Call, type CallPipe, StubPrograms } from "./stub-programs";

/** A script that runs in a simulated machine, with all its programs, which are killed together. */
export interface Run {
  /** What started it: `ssh`, `boot`, or a unit's name. */
  readonly name: string;
  readonly child: ChildProcess;
  /** Resolves with its exit code; with null if it was killed. */
  readonly ended: Promise<number | null>;
  /** The number of programs it has called. */
  calls: number;
}

export interface Command {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** The name of the unit or the caller. */
  readonly argv0?: string;
  readonly cwd?: string;
  /** Folders of its PATH before the system's own. */
  readonly path?: readonly string[];
  /** Whether its output is discarded. */
  readonly quiet?: boolean;
}

const SYSTEM = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"];

/** The scripts that run in a machine. Its clock stands still while one of them works. */
export class Runs {
  private readonly stubs = StubPrograms.use();
  private readonly running = new Set<Run>();
  /** Whether the model observes calls of real programs, too. */
  observes = true;

  constructor(
    private readonly clock: Clock,
    private readonly answer: (call: Call, run: Run) => Promise<Answer>,
  ) {}

  /** The folder of the stub programs. */
  get programs(): string {
    return this.stubs.programs;
  }

  /** The path of the stub dockerd. */
  get dockerd(): string {
    return `${this.programs}/dockerd`;
  }

  get all(): readonly Run[] {
    return [...this.running];
  }

  start(command: Command): Run {
    const state: { run?: Run; work: () => void } = { work: this.clock.work() };
    const line = this.stubs.open(command.path ?? [], async (call) => {
      const { run } = state;
      if (run === undefined) throw new Error("asked before it was started");
      run.calls += 1;
      // A script whose program waits for an answer does not work: time may pass.
      state.work();
      const said = await this.answer(call, run);
      if (this.running.has(run)) state.work = this.clock.work();
      return said;
    });
    const child = spawn(command.program, [...command.args], {
      ...(command.argv0 === undefined ? {} : { argv0: command.argv0 }),
      ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
      env: { ...this.environment(line, command.path ?? []), ...command.environment },
      stdio: command.quiet === true ? "ignore" : "pipe",
      // A process group, as sshd and systemd create it.
      detached: true,
    });
    const ended = new Promise<number | null>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => resolve(code));
    });
    const run: Run = { name: command.name, child, ended, calls: 0 };
    state.run = run;
    this.running.add(run);
    const over = (): void => {
      this.running.delete(run);
      line.release();
      state.work();
      this.clock.touch();
    };
    ended.then(over, over);
    return run;
  }

  /** Kills a script with all its programs at once. */
  kill(run: Run): void {
    if (run.child.pid === undefined || !this.running.has(run)) return;
    try {
      process.kill(-run.child.pid, "SIGKILL");
    } catch (error) {
      // It has ended in the meantime.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }

  async killAll(): Promise<void> {
    const all = this.all;
    for (const run of all) this.kill(run);
    await Promise.all(all.map(({ ended }) => ended));
  }

  /** Kills all scripts, and removes the stub programs. */
  async close(): Promise<void> {
    await this.killAll();
    StubPrograms.leave();
  }

  private environment(line: CallPipe, path: readonly string[]): Record<string, string> {
    const { observed, programs } = this.stubs;
    const folders = [...(this.observes ? [observed] : []), programs, ...path, ...SYSTEM];
    return { ...this.stubs.environment(line), PATH: folders.join(":") };
  }
}
