import { execFileSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  writeSync,
} from "node:fs";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A call of a program in a simulated machine. */
export interface Call {
  readonly name: string;
  readonly args: readonly string[];
  /** Seconds after which the caller ends the program; undefined for no timeout. */
  readonly limit: number | undefined;
}

/** The reaction to a call: output and exit status, or "real" to run the real program. */
export type Answer = { readonly code: number; readonly out?: string; readonly err?: string } | "real";

/** Programs that the model simulates. */
const PLAYED = ["systemctl", "systemd-run", "journalctl", "ip", "docker-cli", "dockerd", "sync", "sleep"];

/** Real programs whose calls the model observes first. */
const REAL = ["mv", "cp", "ln", "rm", "rmdir", "mkdir", "chmod", "chown", "base64", "sha256sum"];

/** The pipe over which one script's programs report their calls, one at a time. */
export interface CallPipe {
  readonly id: string;
  release(): void;
}

interface Caller {
  readonly answer: (call: Call) => Promise<Answer>;
  readonly path: readonly string[];
}

const PROGRAMS = join(__dirname, "programs");
const FIFOS = 16;
const TWO_WAYS = constants.O_RDWR | constants.O_NONBLOCK;

/** Stub programs of simulated machines: small scripts that report their calls to this process over named pipes. */
export class StubPrograms {
  private static shared: { stubs: StubPrograms; users: number } | undefined;
  private readonly folder = mkdtempSync(join(tmpdir(), "pdd-stubs-"));
  /** The ids of unused pipes. */
  private readonly free: string[] = [];
  /** The open pipes, by id. */
  private readonly fifos = new Map<string, number>();
  private made = 0;
  private readonly asked = new Map<string, Caller>();
  private readonly questions: Socket;
  private unread = "";

  /** The instance of this process, created at the first use and removed after the last. */
  static use(): StubPrograms {
    this.shared ??= { stubs: new StubPrograms(), users: 0 };
    this.shared.users += 1;
    return this.shared.stubs;
  }

  static leave(): void {
    if (this.shared === undefined || --this.shared.users > 0) return;
    this.shared.stubs.close();
    this.shared = undefined;
  }

  private constructor() {
    for (const name of ["stubs", "observed"]) mkdirSync(join(this.folder, name));
    for (const name of ["ask", "timeout", "docker", "sudo"]) this.install(name);
    for (const name of PLAYED) symlinkSync("ask", join(this.folder, "stubs", name));
    for (const name of REAL) symlinkSync("../stubs/ask", join(this.folder, "observed", name));
    const ask = join(this.folder, "ask");
    execFileSync("mkfifo", [ask]);
    this.questions = new Socket({ fd: openSync(ask, TWO_WAYS), readable: true, writable: false });
    this.questions.on("data", (chunk) => this.read(chunk.toString()));
    this.questions.unref();
  }

  /**
   * Folders for a PATH: `programs` has the stubs, `observed` wrappers of the real programs, to observe every changed
   * file.
   */
  get programs(): string {
    return join(this.folder, "stubs");
  }

  get observed(): string {
    return join(this.folder, "observed");
  }

  /** The environment variables that a script needs. */
  environment(line: CallPipe): Record<string, string> {
    return { MACHINE: this.folder, MACHINE_RUN: line.id, MACHINE_NODE: process.execPath };
  }

  /**
   * Opens a pipe for one script, whose calls go to `answer`. `path`: the first folders in which real programs are
   * looked up.
   */
  open(path: readonly string[], answer: (call: Call) => Promise<Answer>): CallPipe {
    if (this.free.length === 0) this.makePipes();
    const id = this.free.pop() ?? "";
    this.asked.set(id, { answer, path });
    return { id, release: () => this.release(id) };
  }

  private install(name: string): void {
    const path = join(this.folder, "stubs", name);
    copyFileSync(join(PROGRAMS, `${name}.sh`), path);
    chmodSync(path, 0o755);
  }

  private makePipes(): void {
    const ids = Array.from({ length: FIFOS }, () => String(this.made++));
    execFileSync(
      "mkfifo",
      ids.map((id) => this.pathOf(id)),
    );
    for (const id of ids) this.fifos.set(id, openSync(this.pathOf(id), TWO_WAYS));
    this.free.push(...ids);
  }

  private pathOf(id: string): string {
    return join(this.folder, `answer.${id}`);
  }

  /** Closes a pipe without reusing it: a program that outlives its script may still read from it. */
  private release(id: string): void {
    const fd = this.fifos.get(id);
    if (!this.asked.delete(id) || fd === undefined) return;
    this.fifos.delete(id);
    closeSync(fd);
    rmSync(this.pathOf(id));
  }

  private read(chunk: string): void {
    const questions = (this.unread + chunk).split("\x1f\n\x1f");
    this.unread = questions.pop() ?? "";
    for (const question of questions) {
      const [id = "", name = "", limit = "", ...args] = question.split("\x1f");
      const asked = this.asked.get(id);
      // From a script that was killed in the meantime.
      if (asked === undefined) continue;
      void asked.answer({ name, args, limit: limit === "" ? undefined : Number(limit) }).then((said) => {
        if (this.asked.get(id) === asked) this.say(id, said === "real" ? realPath(name, asked.path) : said);
      });
    }
  }

  private say(id: string, answer: Exclude<Answer, "real"> | string): void {
    const lines =
      typeof answer === "string"
        ? [`x${answer}`]
        : [...linesOf("o", answer.out), ...linesOf("e", answer.err), `r${answer.code}`];
    writeSync(this.fifos.get(id) ?? -1, lines.map((line) => `${line}\n`).join(""));
  }

  private close(): void {
    this.questions.destroy();
    for (const fd of this.fifos.values()) closeSync(fd);
    rmSync(this.folder, { recursive: true });
  }
}

const linesOf = (mark: string, text: string | undefined): string[] =>
  text === undefined || text === ""
    ? []
    : text
        .replace(/\n$/, "")
        .split("\n")
        .map((line) => mark + line);

const SYSTEM = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"];

function realPath(name: string, before: readonly string[]): string {
  const path = [...before, ...SYSTEM]
    .map((folder) => join(folder, name))
    .find((candidate) => existsSync(candidate));
  if (path === undefined) throw new Error(`${name} isn't installed`);
  return path;
}
