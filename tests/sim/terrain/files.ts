import { spawnSync } from "node:child_process";
import { chownSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { DAEMON_JSON, type Machine } from "../../support/machine/machine";
import type { World } from "../world";
import { available, inGroup, type Terrain } from "./terrain";

/** Adds an unmanaged part to daemon.json, which the engine has not loaded. */
const pending = (part: string): Terrain["setUp"] => {
  return ({ machine }) => {
    write(machine, withPart(machine.daemonJson, part));
    // Makes the engine older than the file: both times are real, with a resolution of seconds.
    if (machine.engine.startedAt !== undefined) machine.engine.startedAt -= 60;
  };
};

const withPart = (text: string, part: string): string => text.replace(/\}\s*$/, `,${part}}`);

const write = ({ disk, root }: Machine, text: string): void => {
  disk.write(DAEMON_JSON, text);
  chownSync(join(root, DAEMON_JSON), 0, 0);
};

/** Adds an unmanaged part to daemon.json, and starts the engine with it. */
const loaded = (part: string): Terrain["setUp"] => {
  return ({ machine }) => {
    write(machine, withPart(machine.daemonJson, part));
    machine.startEngine();
  };
};

const takenOut =
  (part: string) =>
  ({ machine }: World): void => {
    write(
      machine,
      machine.daemonJson.replace(`,${part}`, "").replace(new RegExp(`,\\s*${quotedIn(part)}`), ""),
    );
  };

/** Matches a part in a formatted file. */
const quotedIn = (part: string): string => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/:/g, ":\\s*");

/** Moves daemon.json, and replaces it by a link. */
function linkTo(machine: Machine, target: string): void {
  const { disk } = machine;
  const text = machine.daemonJson;
  disk.remove(DAEMON_JSON);
  disk.link(DAEMON_JSON, target);
  disk.write("/srv/docker/daemon.json", text);
}

const broken = (text: (daemonJson: string) => string): Pick<Terrain, "setUp" | "refusal"> => {
  let kept = "";
  return {
    setUp: ({ machine }) => {
      kept = machine.daemonJson;
      write(machine, text(kept));
    },
    refusal: { names: /daemon\.json/, fix: ({ machine }) => write(machine, kept) },
  };
};

const HARD =
  '"default-ulimits":{"memlock":{"Name":"memlock","Hard":9223372036854775807,"Soft":9223372036854775807}}';
const NAMELESS = '"default-ulimits":{"nofile":{"hard":65536,"soft":65536}}';
const UPLOADS = '"max-concurrent-uploads":7';
const NO_SUCH_KEY = '"nosuch":true';
const STORAGE = '"storage-driver":"nonsense"';
const MIRROR = '"registry-mirrors":["ftp://bad"]';

export const FILES = inGroup("daemon.json", [
  {
    name: "daemon.json is a directory",
    promise: "Refused.",
    refusal: {
      names: /daemon\.json[\s\S]*directory/,
      fix: ({ machine }) => machine.disk.remove(DAEMON_JSON),
    },
    setUp: ({ machine }) => {
      machine.disk.remove(DAEMON_JSON);
      mkdirSync(join(machine.root, DAEMON_JSON));
    },
  },
  {
    name: "daemon.json is a link to a file that isn't there yet",
    promise: "The file is created, and the link stays.",
    setUp: ({ machine }) => {
      const { disk, root } = machine;
      disk.remove(DAEMON_JSON);
      mkdirSync(join(root, "srv/docker"), { recursive: true });
      disk.link(DAEMON_JSON, "../../srv/docker/daemon.json");
      machine.startEngine();
    },
  },
  {
    name: "daemon.json is a link into a directory that isn't there",
    promise: "Refused: a file in the link's place would take the link away.",
    refusal: {
      names: /daemon\.json[\s\S]*link/,
      fix: ({ machine }) => mkdirSync(join(machine.root, "srv/missing"), { recursive: true }),
    },
    setUp: ({ machine }) => {
      machine.disk.remove(DAEMON_JSON);
      machine.disk.link(DAEMON_JSON, "../../srv/missing/daemon.json");
      machine.startEngine();
    },
  },
  {
    name: "daemon.json is a link to another file system",
    promise: "The file that it leads to is changed, and the link stays.",
    setUp: (world) => {
      available(world.ownDisk("srv"));
      linkTo(world.machine, "../../srv/docker/daemon.json");
    },
  },
  {
    name: "daemon.json is immutable (chattr +i)",
    promise: "Refused.",
    refusal: {
      names: /daemon\.json[\s\S]*(immutable|chattr -i)/,
      fix: ({ machine }) => void chattr(machine, "-i"),
    },
    setUp: ({ machine, heal }) => {
      heal.push(() => void chattr(machine, "-i"));
      available(chattr(machine, "+i"));
    },
  },
  {
    name: "daemon.json is a mount point",
    promise: "Refused: a mount point can't be replaced.",
    refusal: { names: /daemon\.json[\s\S]*mount/, fix: (world) => world.unmount(DAEMON_JSON) },
    setUp: (world) => available(world.bindMount(DAEMON_JSON)),
  },
  {
    name: "/etc is read-only",
    promise: "Refused.",
    refusal: {
      names: /\/etc[\s\S]*[Rr]ead-only|[Rr]ead-only[\s\S]*\/etc/,
      fix: (world) => void world.remount("rw"),
    },
    setUp: (world) => {
      world.heal.push(() => void world.remount("rw"));
      available(world.ownDisk() && world.remount("ro"));
    },
  },
  {
    name: "daemon.json has mode 0600 and another owner",
    promise: "The file keeps both.",
    setUp: ({ machine: { disk, root } }) => {
      disk.mode(DAEMON_JSON, 0o600);
      if (process.getuid?.() === 0) chownSync(join(root, DAEMON_JSON), 1000, 1000);
    },
  },
  {
    name: "daemon.json has two objects in a row",
    promise: "Refused.",
    ...broken((text) => `${text}\n${text}`),
  },
  {
    name: "daemon.json escapes its slashes",
    promise: "It is read as JSON.",
    keeps: "m.example",
    setUp: loaded('"registry-mirrors":["https:\\/\\/m.example\\/"]'),
  },
  {
    name: "daemon.json has numbers beyond 2^53",
    promise: "They are kept digit for digit.",
    keeps: "9223372036854775807",
    setUp: loaded(HARD),
  },
  {
    name: "daemon.json has ulimits in lower case and without Name",
    promise: "Unmanaged entries are kept as they are.",
    keeps: "65536",
    setUp: loaded(NAMELESS),
  },
  {
    name: "daemon.json has an edit that the engine hasn't read",
    promise: "The edit is kept.",
    keeps: "max-concurrent-uploads",
    setUp: pending(UPLOADS),
  },
  {
    name: "daemon.json has an edit with a key that this engine refuses",
    promise: "Refused, with the key's name.",
    keeps: "nosuch",
    refusal: { names: /nosuch/, fix: takenOut(NO_SUCH_KEY) },
    setUp: (world) => {
      world.machine.engine.unknownKeys.add("nosuch");
      return pending(NO_SUCH_KEY)(world);
    },
  },
  {
    name: "daemon.json has a key that this engine refuses, and the engine failed",
    promise: "Refused, with the key's name.",
    keeps: "nosuch",
    mayStart: true,
    refusal: {
      names: /nosuch/,
      fix: (world) => {
        takenOut(NO_SUCH_KEY)(world);
        world.machine.docker.resetFailed("docker.service");
        world.machine.startEngine();
      },
    },
    setUp: async ({ machine }) => {
      machine.engine.unknownKeys.add("nosuch");
      write(machine, withPart(machine.daemonJson, NO_SUCH_KEY));
      machine.stopEngine();
      machine.docker.exhaustStartLimit();
      await machine.docker.start();
    },
  },
  {
    name: "daemon.json has an edit that passes validation, and that the engine doesn't start with",
    promise: "A reload is done; what needs a restart is refused, with the key's name.",
    keeps: "nonsense",
    refusal: { names: /storage-driver/, fix: takenOut(STORAGE) },
    setUp: (world) => {
      world.machine.engine.refusedAtStart.add("nonsense");
      return pending(STORAGE)(world);
    },
  },
  {
    name: "daemon.json has an edit that an engine without --validate refuses",
    mayRollBack: true,
    promise: "Refused with the key's name, or rolled back by the engine that runs on.",
    keeps: "ftp://bad",
    refusal: { names: /registry-mirrors|mirror/, fix: takenOut(MIRROR) },
    setUp: (world) => {
      const { engine } = world.machine;
      engine.hasCheck = false;
      world.machine.version = { Version: "20.10.5+dfsg1" };
      engine.complaint = 'invalid mirror: unsupported scheme "ftp" in "ftp://bad"';
      engine.failureModes.set("ftp://bad", "refuses");
      return pending(MIRROR)(world);
    },
  },
]);

const chattr = ({ root }: Machine, flag: string): boolean =>
  spawnSync("chattr", [flag, join(root, DAEMON_JSON)]).status === 0;
