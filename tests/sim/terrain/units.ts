import type { Machine } from "../../support/machine/machine";
import { UNIT } from "../../support/machine/machine";
import { SOCKET_UNIT } from "../../support/machine/docker-service";
import { SOCKET } from "../../support/machine/sockets";
import { inGroup, type Terrain } from "./terrain";

const TCP_SOCKET = "[Socket]\nListenStream=127.0.0.1:2375\nService=docker.service\n";

/** Replaces the file of docker.service, with an engine that was started by it. */
function useUnit(machine: Machine, text: string, path = UNIT): void {
  machine.disk.write(path, text);
  machine.docker.load();
  machine.docker.adopt();
}

const dropIn = (name: string, lines: (machine: Machine) => string): Terrain["setUp"] => {
  return ({ machine }) => {
    const text = `[Service]\n${lines(machine)}\n`;
    useUnit(machine, text, `/etc/systemd/system/docker.service.d/${name}`);
  };
};

const changed = (change: (text: string, machine: Machine) => string): Terrain["setUp"] => {
  return ({ machine }) => useUnit(machine, change(machine.unitText(), machine));
};

/** Gives the engine its own listener: without fd:// and Requires=docker.socket. */
const listensItself = (text: string): string =>
  text.replace("Requires=docker.socket\n", "").replace(" -H fd://", "");

const withoutSocket =
  (more: (machine: Machine) => void): Terrain["setUp"] =>
  ({ machine }) => {
    machine.docker.sockets.stop(SOCKET);
    useUnit(machine, listensItself(machine.unitText()));
    more(machine);
  };

const command = ({ runs }: Machine): string => `${runs.dockerd} -H fd://`;

export const SOCKETS = inGroup("docker.socket", [
  {
    name: "docker.socket is absent",
    promise: "An engine that listens by itself needs no docker.socket.",
    socketless: true,
    setUp: withoutSocket((machine) => machine.disk.remove(SOCKET_UNIT)),
  },
  {
    name: "docker.socket is masked and required",
    promise: "Nothing is changed: systemd couldn't start docker.service again.",
    refusal: {
      names: /docker\.socket is masked[\s\S]*systemctl unmask docker\.socket/,
      fix: ({ machine }) => machine.disk.remove(`/etc/systemd/system/${SOCKET}`),
    },
    setUp: ({ machine }) => machine.docker.mask(SOCKET),
  },
  {
    name: "docker.socket is masked and not required",
    promise: "An engine that listens by itself needs no docker.socket.",
    socketless: true,
    setUp: withoutSocket((machine) => machine.docker.mask(SOCKET)),
  },
  {
    name: "docker.socket is disabled and off",
    promise: "It stays off.",
    socketless: true,
    setUp: withoutSocket(({ docker }) => void docker.atBoot.delete(SOCKET)),
  },
  {
    name: "a second socket starts docker.service",
    promise: "It keeps listening.",
    setUp: ({ machine }) => machine.addUnit("docker-tcp.socket", TCP_SOCKET, "active"),
  },
]);

const notDockerd = (what: RegExp): Terrain["refusal"] => ({
  names: what,
  fix: ({ machine }) => useUnit(machine, machine.unitText()),
});

export const SERVICES = inGroup("docker.service", [
  {
    name: "ExecStart has blanks around its equals sign, in a drop-in",
    promise: "It is read as systemd reads it.",
    setUp: dropIn(
      "10-flags.conf",
      (machine) => `ExecStart =\nExecStart = ${command(machine)} --log-driver=json-file`,
    ),
  },
  {
    name: "ExecStart has blanks around its equals sign, in the unit",
    promise: "It is read as systemd reads it.",
    setUp: changed((text) => text.replace("ExecStart=", "ExecStart = ")),
  },
  {
    name: "a comment stands inside a continued line",
    promise: "It is read as systemd reads it.",
    setUp: changed((text) =>
      text.replace("-H fd://", "-H fd:// \\\n# a comment, which systemd skips\n  --log-driver=json-file"),
    ),
  },
  {
    name: "a wrapper script starts dockerd, and passes its arguments on",
    promise:
      'A wrapper that ends in `exec dockerd ... "$@"` is accepted, unless it passes a flag itself that a declared option sets.',
    refusal: notDockerd(/ExecStart/),
    setUp: ({ machine }) => {
      const path = "/usr/local/bin/start-docker";
      machine.disk.write(path, `#!/bin/sh\nexec ${machine.runs.dockerd} -H fd:// "$@"\n`, 0o755);
      useUnit(machine, machine.unitText().replace(command(machine), `${machine.root}${path}`));
    },
  },
  {
    name: "a wrapper script starts dockerd, and drops its arguments",
    promise: "Refused if the wrapper passes a flag that a declared option sets.",
    refusal: notDockerd(/ExecStart/),
    setUp: ({ machine }) => {
      const path = "/usr/local/bin/start-docker";
      machine.disk.write(path, `#!/bin/sh\nexec ${machine.runs.dockerd} -H fd://\n`, 0o755);
      useUnit(machine, machine.unitText().replace(command(machine), `${machine.root}${path}`));
    },
  },
  {
    name: 'ExecStart is sh -c "exec dockerd ..."',
    promise: "Refused if the wrapper passes a flag that a declared option sets.",
    refusal: notDockerd(/ExecStart/),
    setUp: changed((text, machine) =>
      text.replace(command(machine), `/bin/sh -c "exec ${command(machine)}"`),
    ),
  },
  {
    name: "the unit has two ExecStart (Type=oneshot)",
    promise: "Refused: it isn't clear which of them is the engine.",
    refusal: notDockerd(/ExecStart/),
    setUp: changed((text) =>
      text.replace("Type=notify", "Type=oneshot").replace("ExecStart=", "ExecStart=/bin/true\nExecStart="),
    ),
  },
  {
    name: "the unit in /etc shadows the vendor's",
    promise: "The unit in /etc is used.",
    setUp: ({ machine }) => {
      const text = machine.unitText(["--log-driver=json-file"]);
      useUnit(machine, text, "/etc/systemd/system/docker.service");
    },
  },
  {
    name: "override.conf sets flags",
    promise:
      "Flags of declared options leave the command line; if that isn't possible, file and flag are named.",
    refusal: {
      names: /override\.conf[\s\S]*(--log-driver|-H)/,
      fix: ({ machine }) => {
        machine.disk.remove("/etc/systemd/system/docker.service.d/override.conf");
        useUnit(machine, machine.unitText());
      },
    },
    setUp: dropIn(
      "override.conf",
      (machine) => `ExecStart=\nExecStart=${command(machine)} --log-driver=json-file`,
    ),
  },
  {
    name: "zz.conf sets flags",
    promise:
      "Flags of declared options leave the command line; if that isn't possible, file and flag are named.",
    refusal: {
      names: /zz\.conf[\s\S]*(--log-driver|-H)/,
      fix: ({ machine }) => {
        machine.disk.remove("/etc/systemd/system/docker.service.d/zz.conf");
        useUnit(machine, machine.unitText());
      },
    },
    setUp: dropIn("zz.conf", (machine) => `ExecStart=\nExecStart=${command(machine)} --log-driver=json-file`),
  },
  {
    name: "Environment= has flags over several lines",
    promise: "They count as flags of the unit.",
    setUp: dropIn(
      "10-flags.conf",
      (machine) =>
        `Environment="OPTS=--log-driver json-file" \\\n  "MORE=--mtu 1400"\nExecStart=\nExecStart=${command(machine)} $OPTS $MORE`,
    ),
  },
  {
    name: "an EnvironmentFile other than /etc/default/docker has flags",
    promise: "They count as flags of the unit.",
    setUp: (world) => {
      world.machine.disk.write("/etc/default/docker-storage", 'STORAGE="--log-driver json-file"\n');
      const lines = (machine: Machine): string =>
        `EnvironmentFile=-/etc/default/docker-storage\nExecStart=\nExecStart=${command(machine)} $STORAGE`;
      return dropIn("10-flags.conf", lines)(world);
    },
  },
  {
    name: "flags set labels",
    promise: "Labels of others stay, wherever they are set.",
    only: ["create"],
    first: { "max-concurrent-downloads": 4 },
    refusal: {
      names: /--label/,
      fix: ({ machine }) => useUnit(machine, machine.unitText()),
    },
    setUp: changed((text, machine) => text.replace(command(machine), `${command(machine)} --label by=flag`)),
  },
  {
    name: "--config-file names another file, and the engine is stopped",
    promise: "Refused: daemon.json would have no effect.",
    refusal: {
      names: /--config-file/,
      fix: ({ machine }) => {
        machine.disk.write(UNIT, machine.unitText());
        machine.docker.load();
      },
    },
    setUp: async ({ machine }) => {
      machine.disk.write(UNIT, machine.unitText(["--config-file", "/etc/docker/other.json"]));
      machine.docker.load();
      machine.stopEngine();
      await machine.docker.stopSocket();
    },
  },
  {
    name: "Type=notify-reload",
    promise: "A reload is applied as one.",
    setUp: changed((text) =>
      text.replace("Type=notify", "Type=notify-reload").replace(/ExecReload=.*\n/, ""),
    ),
  },
  {
    name: "StartLimitBurst=1",
    promise: "The start limit is reset before each start.",
    setUp: (world) => {
      const { machine } = world;
      useUnit(machine, machine.unitText().replace("StartLimitBurst=3", "StartLimitBurst=1"));
      machine.docker.exhaustStartLimit();
    },
  },
  {
    name: "Restart=no",
    promise: "The engine is started again without systemd's help.",
    setUp: changed((text) => text.replace("Restart=always", "Restart=no")),
  },
]);

const unit = (relation: string, more = ""): string =>
  `[Unit]\n${relation}=docker.service\nAfter=docker.service\n[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\n${more}`;

const dependent = (name: string, text: string, state: "active" | "inactive", promise: string): Terrain => ({
  group: "units that depend on docker.service",
  name,
  promise,
  setUp: ({ machine }) => machine.addUnit("shop.service", text, state),
});

const AGAIN = "It is active again afterwards.";

export const DEPENDENTS: readonly Terrain[] = [
  dependent("a unit with Requires= is active", unit("Requires"), "active", AGAIN),
  dependent("a unit with BindsTo= is active", unit("BindsTo"), "active", AGAIN),
  dependent("a unit with PartOf= is active", unit("PartOf"), "active", AGAIN),
  dependent("a unit with Requires= is inactive", unit("Requires"), "inactive", "It stays inactive."),
  dependent("a unit with BindsTo= is inactive", unit("BindsTo"), "inactive", "It stays inactive."),
  dependent("a unit with PartOf= is inactive", unit("PartOf"), "inactive", "It stays inactive."),
  dependent(
    "a unit whose stop takes 20 s is active",
    unit("Requires", "ExecStop=/bin/sleep 20\n"),
    "active",
    "Its stop is waited for, and it is active again afterwards.",
  ),
];
