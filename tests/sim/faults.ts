import { DAEMON_JSON, STATE } from "../support/machine/machine";
import type { Answer, Call } from "../support/machine/stub-programs";
import type { FailureMode } from "../support/machine/engine";
import type { Random } from "../support/random";
import { NEW_WORD } from "./scenarios";
import type { World } from "./world";

/** A fault in the middle of an operation. */
export interface SimulatedFault {
  readonly kind: string;
  /** Whether it may leave staged files, which have no effect and are removed by the next change. */
  readonly litters?: true;
  /** Arms the fault at a random point. */
  arm(world: World, random: Random): void;
}

/** The folder to which a change copies the original files. */
const BACKUP = `${STATE}/pending.new/`;

/** The label that a hand edit writes. */
export const HAND = "by=another-hand";

/** Upper bounds of the random points, beyond the end of most operations: a fault beyond the end does not strike. */
const MOST = { calls: 110, steps: 14, up: 75_000, down: 14_000, seconds: 12 };

/** Strikes at a call of one of the scripts' programs. */
function atCall(
  kind: string,
  strike: (world: World, call: Call, kill: () => void) => Answer | undefined | Promise<Answer | undefined>,
  matches: (call: Call) => boolean = () => true,
  most = MOST.calls,
): SimulatedFault["arm"] {
  return (world, random) => {
    let left = random.below(most);
    world.onCall.push((call, run) => {
      if (left < 0 || !matches(call) || left-- > 0) return undefined;
      world.struck.add(kind);
      return strike(world, call, () => world.machine.runs.kill(run));
    });
  };
}

const cut = (direction: "up" | "down"): SimulatedFault => ({
  kind: `cut ${direction}`,
  arm: (world, random) => {
    const { link } = world.client;
    link.cut = { direction, at: random.below(MOST[direction]) };
    const away = random.pick([0, 0, 3, 45, 400]);
    link.onCut = () => {
      world.struck.add(`cut ${direction}`);
      if (away === 0) return;
      link.refuse(true);
      world.clock.after(away, () => link.refuse(false));
    };
  },
});

const fails = (kind: string, names: readonly string[], most: number, lasts: boolean): SimulatedFault => ({
  kind,
  arm: (world, random) => {
    const error = random.pick(["Input/output error", "Operation not permitted", "No space left on device"]);
    const name = random.pick(names);
    let failing = false;
    const arm = atCall(
      kind,
      (_world, call) => {
        failing = lasts;
        // Permanent means for as long as a host retries; the promise does not cover longer failures.
        if (lasts) world.clock.after(healed, () => (failing = false));
        return { code: 1, err: `${call.name}: ${error}` };
      },
      (call) => call.name === name,
      most,
    );
    arm(world, random);
    const healed = random.next() * 300;
    world.onCall.unshift((call) =>
      failing && call.name === name ? { code: 1, err: `${name}: ${error}` } : undefined,
    );
    world.heal.push(() => (failing = false));
  },
});

/** Matches systemctl and systemd-run, the programs that talk to systemd. */
const asksSystemd = ({ name }: Call): boolean => name === "systemctl" || name === "systemd-run";

const systemdHangs: SimulatedFault = {
  kind: "systemctl hangs",
  arm: atCall(
    "systemctl hangs",
    (world, { limit }) =>
      new Promise((resolve) => {
        const code = limit === undefined ? 1 : 124;
        world.clock.after(limit ?? 25, () => resolve({ code, err: "Connection timed out" }));
      }),
    asksSystemd,
    22,
  ),
};

const systemdFails: SimulatedFault = {
  kind: "systemctl fails",
  arm: atCall(
    "systemctl fails",
    () => ({ code: 1, err: "Failed to connect to bus: No such file or directory" }),
    asksSystemd,
    22,
  ),
};

const engine = (fate: FailureMode): SimulatedFault => ({
  kind: `engine ${fate}`,
  arm: (world) => {
    // An engine that already runs with the new configuration is not affected.
    if (world.scenario.isThere === true) return;
    const { failureModes } = world.machine.engine;
    failureModes.set(world.scenario.options === undefined ? `!${NEW_WORD}` : NEW_WORD, fate);
    // Failures after the confirmation are out of scope.
    world.onCall.push(({ name, args }) => {
      if (name === "mv" && args.at(-1)?.endsWith("/settled") === true) failureModes.clear();
      return undefined;
    });
    world.machine.engine.onFailureMode = (came) => world.struck.add(`engine ${came}`);
    world.heal.push(() => failureModes.clear());
  },
});

const killScript: SimulatedFault = {
  kind: "script killed",
  litters: true,
  arm: atCall("script killed", (_world, _call, kill) => {
    kill();
    return { code: 1 };
  }),
};

const killClient: SimulatedFault = {
  kind: "client killed",
  arm: (world, random) => {
    const step = random.below(MOST.steps);
    const later = random.chance(0.5) ? random.next() * 3 : 0;
    world.onStep.push((at) => {
      if (at !== step) return;
      world.struck.add("client killed");
      if (later === 0) world.client.kill();
      else world.clock.after(later, () => world.client.kill());
    });
  },
};

const clientSleeps: SimulatedFault = {
  kind: "client sleeps",
  arm: (world, random) => {
    // A client that sleeps before the confirmation finds the change rolled back.
    const step = random.chance(0.5) ? "confirm" : random.below(MOST.steps);
    const seconds = random.pick([20, 70, 200]);
    world.onStep.push((at, name) => {
      if (step !== at && step !== name) return;
      world.struck.add("client sleeps");
      world.client.sleep(seconds);
    });
  },
};

const powerCut: SimulatedFault = {
  kind: "power cut",
  litters: true,
  arm: atCall("power cut", async (world) => {
    await world.powerCut();
    return { code: 1 };
  }),
};

/** Cuts the power while no script runs: while the client queries the engine, or during `apply.settle`. */
const powerCutLater: SimulatedFault = {
  kind: "power cut later",
  litters: true,
  arm: (world, random) => {
    world.clock.after(random.next() * MOST.seconds, () => {
      world.struck.add("power cut later");
      void world.powerCut();
    });
  },
};

const disk = (kind: string, options: string): SimulatedFault => ({
  kind,
  litters: true,
  arm: (world, random) => {
    if (!world.ownDisk()) return;
    const heal = (): void => void world.remount("rw,size=1g");
    const arm = atCall(kind, () => {
      if (!world.remount(options)) world.struck.delete(kind);
      return undefined;
    });
    arm(world, random);
    if (random.chance(0.5)) world.clock.after(random.next() * 100, heal);
    world.heal.push(heal);
  },
});

const silence: SimulatedFault = {
  kind: "network away",
  arm: atCall("network away", (world) => {
    const { link } = world.client;
    link.stall(true, "the network is away");
    world.clock.after(40, () => link.stall(false, "the network is away"));
    return undefined;
  }),
};

/** A host under such load that every program takes seconds. */
const slow: SimulatedFault = {
  kind: "host slow",
  arm: (world, random) => {
    const seconds = 0.2 + random.next() * 4;
    const from = random.below(MOST.calls);
    world.onCall.push(async (_call, _run, at) => {
      if (at < from) return undefined;
      world.struck.add("host slow");
      await new Promise<void>((resolve) => world.clock.after(seconds, resolve));
      return undefined;
    });
  },
};

const clockJump: SimulatedFault = {
  kind: "clock jumps",
  arm: (world, random) => {
    const step = random.below(MOST.steps);
    const jump = random.pick([-86_400, -300, -20, 20, 300, 86_400]);
    world.onStep.push((at) => {
      if (at !== step) return;
      world.struck.add("clock jumps");
      world.client.wrong = jump * 1000;
    });
  },
};

const handEdit: SimulatedFault = {
  kind: "hand edit",
  arm: atCall("hand edit", (world) => {
    const { called, disk } = world.machine;
    // Edits after the guard are not detected until the file is in place: the backup follows the guard.
    world.editedInTime = !called.some((call) => /^(cp|sync) /.test(call) && call.includes(BACKUP));
    // A disk that takes no data has no edit to lose.
    const text = `{"labels": ["${HAND}"], "shutdown-timeout": 20}`;
    if (!world.hasRoom(text)) world.struck.delete("hand edit");
    else disk.write(DAEMON_JSON, text);
    return undefined;
  }),
};

const lingers: SimulatedFault = {
  kind: "systemd lingers",
  arm: (world, random) => {
    world.struck.add("systemd lingers");
    world.machine.systemd.transient.lingers = random.next() * 1.5;
  },
};

export const FAULTS: readonly SimulatedFault[] = [
  cut("up"),
  cut("down"),
  killClient,
  clientSleeps,
  killScript,
  fails("rename fails", ["mv"], 10, false),
  fails("fsync fails", ["sync"], 16, false),
  fails("program fails", ["cp", "ln", "rm", "mkdir", "chmod", "base64"], 8, false),
  fails("program fails for good", ["mv", "sync", "cp", "rm", "mkdir", "base64"], 8, true),
  disk("disk full", "full"),
  disk("disk read-only", "ro"),
  systemdFails,
  systemdHangs,
  engine("refuses"),
  engine("dies"),
  engine("hangs"),
  engine("silent"),
  clockJump,
  powerCut,
  powerCutLater,
  handEdit,
  silence,
  slow,
  lingers,
];

export const SECOND_CLIENT = "second client";
export const NONE = "none";
