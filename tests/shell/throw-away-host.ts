import type { JsonObject } from "../../provider/core/json";
import type { Owned } from "../../provider/core/desired/daemon-json";
import type { ObservedHost } from "../../provider/core/observed/host";
import { parseObservation } from "../../provider/core/observed/parse";
import type { Plan } from "../../provider/core/plan/plan";
import { APPLY, type ApplySettings } from "../../provider/core/schema/inputs/apply";
import { TIMEOUTS } from "../../provider/core/schema/inputs/timeouts";
import { defaultsOf } from "../../provider/core/schema/parse-inputs";
import type { Manifest } from "../../provider/core/ownership/manifest";
import type { Script } from "../../provider/edge/host";
import { applyScript, confirmScript, observeScript, rollbackScript } from "../../provider/edge/scripts";
import { AnswerReader } from "../../provider/edge/ssh/answer";
import { commandLine } from "../../provider/edge/ssh/command";
import {
  applyPayload,
  confirmPayload,
  type Ended,
  rollbackPayload,
} from "../../provider/edge/transaction/payload";
import { type StepFailure, StepReport } from "../../provider/edge/transaction/report";
import type { TlsSet } from "../../provider/core/desired/artefacts";
import type { Terms } from "../../provider/edge/transaction/transaction";
import { VirtualClock } from "../support/machine/clock";
import { Machine, STATE } from "../support/machine/machine";
import type { Run } from "../support/machine/runs";
import type { Shell } from "./shells";

export { DAEMON_JSON, DROP_IN, STATE, UNIT } from "../support/machine/machine";
export { underEveryShell } from "./shells";
export const MANIFEST: Manifest = { format: 1, id: "dockerd-1", urn: "urn:1", owned: { labels: ["a"] } };

export interface ScriptResult {
  readonly code: number | null;
  readonly stderr: string;
  /** The bytes between BEGIN and END; undefined if one of them is missing. */
  readonly answer: Buffer | undefined;
  readonly steps: readonly string[];
  readonly failures: readonly StepFailure[];
}

/** A change to test: parts of a plan, the original daemon.json, and TLS files. */
export type ChangeSpec = Pick<Plan, "file"> &
  Partial<Plan> & { readonly before?: JsonObject; readonly tls?: TlsSet };

const PLAN: Omit<Plan, "file" | "argv"> = {
  changes: [],
  effect: "reload",
  rollback: "restart",
  unit: { kind: "keep" },
  rebinds: false,
  after: {},
  cutsNetwork: false,
  back: undefined,
  start: undefined,
  bridge: undefined,
  reloadsPartly: false,
  verify: true,
};

/** A transaction's name, holder and timeouts. */
export const termsOf = (id = "t1", apply: Partial<ApplySettings> = {}): Terms => ({
  id,
  holder: `pulumi-dockerd: ${id}`,
  apply: { ...defaultsOf(APPLY), ...apply },
  timeouts: defaultsOf(TIMEOUTS),
});

/** A simulated machine on which one of the shells runs the scripts. */
export class ThrowAwayHost {
  private runs = 0;

  private constructor(
    private readonly shell: Shell,
    readonly clock: VirtualClock,
    readonly machine: Machine,
  ) {}

  static async start(shell: Shell, options: { readonly systemd?: boolean } = {}): Promise<ThrowAwayHost> {
    const clock = new VirtualClock();
    const machine = await Machine.start({ clock, shell: shell.program, path: shell.path, ...options });
    return new ThrowAwayHost(shell, clock, machine);
  }

  async stop(): Promise<void> {
    await this.machine.stop();
    expect(this.machine.unexpected).toEqual([]);
  }

  get disk(): Machine["disk"] {
    return this.machine.disk;
  }

  /** Returns the host's lasting files, except for those of the simulator. */
  tree(...folders: string[]): Record<string, string> {
    const all = folders.length === 0 ? ["/etc", "/srv", "/var"] : folders;
    return Object.assign({}, ...all.map((folder) => this.disk.tree(folder))) as Record<string, string>;
  }

  /** Returns the paths in a folder. */
  names(folder: string): string[] {
    return Object.keys(this.tree(folder)).slice(1);
  }

  /** Expects neither a lock nor a timer nor a unit of the provider, and no staged file. */
  expectNoTrace(): void {
    expect(this.machine.systemd.transient.names).toEqual([]);
    expect(Object.keys(this.tree("/etc")).filter((path) => /pulumi|wants|service\.d/.test(path))).toEqual([]);
    const inState = this.names(STATE).map((path) => path.slice(STATE.length + 1).split("/")[0]);
    expect(inState.filter((name) => !/^(manifest\.json|first|backups)$/.test(name ?? ""))).toEqual([]);
  }

  /** Returns the calls of systemctl that change docker's units. */
  acts(): string[] {
    return this.machine
      .calls("systemctl")
      .filter(
        (call) => /docker\.(service|socket)|daemon-reload/.test(call) && !/^(show|cat|is-active) /.test(call),
      );
  }

  async observe(script = observeScript): Promise<ObservedHost> {
    const nonce = this.newNonce();
    const run = this.begin(script, nonce, false, script.text);
    const { answer, stderr } = await this.ran(run, nonce);
    if (answer === undefined) throw new Error(`no answer: ${stderr}`);
    return parseObservation(answer);
  }

  async apply(
    change: ChangeSpec,
    observed?: ObservedHost,
    terms = termsOf(),
    managed: Owned = {},
  ): Promise<ScriptResult> {
    return this.run(applyScript, await this.payloadOf(change, observed, terms, managed));
  }

  /** Builds the payload of apply.sh for a change. */
  async payloadOf(
    change: ChangeSpec,
    observed?: ObservedHost,
    terms = termsOf(),
    managed: Owned = {},
  ): Promise<string> {
    const argv = [this.machine.runs.dockerd, "-H", "fd://"];
    const { before = {}, tls, ...plan } = change;
    const at = { observed: observed ?? (await this.observe()), before };
    return applyPayload({ ...PLAN, argv, ...plan }, at, terms, { tls, managed });
  }

  async confirm(
    manifest: Manifest | "none",
    { enginePid, terms = termsOf() }: { enginePid?: number; terms?: Terms } = {},
  ): Promise<ScriptResult> {
    const at = { observed: await this.observe(), before: {} };
    return this.run(confirmScript, confirmPayload(manifest, at, terms, { enginePid }));
  }

  /** Runs the script that only writes the manifest. */
  async record(
    manifest: Manifest | "none",
    terms = termsOf(),
    before: JsonObject = {},
  ): Promise<ScriptResult> {
    const at = { observed: await this.observe(), before };
    return this.run(confirmScript, confirmPayload(manifest, at, terms, "none"));
  }

  rollBack(ended: Ended = { id: termsOf().id }): Promise<ScriptResult> {
    return this.run(rollbackScript, rollbackPayload(ended));
  }

  /** Applies and confirms a change. */
  async change(change: ChangeSpec, manifest: Manifest | "none" = MANIFEST): Promise<void> {
    expect((await this.apply(change)).failures).toEqual([]);
    expect((await this.confirm(manifest)).failures).toEqual([]);
  }

  /** Runs the rollback as systemd does. */
  async restore(caller: string): Promise<number | null> {
    const words = [
      "/bin/sh",
      `${this.machine.root}/var/lib/pulumi-dockerd/restore.sh`,
      caller,
      this.machine.root,
      caller,
    ];
    return this.machine.runs.start(this.machine.command(words, caller)).ended;
  }

  async run(script: Script, input: string): Promise<ScriptResult> {
    const nonce = this.newNonce();
    return this.ran(this.start(script, input, nonce), nonce);
  }

  /** Starts a script; the caller may read its standard output. */
  start(script: Script, input: string, nonce = this.newNonce()): Run {
    // The scripts call each other by the shell of a real host.
    const text = script.text.replaceAll("/bin/sh ", `${this.shell.program} `);
    return this.begin(script, nonce, true, `${text}${nonce}\n${input}`);
  }

  private begin(script: Script, nonce: string, hasInput: boolean, input: string): Run {
    const command = commandLine("none", nonce, hasInput).replace("/bin/sh", this.shell.program);
    const run = this.machine.runs.start({
      ...this.machine.surroundings,
      name: script.name,
      program: this.shell.program,
      args: ["-c", `${command} ${this.machine.root}`],
    });
    // Writes fail if the script ended early.
    run.child.stdin?.on("error", () => undefined);
    run.child.stdin?.end(input);
    return run;
  }

  /** Returns a nonce for each run. */
  private readonly newNonce = (): string => `n${String((this.runs += 1)).padStart(8, "0")}x${process.pid}`;

  private async ran({ child, ended }: Run, nonce: string): Promise<ScriptResult> {
    const report = new StepReport(() => undefined);
    const reader = new AnswerReader(nonce, report.add);
    let stderr = "";
    child.stdout?.on("data", (chunk: Buffer) => reader.add(chunk));
    child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    const code = await ended;
    const answer = reader.answer();
    return {
      code,
      stderr,
      answer: answer === undefined ? undefined : Buffer.from(answer),
      steps: report.steps,
      failures: report.failures.map(({ detail, ...failure }) => ({
        ...failure,
        detail: detail.replaceAll(this.machine.root, ""),
      })),
    };
  }
}
