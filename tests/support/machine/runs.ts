import { type ChildProcess, spawn } from "node:child_process";
import type { Clock } from "./clock";
import { type Answer, type Call, type Line, Players } from "./players";

/** A script that runs in a played machine, with all its programs: killed as one. */
export interface Run {
  /** What it is to the machine: `ssh`, `boot`, or a unit's name. */
  readonly name: string;
  readonly child: ChildProcess;
  /** Resolved with its exit code when it has ended; null where it was killed. */
  readonly ended: Promise<number | null>;
  /** How many programs it has called. */
  calls: number;
}

export interface Command {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** The name that the program is called by. */
  readonly argv0?: string;
  readonly cwd?: string;
  /** Folders for its PATH that go before the system's own. */
  readonly path?: readonly string[];
  /** Whether nobody reads what it says. */
  readonly quiet?: boolean;
}

const SYSTEM = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"];

/** The scripts that run in a machine. Its clock stands still while one of them works. */
export class Runs {
  private readonly players = Players.use();
  private readonly running = new Set<Run>();
  /** Whether the model is told of the real programs that are called, too. */
  tell = true;

  constructor(
    private readonly clock: Clock,
    private readonly answer: (call: Call, run: Run) => Promise<Answer>,
  ) {}

  /** The folder of the played programs. */
  get programs(): string {
    return this.players.played;
  }

  /** Where the played dockerd is. */
  get dockerd(): string {
    return `${this.programs}/dockerd`;
  }

  get all(): readonly Run[] {
    return [...this.running];
  }

  start(command: Command): Run {
    const state: { run?: Run; work: () => void } = { work: this.clock.work() };
    const line = this.players.open(command.path ?? [], async (call) => {
      const { run } = state;
      if (run === undefined) throw new Error("asked before it was started");
      run.calls += 1;
      // Who asks, waits: time may pass until there is an answer.
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
      // A group of its own, as sshd and systemd give it.
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

  /** Ends a script with all its programs at once. */
  kill(run: Run): void {
    if (run.child.pid === undefined || !this.running.has(run)) return;
    try {
      process.kill(-run.child.pid, "SIGKILL");
    } catch (error) {
      // It has ended by itself in the meantime.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }

  async killAll(): Promise<void> {
    const all = this.all;
    for (const run of all) this.kill(run);
    await Promise.all(all.map(({ ended }) => ended));
  }

  /** Ends all, and takes the programs away. */
  async close(): Promise<void> {
    await this.killAll();
    Players.leave();
  }

  private environment(line: Line, path: readonly string[]): Record<string, string> {
    const { told, played } = this.players;
    const folders = [...(this.tell ? [told] : []), played, ...path, ...SYSTEM];
    return { ...this.players.environment(line), PATH: folders.join(":") };
  }
}
