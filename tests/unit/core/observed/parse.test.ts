import * as fc from "fast-check";
import { parseAnswers, parseObservation } from "../../../../provider/core/observed/parse";
import { unsupported } from "../../../../provider/core/survey/supported";
import { answerOf, type Section } from "../../fake-host";
import { caseFile } from "../../fixtures";

const FILE = "644 0 0 /etc/docker/daemon.json";
const UNITS = `Id=docker.socket
ActiveState=active

MainPID=87
Id=docker.service
LoadState=loaded
ActiveState=active
FragmentPath=/usr/lib/systemd/system/docker.service`;

test("the recorded observation of a real host is parsed", () => {
  const text = caseFile("trixie/observe.txt").toString("latin1");
  const recorded = text.slice(text.indexOf("\n", text.indexOf("BEGIN n1")) + 1, text.indexOf("END n1"));
  const { daemonJson, manifest, ...host } = parseObservation(Buffer.from(recorded, "latin1"));
  expect(host).toEqual({
    os: "Debian GNU/Linux 13 (trixie)",
    systemd: true,
    tools: new Map([
      ["dockerd", "/usr/sbin/dockerd"],
      ["docker", "/usr/bin/docker"],
      ["perl", "/usr/bin/perl"],
    ]),
    service: {
      loadState: "loaded",
      socket: "active",
      masked: [],
      active: true,
      state: "active",
      startsScript: false,
      sockets: [],
      text: {
        files: [
          {
            path: "/usr/lib/systemd/system/docker.service",
            text: expect.stringMatching(/\nExecStart=\/usr\/sbin\/dockerd -H fd:/) as string,
          },
        ],
        environmentFiles: [
          { path: "/etc/default/docker", text: expect.stringContaining("daemon.json") as string },
        ],
        unreadable: [],
        commands: undefined,
      },
      argv: ["/usr/sbin/dockerd", "-H", "fd://", "--containerd=/run/containerd/containerd.sock"],
    },
    target: "/etc/docker/daemon.json",
    original: "absent",
    tlsFolders: [],
    unfinished: false,
  });
  expect(daemonJson).toMatchObject({ path: "/etc/docker/daemon.json", mode: "644", owner: "0:0" });
  expect(JSON.parse(daemonJson!.text)).toEqual({
    labels: ["region=eu", "role=web"],
    "registry-mirrors": ["https://mirror.example.com"],
  });
  expect(JSON.parse(manifest!)).toMatchObject({
    owned: { labels: ["region", "role"], "registry-mirrors": true },
  });
  expect(unsupported({ ...host, daemonJson: daemonJson! })).toBeUndefined();
});

test("an observation without a unit and files is parsed", () => {
  const host = parseObservation(answerOf(["tools", ""], ["target", "/etc/docker/daemon.json"]));
  expect(host).toEqual({
    os: "unknown",
    systemd: false,
    tools: new Map(),
    target: "/etc/docker/daemon.json",
    original: "none",
    tlsFolders: [],
    unfinished: false,
  });
});

describe("the unit", () => {
  test.each([
    ["docker.socket first", UNITS],
    ["docker.service first", UNITS.split("\n\n").reverse().join("\n\n")],
  ])("is parsed with %s", (_name, units) => {
    const { service } = parseObservation(
      answerOf(["units", units], ["process", "/usr/sbin/dockerd\n-H\nfd://"]),
    );
    expect(service).toEqual({
      loadState: "loaded",
      socket: "none",
      masked: [],
      active: true,
      state: "active",
      startsScript: false,
      sockets: [],
      text: { files: [], environmentFiles: [], unreadable: [], commands: undefined },
      argv: ["/usr/sbin/dockerd", "-H", "fd://"],
    });
  });

  test("has its text, environment files and the provider's drop-in", () => {
    const { service } = parseObservation(
      answerOf(
        ["units", UNITS],
        ["unit", "[Service]\nExecStart=/d", "644 0 0 /u"],
        ["unit", "# other\n", "644 0 0 /u.d/1.conf"],
        ["environment", "A=1\n", "644 0 0 /etc/default/docker"],
        ["environment", "B=2\n", "644 0 0 /etc/sysconfig/docker"],
        ["drop-in", "[Service]\n", "644 0 0 /d.conf"],
      ),
    );
    expect(service?.text.files).toEqual([
      { path: "/u", text: "[Service]\nExecStart=/d" },
      { path: "/u.d/1.conf", text: "# other\n" },
    ]);
    expect(service?.text.environmentFiles).toEqual([
      { path: "/etc/default/docker", text: "A=1\n" },
      { path: "/etc/sysconfig/docker", text: "B=2\n" },
    ]);
    expect(service?.dropIn).toBe("[Service]\n");
  });

  test("has systemd's own text if its files have names that only systemd can parse", () => {
    const units = `${UNITS}\nDropInPaths=/u.d/1.conf "/u.d/2 x.conf"`;
    const cat =
      "# /usr/lib/systemd/system/docker.service\n[Service]\n\n# /srv/comment\nA=1\n\n# /u.d/1.conf\n[X]\n\n# /u.d/2 x.conf\n[Y]";
    const { service } = parseObservation(answerOf(["units", units], ["unit-text", cat]));
    expect(service?.text.files).toEqual([
      { path: "/usr/lib/systemd/system/docker.service", text: "[Service]\n\n# /srv/comment\nA=1\n\n" },
      { path: "/u.d/1.conf", text: "[X]\n\n" },
      { path: "/u.d/2 x.conf", text: "[Y]" },
    ]);
  });

  test("has its commands as parsed by systemd, unless its files are newer", () => {
    const shown = (argv: string): string =>
      `ExecStart={ path=/d ; argv[]=${argv} ; ignore_errors=no ; start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 }`;
    const units = `${UNITS}\n${shown("/d -H fd:// ; x")}\n${shown("/e")}`;
    const commands = (text: string) => parseObservation(answerOf(["units", text])).service?.text.commands;
    expect(commands(`${units}\nNeedDaemonReload=no`)).toEqual(["/d -H fd:// ; x", "/e"]);
    expect(commands(`${units}\nNeedDaemonReload=yes`)).toBeUndefined();
  });

  test("has the engine's executable, the environment files that can't be read, and active sockets", () => {
    const sockets =
      "Id=docker-tcp.socket\nActiveState=active\nListen=[::]:2375 (Stream)\nListen=/run/d.sock (Stream)\nListen=@x (Datagram)\n\nId=off.socket\nActiveState=inactive\nListen=[::]:2376 (Stream)";
    const { service } = parseObservation(
      answerOf(
        ["units", UNITS],
        ["executable", "/usr/sbin/dockerd (deleted)"],
        ["program", "#!/bin/sh"],
        ["unreadable", "/etc/a\n/etc/b"],
        ["sockets", sockets],
      ),
    );
    expect(service).toMatchObject({
      executable: "/usr/sbin/dockerd",
      startsScript: true,
      text: { unreadable: ["/etc/a", "/etc/b"] },
      sockets: [{ unit: "docker-tcp.socket", endpoints: ["tcp://[::]:2375", "unix:///run/d.sock"] }],
    });
  });

  test.each([
    [
      "Id=docker.service\nLoadState=loaded\nActiveState=inactive\nFragmentPath=/u",
      { loadState: "loaded", active: false, state: "inactive", argv: [] },
    ],
    [
      "Id=docker.service\nLoadState=loaded\nActiveState=activating\nFragmentPath=/u",
      { loadState: "loaded", active: false, state: "activating", argv: [] },
    ],
    [
      "Id=docker.service\nLoadState=not-found\nActiveState=inactive\nFragmentPath=",
      { loadState: "not-found", active: false, state: "inactive", argv: [] },
    ],
    [
      "Id=docker.service\nLoadState=masked\nActiveState=inactive\nFragmentPath=/dev/null",
      { loadState: "masked", active: false, state: "inactive", argv: [] },
    ],
    ["", { loadState: "unknown", active: false, state: "unknown", argv: [] }],
  ])("has the state of %j", (units, service) => {
    expect(parseObservation(answerOf(["units", units], ["process", ""])).service).toMatchObject(service);
  });
});

test("a file has its path, mode, owner and original", () => {
  const host = parseObservation(
    answerOf(
      ["target", "/srv/my docker/d.json"],
      ["daemon.json", "{}", "600 0 999 /srv/my docker/d.json"],
      ["manifest", '{"format":1}', "600 0 0 /var/lib/pulumi-dockerd/manifest.json"],
      ["first", "[]", "640 1 2 /var/lib/pulumi-dockerd/first/daemon.json"],
    ),
  );
  expect(host.daemonJson).toMatchObject({
    path: "/srv/my docker/d.json",
    mode: "600",
    owner: "0:999",
    text: "{}",
  });
  expect(host.manifest).toBe('{"format":1}');
  expect(host.original).toMatchObject({ mode: "640", owner: "1:2", text: "[]" });
});

test.each([
  ['PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nNAME="Debian"', "Debian GNU/Linux 13 (trixie)"],
  ["NAME=x\nPRETTY_NAME=Alpine", "Alpine"],
  ["NAME=x", "unknown"],
])("os-release %j names the system", (text, os) => {
  expect(parseObservation(answerOf(["os-release", text, "644 0 0 /etc/os-release"])).os).toBe(os);
});

test("any daemon.json is read byte for byte, and can't forge a section", () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.string({ unit: "binary" }).map((text) => new TextEncoder().encode(text)),
    fc.constant(new TextEncoder().encode("\ntarget 2\n/x\nfirst-absent 0\n\n")),
  );
  fc.assert(
    fc.property(bytes, (content) => {
      const host = parseObservation(
        answerOf(["target", "/t"], ["daemon.json", content, FILE], ["manifest", "{}", "600 0 0 /m"]),
      );
      expect(Buffer.compare(host.daemonJson!.bytes, content)).toBe(0);
      expect([host.target, host.manifest, host.original, host.daemonJson?.owner]).toEqual([
        "/t",
        "{}",
        "none",
        "0:0",
      ]);
    }),
  );
});

test("an observation that is truncated within a section throws", () => {
  const sections: readonly Section[] = [
    ["target", "/t"],
    ["units", UNITS],
    ["first-absent", ""],
  ];
  const whole = answerOf(...sections, ["daemon.json", '{\n  "labels": ["a=ä"]\n}\n', FILE]);
  const ends = new Set(sections.map((_section, at) => answerOf(...sections.slice(0, at + 1)).length));
  for (let cut = 1; cut < whole.length; cut++) {
    if (ends.has(cut)) continue;
    expect(() => parseObservation(whole.subarray(0, cut))).toThrow(
      /^cannot parse the observation of the host/,
    );
  }
});

test.each([
  ["a file grew", "files 3\na /\nstats 7\n2 6 0 0\ncontents 2\n{ }\n"],
  ["a file shrank", "files 3\na /\nstats 7\n4 6 0 0\ncontents 4\n{}\n"],
  ["a file vanished before its stat", "files 7\na /\nb /b\nstats 7\n2 6 0 0\ncontents 2\n{}\n"],
  ["a file vanished before it was read", "files 3\na /\nstats 7\n2 6 0 0\ncontents 0\n\n"],
])("an observation can't be parsed if %s meanwhile", (_name, text) => {
  expect(() => parseObservation(Buffer.from(text))).toThrow(/^cannot parse the observation of the host/);
});

test("the engine's responses are returned if observe.sh queried its API", () => {
  expect(parseAnswers(answerOf(["target", "/t"]))).toBeUndefined();
  expect(parseAnswers(answerOf(["engine /version /info", "HTTP/1.1\n"]))).toEqual({
    questions: ["/version", "/info"],
    bytes: Buffer.from("HTTP/1.1\n"),
  });
});

test.each([
  ["an invalid length", "uid x\n0\n", 0],
  ["a negative length", "uid 1\n0\nx -1\n\n", 8],
  ["no length", "uid\n0\n", 0],
  ["an empty line", "uid 1\n0\n\n", 8],
])("an observation with %s can't be parsed", (_name, text, at) => {
  expect(() => parseObservation(Buffer.from(text))).toThrow(
    new TypeError(`cannot parse the observation of the host at byte ${at}`),
  );
});

describe("the units of docker and of a transaction", () => {
  const docker = "Id=docker.service\nLoadState=loaded\nActiveState=active";
  const units = (...blocks: string[]): Uint8Array => answerOf(["units", [docker, ...blocks].join("\n\n")]);
  const since = "ActiveEnterTimestamp=Tue 2026-11-24 06:00:00 UTC";

  test.each([
    ["an active timer", "Id=pulumi-dockerd.timer\nActiveState=active"],
    ["a service that rolls back", "Id=pulumi-dockerd.service\nActiveState=activating"],
  ])("%s holds the lock", (_name, block) => {
    const { lock } = parseObservation(units(`${block}\nDescription=pulumi-dockerd: urn:1\n${since}`));
    expect(lock).toEqual({ holder: "pulumi-dockerd: urn:1", since: "Tue 2026-11-24 06:00:00 UTC" });
  });

  test("a unit that doesn't exist holds no lock", () => {
    const gone = "Id=pulumi-dockerd.timer\nLoadState=not-found\nActiveState=inactive";
    expect(parseObservation(units(gone)).lock).toBeUndefined();
  });

  test("an unfinished transaction is reported", () => {
    expect(parseObservation(answerOf(["unfinished", "pending"])).unfinished).toBe(true);
    expect(parseObservation(answerOf()).unfinished).toBe(false);
    expect(parseObservation(answerOf(["unfinished", "undoing"]))).toMatchObject({ undoing: true });
    expect(parseObservation(answerOf(["unfinished", "pending"]))).not.toHaveProperty("undoing");
  });

  test("masked units are named", () => {
    const socket = "Id=docker.socket\nLoadState=masked\nActiveState=inactive";
    expect(parseObservation(units(socket)).service?.masked).toEqual(["docker.socket"]);
  });
});

test("the machine id, the CLI's file, a masked socket and a stopped engine's version are parsed", () => {
  const units =
    "Id=docker.service\nLoadState=loaded\nActiveState=inactive\n\nId=docker.socket\nLoadState=masked";
  const host = parseObservation(
    answerOf(
      ["units", units],
      ["stopped-engine", "Docker version 1.12.6, build 78d1802"],
      ["cli", "41943040 755 0 0 1700000000 /usr/bin/docker"],
      ["machine-id", "0123456789abcdef\n", "444 0 0 /etc/machine-id"],
    ),
  );
  expect(host).toMatchObject({
    machineId: "0123456789abcdef",
    cliFile: "41943040 755 0 0 1700000000 /usr/bin/docker",
    stoppedEngine: "Docker version 1.12.6, build 78d1802",
    service: { masked: ["docker.socket"] },
  });
  for (const name of ["machineId", "cliFile", "stoppedEngine"]) {
    expect(parseObservation(answerOf(["units", units]))).not.toHaveProperty(name);
  }
});
