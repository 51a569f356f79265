import { DAEMON_JSON, type Machine, UNIT } from "../../support/machine/machine";
import type { World } from "../world";
import { available, inGroup, type Terrain } from "./terrain";

/** Adds an unmanaged key, and starts the engine with it. */
const withKey = (machine: Machine, key: string, value: string): void => {
  const text = machine.daemonJson.replace(/\}\s*$/, `,"${key}":"${value}"}`);
  machine.disk.write(DAEMON_JSON, text);
  machine.startEngine();
};

const STAYS_STOPPED = "The files are written, and the engine stays stopped.";

export const ENGINES = inGroup("the engine", [
  {
    name: "the engine is stopped, and its socket listens",
    promise: STAYS_STOPPED,
    setUp: ({ machine }) => machine.stopEngine(),
  },
  {
    name: "the engine and its socket are stopped",
    promise: STAYS_STOPPED,
    setUp: async ({ machine }) => {
      machine.stopEngine();
      await machine.docker.stopSocket();
    },
  },
  {
    name: "the engine is disabled and stopped",
    promise: STAYS_STOPPED,
    setUp: async ({ machine }) => {
      machine.stopEngine();
      await machine.docker.stopSocket();
      machine.docker.enabled = false;
    },
  },
  {
    name: "the engine failed, and is in its start limit",
    promise: "The files are written; the engine may be started.",
    mayStart: true,
    refusal: { names: /failed/, fix: ({ machine }) => started(machine) },
    setUp: async ({ machine }) => {
      machine.stopEngine();
      machine.docker.exhaustStartLimit();
      await machine.docker.start();
    },
  },
  {
    name: "the engine restarts in a loop",
    promise: "Refused or rolled back: nothing can be verified.",
    mayStart: true,
    mayRollBack: true,
    refusal: {
      names: /restart|again and again|activating|loop/,
      fix: ({ machine }) => {
        machine.engine.failureModes.clear();
        started(machine);
      },
    },
    setUp: async ({ machine, clock }) => {
      machine.disk.write(
        UNIT,
        machine.unitText().replace("StartLimitIntervalSec=60", "StartLimitIntervalSec=0"),
      );
      machine.docker.load();
      machine.engine.failureModes.set("", "dies");
      machine.startEngine();
      await clock.pass(2.5);
    },
  },
  {
    name: "the engine got SIGSTOP",
    promise: "Refused: it doesn't answer.",
    refusal: { names: /answer/, fix: ({ machine }) => void (machine.engine.frozen = false) },
    setUp: ({ machine }) => void (machine.engine.frozen = true),
  },
  ...["warn", "error"].map((level) => ({
    name: `log-level is ${level}`,
    promise: "A reload without messages in the journal is verified through the API.",
    setUp: ({ machine }: World) => withKey(machine, "log-level", level),
  })),
  {
    name: "log-format is json",
    promise: "The journal is read in both formats.",
    setUp: ({ machine }) => withKey(machine, "log-format", "json"),
  },
  {
    name: "other clients cause errors in the journal",
    promise: "Errors that other clients cause aren't attributed to the change.",
    setUp: ({ machine }) => {
      withKey(machine, "log-level", "warn");
      machine.engine.otherClientsFailEvery = 0.3;
    },
  },
]);

function started(machine: Machine): void {
  machine.docker.resetFailed("docker.service");
  machine.startEngine();
}

const full = (
  folder: string,
  how: "full" | "no inodes",
  names: RegExp,
): Pick<Terrain, "setUp" | "refusal"> => ({
  refusal: { names, fix: (world) => heal(world, folder) },
  setUp: (world) => {
    world.heal.push(() => heal(world, folder));
    available(world.ownDisk(folder) && world.remount(how, folder));
  },
});

const heal = (world: World, folder: string): void => void world.remount("rw,size=1g,nr_inodes=10000", folder);

/** With a full /run, systemd can't write a transient unit. */
const RUN_FULL = "Failed to start transient timer unit: No space left on device";

export const DISKS = inGroup("the disk and the clock", [
  { name: "/etc has no bytes left", promise: "Refused.", ...full("etc", "full", /\/etc|No space/) },
  { name: "/etc has no inodes left", promise: "Refused.", ...full("etc", "no inodes", /\/etc|No space/) },
  { name: "/var has no bytes left", promise: "Refused.", ...full("var/lib", "full", /\/var|No space/) },
  { name: "/var has no inodes left", promise: "Refused.", ...full("var/lib", "no inodes", /\/var|No space/) },
  {
    name: "/run is full",
    promise: "Refused.",
    refusal: { names: /\/run/, fix: ({ onCall }) => void onCall.splice(0) },
    setUp: ({ onCall }) => {
      onCall.push(({ name }) => (name === "systemd-run" ? { code: 1, err: RUN_FULL } : undefined));
    },
  },
  ...[86_400, -86_400].map((jump) => ({
    name: `the client's clock jumps a day ${jump > 0 ? "ahead" : "back"} in the middle`,
    promise: "Timeouts don't depend on the time of day.",
    setUp: ({ onStep, client }: World) => {
      onStep.push((_at, name) => {
        if (name === "activate") client.wrong = jump * 1000;
      });
    },
  })),
]);
