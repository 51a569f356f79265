import { execFileSync, spawn, type ChildProcess, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { ObservedHost } from "../../provider/core/observed/host";
import { parseObservation } from "../../provider/core/observed/parse";
import type { NewFile, NewUnit, Plan } from "../../provider/core/plan/plan";
import type { Effect } from "../../provider/core/plan/effect";
import type { Manifest } from "../../provider/core/state/manifest";
import type { Script } from "../../provider/edge/host";
import { applyScript, confirmScript, observeScript, restoreScript } from "../../provider/edge/scripts";
import { AnswerReader } from "../../provider/edge/ssh/answer";
import { applyPayload, confirmPayload, restorePayload } from "../../provider/edge/transaction/payload";
import { StepReport } from "../../provider/edge/transaction/report";

export const DAEMON_JSON = "/etc/docker/daemon.json";
export const STATE = "/var/lib/pulumi-dockerd";
export const DROP_IN = "/etc/systemd/system/docker.service.d/50-pulumi-dockerd.conf";
export const UNIT = "/usr/lib/systemd/system/docker.service";
export const MANIFEST: Manifest = { format: 1, id: "dockerd-1", urn: "urn:1", owned: { labels: ["a"] } };
const NONCE = "n0123";
const STUBS = join(__dirname, "stubs");
/** The engine's program. */
export const DOCKERD = join(STUBS, "dockerd");

export interface Shell {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** The name that it is called by. */
  readonly argv0?: string;
  /** Its programs come from busybox as far as busybox has them. */
  readonly busybox?: true;
}

const has = (program: string): boolean => spawnSync(program, ["--help"]).error === undefined;

/** The shells that a host's /bin/sh may be. One that isn't installed is skipped: dash and busybox have packages. */
export const SHELLS: readonly Shell[] = [
  { name: "dash", command: ["dash"] },
  { name: "busybox sh", command: ["busybox", "sh"], busybox: true },
  // As on hosts whose sh is a link to bash: under its own name it would read a .bashrc, too.
  { name: "bash as sh", command: ["bash"], argv0: "sh" },
];

/** A suite under every shell. */
export function underEveryShell(suite: (shell: Shell) => void): void {
  for (const shell of SHELLS) {
    (has(shell.command[0]) ? describe : describe.skip)(`under ${shell.name}`, () => suite(shell));
  }
}

let applets: string | undefined;

/** A folder with a link for each of busybox's programs. */
function busyboxApplets(): string {
  if (applets !== undefined) return applets;
  applets = mkdtempSync(join(tmpdir(), "busybox-"));
  const folder = applets;
  const busybox = execFileSync("sh", ["-c", "command -v busybox"], { encoding: "utf8" }).trim();
  const names = execFileSync("busybox", ["--list"], { encoding: "utf8" }).trim().split("\n");
  for (const name of names) symlinkSync(busybox, join(folder, name));
  return folder;
}

export interface Ran {
  readonly code: number | null;
  readonly stderr: string;
  /** The bytes between BEGIN and END; undefined where one of them is missing. */
  readonly answer: Buffer | undefined;
  readonly steps: readonly string[];
  readonly failures: readonly { step: string; detail: string }[];
}

export interface Change {
  readonly file: NewFile;
  readonly effect?: Effect;
  readonly undo?: Effect;
  readonly unit?: NewUnit;
  readonly rebinds?: boolean;
  /** The engine's command line afterwards. */
  readonly argv?: readonly string[];
}

/** A root folder with stubs of what a host has, and the scripts in it. */
export class ThrowAwayHost {
  private readonly folder = mkdtempSync(join(tmpdir(), "host-"));
  readonly root = join(this.folder, "root");
  private readonly stub = join(this.folder, "stub");

  constructor(
    private readonly shell: Shell,
    { systemd = true } = {},
  ) {
    mkdirSync(this.root);
    mkdirSync(this.stub);
    this.write("/etc/os-release", 'PRETTY_NAME="Throw-away 1"\n');
    mkdirSync(join(this.root, "var/lib"), { recursive: true });
    mkdirSync(join(this.root, "etc/systemd/system"), { recursive: true });
    if (systemd) mkdirSync(join(this.root, "run/systemd/system"), { recursive: true });
    this.write(UNIT, UNIT_TEXT);
    this.runEngine([DOCKERD, "-H", "fd://"]);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  static removeApplets(): void {
    if (applets !== undefined) rmSync(applets, { recursive: true });
    applets = undefined;
  }

  /** A running engine; its command line begins with a program that exists. */
  runEngine(argv: readonly string[], dropIns = ""): void {
    this.write("/proc/42/cmdline", argv.map((word) => `${word}\0`).join(""));
    this.tell("units", unitsOf(42, "active", dropIns));
  }

  stopEngine(): void {
    rmSync(join(this.root, "proc"), { recursive: true });
    this.tell("units", unitsOf(0, "inactive"));
  }

  /** Sets how a stub behaves: see the stubs. */
  tell(name: string, text = ""): void {
    writeFileSync(join(this.stub, name), text);
  }

  forgetTold(name: string): void {
    rmSync(join(this.stub, name), { force: true });
  }

  /** What a stub left, undefined where it left nothing. */
  told(name: string): string | undefined {
    const path = join(this.stub, name);
    return existsSync(path) ? readFileSync(path, "latin1") : undefined;
  }

  /** What was called, with the root folder left out. */
  calls(...programs: string[]): string[] {
    const all = (this.told("calls") ?? "").replaceAll(this.root, "").split("\n").slice(0, -1);
    return all.filter((call) => programs.includes(call.split(" ")[0] ?? ""));
  }

  /** What systemd was asked to do. */
  acts(): string[] {
    return this.calls("systemctl").filter((call) => !/^systemctl (show|cat) /.test(call));
  }

  write(path: string, content: string | Uint8Array, mode = 0o644): void {
    const at = join(this.root, path);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, content);
    chmodSync(at, mode);
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), "utf8");
  }

  removePath(path: string): void {
    rmSync(join(this.root, path), { recursive: true, force: true });
  }

  exists(path: string): boolean {
    return lstatSync(join(this.root, path), { throwIfNoEntry: false }) !== undefined;
  }

  link(path: string, target: string): void {
    const at = join(this.root, path);
    mkdirSync(dirname(at), { recursive: true });
    symlinkSync(target, at);
  }

  /** All files below a folder with kind, mode, owner and content; with times where asked for. */
  tree(folder = "/", times = false): Record<string, string> {
    const all: Record<string, string> = {};
    const visit = (path: string): void => {
      const at = join(this.root, path);
      const stat = lstatSync(at);
      const facts = [
        (stat.mode & 0o7777).toString(8),
        stat.uid,
        stat.gid,
        ...(times ? [stat.mtimeMs, stat.ctimeMs] : []),
      ];
      if (stat.isSymbolicLink()) all[path] = `-> ${readlinkSync(at)}`;
      else if (stat.isFile()) all[path] = `${facts.join(" ")} ${readFileSync(at, "base64")}`;
      else if (!stat.isDirectory()) all[path] = `${facts.join(" ")} of another kind`;
      else {
        all[path] = `${facts.join(" ")}/`;
        for (const name of readdirSync(at)) visit(join(path, name));
      }
    };
    if (this.exists(folder)) visit(folder);
    return all;
  }

  observe(): ObservedHost {
    const { answer, stderr } = this.ran(
      spawnSync(...this.command("-s", NONCE, this.root), this.options(observeScript.text)),
    );
    if (answer === undefined) throw new Error(`no answer: ${stderr}`);
    return parseObservation(answer);
  }

  /** observe.sh's answer, while this process goes on: it may play the engine. */
  async observing(env: Readonly<Record<string, string>> = {}): Promise<Buffer> {
    const { input, argv0, ...rest } = this.options(observeScript.text);
    const options = { env: { ...rest.env, ...env }, ...(argv0 === undefined ? {} : { argv0 }) };
    const child = spawn(...this.command("-s", NONCE, this.root), options);
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stdin.end(input);
    await new Promise((resolve) => child.on("close", resolve));
    const { answer } = this.ran({ status: 0, stdout: Buffer.concat(chunks), stderr: Buffer.of() });
    if (answer === undefined) throw new Error("no answer");
    return answer;
  }

  apply(change: Change, observed = this.observe()): Ran {
    return this.run(applyScript, applyPayload(planOf(change), observed));
  }

  restore(change: Omit<Change, "file">, observed: ObservedHost): Ran {
    return this.run(restoreScript, restorePayload(planOf({ ...change, file: { kind: "keep" } }), observed));
  }

  confirm(manifest: Manifest | "none", observed = this.observe()): Ran {
    return this.run(confirmScript, confirmPayload(manifest, observed));
  }

  run(script: Script, input: string): Ran {
    return this.ran(
      spawnSync(...this.command("-c", script.text, "pulumi-dockerd", NONCE, this.root), this.options(input)),
    );
  }

  /** Starts a script whose standard output the caller reads, or doesn't. */
  start(script: Script, input: string): ChildProcess {
    const { env, argv0 } = this.options("");
    const options = argv0 === undefined ? { env } : { env, argv0 };
    const child = spawn(...this.command("-c", script.text, "pulumi-dockerd", NONCE, this.root), options);
    child.stdin.end(input);
    return child;
  }

  private command(...words: string[]): [string, string[]] {
    const [program, ...first] = this.shell.command;
    return [program, [...first, ...words]];
  }

  private options(input: string): { input: string; env: NodeJS.ProcessEnv; timeout: number; argv0?: string } {
    const programs = this.shell.busybox === true ? [busyboxApplets()] : [];
    const path = [STUBS, ...programs, "/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"].join(":");
    const { argv0 } = this.shell;
    const env = { PATH: path, STUB: this.stub, STUB_ROOT: this.root };
    return { input, timeout: 60_000, env, ...(argv0 === undefined ? {} : { argv0 }) };
  }

  private ran(result: { status: number | null; stdout: Buffer; stderr: Buffer }): Ran {
    expect(this.told("unexpected")).toBeUndefined();
    const report = new StepReport(() => undefined);
    const reader = new AnswerReader(NONCE, report.add);
    reader.add(result.stdout);
    const answer = reader.answer();
    return {
      code: result.status,
      stderr: result.stderr.toString(),
      answer: answer === undefined ? undefined : Buffer.from(answer),
      steps: report.steps,
      failures: report.failures.map(({ step, detail }) => ({
        step,
        detail: detail.replaceAll(this.root, ""),
      })),
    };
  }
}

export const planOf = (change: Change): Plan => ({
  changes: [],
  effect: "reload",
  undo: "restart",
  unit: { kind: "keep" },
  rebinds: false,
  argv: [DOCKERD, "-H", "fd://"],
  after: {},
  ...change,
});

export const UNIT_TEXT = "[Service]\nExecStart=/usr/sbin/dockerd -H fd://\n";

const unitsOf = (pid: number, state: string, dropIns = ""): string => `MainPID=${pid}
Id=docker.service
LoadState=loaded
ActiveState=${state}
FragmentPath=${UNIT}
DropInPaths=${dropIns}

Id=docker.socket
LoadState=loaded
ActiveState=active
FragmentPath=/usr/lib/systemd/system/docker.socket
`;
