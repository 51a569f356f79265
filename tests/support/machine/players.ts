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

/** A program that was called in a played machine. */
export interface Call {
  readonly name: string;
  readonly args: readonly string[];
  /** Seconds that its caller waits for it at most; undefined for ever. */
  readonly limit: number | undefined;
}

/** What a called program does: it says something and ends, or is the real one. */
export type Answer = { readonly code: number; readonly out?: string; readonly err?: string } | "real";

/** Programs that the model plays. */
const PLAYED = ["systemctl", "systemd-run", "journalctl", "ip", "docker-cli", "dockerd", "sync", "sleep"];

/** Programs that are the real ones, of which the model is told before. */
const REAL = ["mv", "cp", "ln", "rm", "rmdir", "mkdir", "chmod", "chown", "base64", "sha256sum"];

/** A script's way to ask: one question at a time, over a pipe of its own. */
export interface Line {
  readonly id: string;
  release(): void;
}

interface Asked {
  readonly answer: (call: Call) => Promise<Answer>;
  readonly path: readonly string[];
}

const PROGRAMS = join(__dirname, "programs");
const FIFOS = 16;
const TWO_WAYS = constants.O_RDWR | constants.O_NONBLOCK;

/** The programs of played machines: small scripts that ask this process what to do, over named pipes. */
export class Players {
  private static shared: { players: Players; users: number } | undefined;
  private readonly folder = mkdtempSync(join(tmpdir(), "pdd-players-"));
  /** Pipes that nobody has yet: their ids. */
  private readonly free: string[] = [];
  /** Pipes that are open, by id. */
  private readonly fifos = new Map<string, number>();
  private made = 0;
  private readonly asked = new Map<string, Asked>();
  private readonly questions: Socket;
  private unread = "";

  /** The one of this process, made at the first use and removed after the last. */
  static use(): Players {
    this.shared ??= { players: new Players(), users: 0 };
    this.shared.users += 1;
    return this.shared.players;
  }

  static leave(): void {
    if (this.shared === undefined || --this.shared.users > 0) return;
    this.shared.players.close();
    this.shared = undefined;
  }

  private constructor() {
    for (const name of ["played", "told"]) mkdirSync(join(this.folder, name));
    for (const name of ["ask", "timeout", "docker", "sudo"]) this.install(name);
    for (const name of PLAYED) symlinkSync("ask", join(this.folder, "played", name));
    for (const name of REAL) symlinkSync("../played/ask", join(this.folder, "told", name));
    const ask = join(this.folder, "ask");
    execFileSync("mkfifo", [ask]);
    this.questions = new Socket({ fd: openSync(ask, TWO_WAYS), readable: true, writable: false });
    this.questions.on("data", (chunk) => this.read(chunk.toString()));
    this.questions.unref();
  }

  /** Folders for a PATH: the played programs, and before them, where the model is to know of every file that changes. */
  get played(): string {
    return join(this.folder, "played");
  }

  get told(): string {
    return join(this.folder, "told");
  }

  /** What a script has to have in its environment. */
  environment(line: Line): Record<string, string> {
    return { MACHINE: this.folder, MACHINE_RUN: line.id, MACHINE_NODE: process.execPath };
  }

  /** A line for one script, whose questions go to `answer`. `path`: where the real programs are looked for first. */
  open(path: readonly string[], answer: (call: Call) => Promise<Answer>): Line {
    if (this.free.length === 0) this.makeLines();
    const id = this.free.pop() ?? "";
    this.asked.set(id, { answer, path });
    return { id, release: () => this.release(id) };
  }

  private install(name: string): void {
    const path = join(this.folder, "played", name);
    copyFileSync(join(PROGRAMS, `${name}.sh`), path);
    chmodSync(path, 0o755);
  }

  private makeLines(): void {
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

  /** A program may outlive its script and still listen, so nobody else gets the pipe: it hears that nobody answers. */
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
      // Of one who was killed since.
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
