import { spawnSync } from "node:child_process";
import { lstatSync, mkdirSync, statfsSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "../../provider/core/json";
import { daemon } from "../../provider/resources/daemon";
import type { OperationContext } from "../../provider/resources/resource";
import { VirtualClock } from "../support/machine/clock";
import type { NetworkLink } from "../support/machine/network-link";
import { DAEMON_JSON, STATE } from "../support/machine/machine";
import type { Answer, Call } from "../support/machine/stub-programs";
import type { Run } from "../support/machine/runs";
import { SimulatedHost } from "../support/machine/ssh-server";
import { Client, PORT } from "./client";
import { GATEWAY, ID, NEW_WORD, prepare, type Scenario, URN } from "./scenarios";

/** The result of a client's operation. */
export type Outcome =
  | { readonly kind: "done"; readonly outputs: JsonObject }
  | { readonly kind: "failed"; readonly error: Error; readonly hostState: string }
  | { readonly kind: "killed" };

/** Timeouts that keep runs short, yet are longer than any step on a simulated machine. */
const APPLY = { confirmTimeout: 60, settle: 2 };
const TIMEOUTS = { connect: 30, observe: 30, apply: 60, verify: 20 };

/** Milliseconds of real time after which a run counts as hanging: a normal run takes seconds. */
const LIMIT = 120_000;

/** Seconds without power. */
const DARK = 5;

/** One host, its network and the clients that change it. */
export class World {
  readonly clock: VirtualClock;
  /** Called for each observed program call; the first answer is used. */
  readonly onCall: ((
    call: Call,
    run: Run,
    at: number,
  ) => Answer | undefined | Promise<Answer | undefined>)[] = [];
  /** Called with the number and the name of each step that the client reports. */
  readonly onStep: ((at: number, name: string) => void)[] = [];
  /** Faults that struck. */
  readonly struck = new Set<string>();
  /** Whether daemon.json was edited early enough that the change has to detect it. */
  editedInTime = false;
  /** Fixes of faults, such as a full disk, before the next run. */
  readonly heal: (() => void)[] = [];
  /** The client whose operation the faults affect. */
  client: Client;
  private calls = 0;
  private steps = 0;
  private readonly links: NetworkLink[] = [];
  /** Folders of the host that are mount points. */
  private readonly mounts = new Set<string>();
  private readOnly = false;

  private constructor(
    readonly host: SimulatedHost,
    readonly scenario: Scenario,
    clock: VirtualClock,
  ) {
    this.clock = clock;
    this.client = new Client(clock, host.link);
    this.links.push(host.link);
    host.machine.intervene = async (call, run) => {
      const at = this.calls++;
      for (const look of this.onCall) {
        const answer = await look(call, run, at);
        if (answer !== undefined) return answer;
      }
      return undefined;
    };
    // The bridge may take or release an address of the host's own network.
    host.machine.engine.bridge.onChange = () => this.network();
  }

  /** Runs a function on a new host. @throws Error if it hangs, with what is still waiting */
  static async use<T>(scenario: Scenario, play: (world: World) => Promise<T>): Promise<T> {
    const clock = new VirtualClock();
    const host = await SimulatedHost.start(clock, true);
    await prepare(host.machine, scenario);
    const world = new World(host, scenario, clock);
    let limit: NodeJS.Timeout | undefined;
    const hangs = new Promise<never>((_resolve, reject) => {
      limit = setTimeout(() => reject(new Error(`the run hangs: ${world.underWay}`)), LIMIT);
    });
    try {
      return await Promise.race([play(world), hangs]);
    } finally {
      clearTimeout(limit);
      await world.stop();
    }
  }

  /** Puts the host into some condition permanently. */
  async setUp(terrain: { setUp(world: World): void | Promise<void> } | undefined): Promise<void> {
    if (terrain === undefined) return;
    const waits = this.clock.wait();
    try {
      await terrain.setUp(this);
    } finally {
      waits();
    }
    this.machine.disk.syncAll();
  }

  private get underWay(): string {
    const runs = this.machine.runs.all.map(({ name, calls, child }) => {
      // Its processes, and what each of them waits for.
      const words = ["-o", "pid,stat,wchan:20,args", "--no-headers", "-g", String(child.pid)];
      const processes = spawnSync("ps", words, { encoding: "utf8" }).stdout.split("\n");
      return { name, calls, processes: processes.map((line) => line.slice(0, 160)) };
    });
    const called = this.machine.called.slice(-5);
    return JSON.stringify({ clock: this.clock.state, runs, called, struck: [...this.struck] });
  }

  private async stop(): Promise<void> {
    for (const call of this.heal) call();
    await this.machine.runs.killAll();
    for (const path of this.mounts) spawnSync("umount", ["--lazy", join(this.host.machine.root, path)]);
    for (const link of this.links.slice(1)) await link.close();
    await this.host.stop();
  }

  get machine(): SimulatedHost["machine"] {
    return this.host.machine;
  }

  /** Creates another client of the same host. */
  async newClient(): Promise<Client> {
    const link = this.host.newLink();
    await link.open();
    this.links.push(link);
    this.network();
    return new Client(this.clock, link);
  }

  /** The inputs of a resource with these options. */
  inputs(options: JsonObject): JsonObject {
    const { hostKey, keys } = this.host;
    return {
      connection: { host: "127.0.0.1", port: PORT, user: "root", hostKey, privateKey: keys.private },
      options,
      apply: APPLY,
      timeouts: TIMEOUTS,
      __urn: URN,
    };
  }

  /** Pulumi's state before the operation. */
  get before(): JsonObject | undefined {
    const { managed } = this.scenario;
    return managed === undefined
      ? undefined
      : { ...this.inputs(managed), engine: { version: "26.1.5+dfsg1" } };
  }

  /** Calls the provider as Pulumi does: create, update or delete, depending on state and options. */
  async operate(
    client: Client,
    state: JsonObject | undefined,
    options: JsonObject | undefined,
  ): Promise<Outcome> {
    return this.perform(client, async (context) => {
      if (options === undefined) {
        await daemon.delete(ID, { ...state, connection: this.inputs({}).connection ?? null }, context);
        return {};
      }
      const inputs = this.inputs(options);
      if (state === undefined) return daemon.create(ID, inputs, context);
      return daemon.update(ID, { ...state, connection: inputs.connection ?? null }, inputs, context);
    });
  }

  /** Runs a call of the provider in a client. */
  async perform(client: Client, work: (context: OperationContext) => Promise<JsonObject>): Promise<Outcome> {
    const context: OperationContext = {
      urn: URN,
      defaults: {},
      onStep: (name) => {
        const at = this.steps++;
        for (const look of this.onStep) look(at, name);
      },
      onNote: () => undefined,
    };
    try {
      const outputs = await client.run(() => work(context));
      return outputs === "killed" ? { kind: "killed" } : { kind: "done", outputs };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return { kind: "failed", error, hostState: (error as { hostState?: string }).hostState ?? "none" };
    }
  }

  /** Cuts the power, and restores it after a while. */
  async powerCut(): Promise<void> {
    if (!this.machine.up) return;
    this.network(true);
    // Unwritten data is lost even if the disk accepts no more writes.
    const { readOnly } = this;
    if (readOnly) this.remount("rw");
    await this.machine.powerCut();
    if (readOnly) this.remount("ro");
    this.clock.after(DARK, () => {
      for (const link of this.links) link.drop();
      void this.machine.boot().then(() => this.network());
    });
  }

  /** Lets all timers of the host elapse. */
  async runOut(): Promise<void> {
    const waits = this.clock.wait();
    await this.clock.pass(600);
    await Promise.all(this.machine.runs.all.map(({ ended }) => ended));
    await this.clock.pass(100);
    waits();
  }

  /** Makes a folder a small file system that can be filled. @returns false if mounts are not permitted here */
  ownDisk(folder = "etc"): boolean {
    if (this.mounts.has(folder)) return true;
    const at = join(this.machine.root, folder);
    const kept = this.machine.disk.tree(`/${folder}`);
    const copy = `${at}.copy`;
    mkdirSync(copy, { recursive: true });
    mkdirSync(at, { recursive: true });
    spawnSync("cp", ["-a", `${at}/.`, copy]);
    const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "mode=755", "tmpfs", at]).status === 0;
    if (mounted) {
      this.mounts.add(folder);
      spawnSync("cp", ["-a", `${copy}/.`, at]);
    }
    this.machine.disk.remove(`${folder}.copy`);
    const now = this.machine.disk.tree(`/${folder}`);
    if (Object.keys(kept).length > 0 && JSON.stringify(now) !== JSON.stringify(kept))
      throw new Error(`/${folder} changed when it was mounted`);
    this.machine.disk.syncAll();
    return mounted;
  }

  /** Mounts a file over itself, as container platforms mount a daemon.json. @returns false if that is not permitted */
  bindMount(path: string): boolean {
    const at = join(this.machine.root, path);
    const mounted = spawnSync("mount", ["--bind", at, at]).status === 0;
    if (mounted) this.mounts.add(path);
    return mounted;
  }

  /** Removes a mount before the machine ends. */
  unmount(path: string): void {
    if (this.mounts.delete(path)) spawnSync("umount", [join(this.machine.root, path)]);
  }

  /** Remounts a file system: full, without inodes, read-only, or with other options of `mount -o remount`. */
  remount(options: string, folder = "etc"): boolean {
    const at = join(this.machine.root, folder);
    const { blocks, bfree, bsize, files, ffree } = statfsSync(at);
    if (folder === "etc") this.readOnly = options === "ro";
    const used = { full: `size=${(blocks - bfree) * bsize}`, "no inodes": `nr_inodes=${files - ffree}` };
    const words = options === "full" || options === "no inodes" ? used[options] : options;
    return spawnSync("mount", ["-o", `remount,${words}`, at]).status === 0;
  }

  /** Returns whether the file system of /etc accepts a text. */
  hasRoom(text: string): boolean {
    const path = "etc/room";
    try {
      this.machine.disk.write(path, text);
      return true;
    } catch (error) {
      if (["EROFS", "ENOSPC"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
      throw error;
    } finally {
      this.machine.disk.remove(path);
    }
  }

  /** The host's lasting state, without what differs from run to run. */
  get set(): Readonly<Record<string, string>> {
    const { disk, engine, systemd } = this.machine;
    const files = Object.entries({ ...disk.tree("/etc"), ...disk.tree("/srv"), ...disk.tree(STATE) });
    const kept = files.filter(([path]) => !path.startsWith(`${STATE}/backups`));
    const running = engine.running ? JSON.stringify([engine.info, engine.argv, engine.bridge.answer]) : "no";
    return {
      ...Object.fromEntries(
        kept.map(([path, facts]) => [path, path.endsWith("/manifest.json") ? withoutRun(facts) : facts]),
      ),
      "the engine": running,
      ...systemd.states,
    };
  }

  /** Whether daemon.json is the new one. */
  get isNew(): boolean {
    return (this.machine.disk.find(DAEMON_JSON) ?? "").includes(NEW_WORD);
  }

  /** Returns whether a path exists, links not followed. */
  has(path: string): boolean {
    return lstatSync(join(this.machine.root, path), { throwIfNoEntry: false }) !== undefined;
  }

  /** Stalls the network if the bridge has the gateway's address, or the power is off. */
  private network(off = !this.machine.up): void {
    const cut = this.machine.engine.bridge.address?.startsWith(`${GATEWAY}/`) === true;
    for (const link of this.links) link.stall(cut || off, "the host");
  }
}

/** Removes the name of the transaction and the options of earlier runs from the manifest. */
function withoutRun(facts: string): string {
  const [mode = "", uid = "", gid = "", content = ""] = facts.split(" ");
  const text = Buffer.from(content, "base64")
    .toString()
    .replace(/,"transaction":"[^"]*"/, "")
    .replace(/,"dropped":\{[^}]*\}/, "");
  return [mode, uid, gid, text].join(" ");
}
