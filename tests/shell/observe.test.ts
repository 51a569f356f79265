import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { observeNewScript } from "../../provider/edge/scripts";
import {
  DAEMON_JSON,
  DROP_IN,
  STATE,
  termsOf,
  ThrowAwayHost,
  UNIT,
  underEveryShell,
} from "./throw-away-host";

underEveryShell((shell) => {
  let host: ThrowAwayHost;
  beforeEach(async () => void (host = await ThrowAwayHost.start(shell)));
  afterEach(() => host.stop());

  test("a host without a daemon.json is observed with its unit and engine", async () => {
    const { tools, cliFile, ...observed } = await host.observe();
    expect(cliFile).toMatch(/\/docker$/);
    expect(observed).toEqual({
      os: "Debian GNU/Linux 13 (trixie)",
      systemd: true,
      service: {
        loadState: "loaded",
        masked: [],
        active: true,
        state: "active",
        startsScript: false,
        sockets: [],
        text: {
          files: [{ path: UNIT, text: host.disk.read(UNIT) }],
          environmentFiles: [],
          unreadable: [],
          commands: [`${host.machine.runs.dockerd} -H fd://`],
        },
        argv: [host.machine.runs.dockerd, "-H", "fd://"],
        socket: "active",
        startedAt: expect.any(Number) as number,
        executable: host.machine.runs.dockerd,
      },
      now: expect.any(Number) as number,
      target: DAEMON_JSON,
      original: "none",
      tlsFolders: [],
      unfinished: false,
    });
    expect(tools.get("dockerd")).toBe(host.machine.runs.dockerd);
  });

  test("observing an unmanaged host includes versions and help of its programs", async () => {
    const { programs, now, ...observed } = await host.observe(observeNewScript);
    expect(now).toBeGreaterThan(1.7e9);
    expect(programs).toEqual({
      dockerVersion: "Docker version 26.1.5+dfsg1, build a72d7cd",
      dockerdHelp: host.machine.help.trimEnd(),
    });
    expect(await host.observe()).toMatchObject(observed);
  });

  test.each<[string, string | undefined, (at: string, host: ThrowAwayHost) => void]>([
    ["a directory", "directory", (_at, { disk }) => disk.write(`${DAEMON_JSON}/x`, "")],
    ["a fifo", "special", (at) => void execFileSync("mkfifo", [at])],
    [
      "a link into a missing directory",
      "link /missing/d.json",
      (_at, { disk }) => disk.link(DAEMON_JSON, "/missing/d.json"),
    ],
    ["a link to itself", "link daemon.json", (_at, { disk }) => disk.link(DAEMON_JSON, "daemon.json")],
    ["a link to a missing file", undefined, (_at, { disk }) => disk.link(DAEMON_JSON, "other.json")],
    ["a file", undefined, (_at, { disk }) => disk.write(DAEMON_JSON, "{}")],
    ["nothing", undefined, () => undefined],
  ])("%s in daemon.json's place is reported as %s", async (_name, kind, place) => {
    host.disk.write("/etc/docker/key.json", "");
    place(join(host.machine.root, DAEMON_JSON), host);
    expect((await host.observe()).targetKind).toBe(kind);
  });

  test("a daemon.json is observed with its path, mode and owner", async () => {
    host.disk.write(DAEMON_JSON, '{"labels": ["a=ä"]}', 0o640);
    expect((await host.observe()).daemonJson).toMatchObject({
      path: DAEMON_JSON,
      mode: "640",
      owner: `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`,
      text: '{"labels": ["a=ä"]}',
      bytes: Buffer.from('{"labels": ["a=ä"]}'),
    });
  });

  test.each([
    ["empty", ""],
    ["only line ends", "\n\n\n"],
    ["no line end", "{}"],
    ["zeros and no UTF-8", Buffer.from([0, 255, 254, 10, 0, 10, 128])],
    ["sections of its own", "\nmanifest 2 600 0 0 /x\n{}\nEND n0123x\n"],
    ["large", "x".repeat(300_000)],
  ])("daemon.json is observed byte for byte: %s", async (_name, content) => {
    host.disk.write(DAEMON_JSON, content);
    const { daemonJson, manifest } = await host.observe();
    expect(Buffer.compare(daemonJson!.bytes, Buffer.from(content as string))).toBe(0);
    expect(manifest).toBeUndefined();
  });

  test.each([
    ["within its folder", "real.json", "/etc/docker/real.json"],
    ["by a path upwards", "../../srv/my docker/d.json", "/srv/my docker/d.json"],
  ])("a daemon.json that is a symbolic link is observed at its target: %s", async (_name, link, target) => {
    host.disk.link(DAEMON_JSON, link);
    host.disk.write(target, "{}");
    const observed = await host.observe();
    expect([observed.target, observed.daemonJson?.path, observed.daemonJson?.text]).toEqual([
      target,
      target,
      "{}",
    ]);
  });

  test("a dangling link is observed with the path at which the file would be", async () => {
    host.disk.write("/etc/docker/other", "");
    host.disk.link(DAEMON_JSON, "real.json");
    const observed = await host.observe();
    expect([observed.target, observed.daemonJson]).toEqual(["/etc/docker/real.json", undefined]);
  });

  test("the manifest and the first backup are observed", async () => {
    host.disk.write(`${STATE}/manifest.json`, '{"format": 1}\n', 0o600);
    host.disk.write(`${STATE}/first/daemon.json`, "{ }", 0o600);
    const observed = await host.observe();
    expect(observed.manifest).toBe('{"format": 1}\n');
    expect(observed.original).toMatchObject({ mode: "600", text: "{ }" });
  });

  test("a first backup without a file is observed as absent", async () => {
    host.disk.write(`${STATE}/first/absent`, "");
    expect((await host.observe()).original).toBe("absent");
  });

  test("the provider's drop-in is observed", async () => {
    host.disk.write(DROP_IN, "[Service]\n\n");
    expect((await host.observe()).service?.dropIn).toBe("[Service]\n\n");
  });

  /** Adds lines to the unit. */
  const withLines = (...lines: string[]): void => {
    host.disk.write(UNIT, `${host.disk.read(UNIT)}${lines.join("\n")}\n`);
    host.machine.docker.load();
  };

  test("only the environment files that the unit names are read, in its order", async () => {
    host.disk.write(UNIT, host.disk.read(UNIT).replace(/^EnvironmentFile=.*\n/gm, ""));
    host.disk.write("/etc/default/docker", "NO=1");
    host.disk.write("/run/flannel/docker", 'OPTS="--mtu=1450"\n');
    host.disk.write("/etc/a b", "OPTIONS=ä");
    host.disk.write("/etc/x/2.env", "B=2");
    host.disk.write("/etc/x/1.env", "A=1");
    host.disk.write("/etc/x/no", "NO=1");
    withLines(
      "EnvironmentFile=/run/flannel/docker",
      "EnvironmentFile=-/etc/a b",
      "EnvironmentFile=-/etc/missing",
      "EnvironmentFile=/etc/x/*.env",
      "EnvironmentFile=-/etc/y/*.env",
    );
    const { text } = (await host.observe()).service!;
    expect(text.unreadable).toEqual([]);
    expect(text.environmentFiles).toEqual([
      { path: "/run/flannel/docker", text: 'OPTS="--mtu=1450"\n' },
      { path: "/etc/a b", text: "OPTIONS=ä" },
      { path: "/etc/x/1.env", text: "A=1" },
      { path: "/etc/x/2.env", text: "B=2" },
    ]);
  });

  test("environment files that are missing or not regular are named, unless they are optional and missing", async () => {
    host.disk.write("/etc/folder/x", "");
    const must = ["/etc/missing", "/etc/none/*.env", "/etc/folder"];
    withLines(...must.map((path) => `EnvironmentFile=${path}`), "EnvironmentFile=-/etc/folder");
    const { text } = (await host.observe()).service!;
    expect(text.unreadable).toEqual([...must, "/etc/folder"]);
    expect(text.environmentFiles).toEqual([]);
  });

  test("a script in place of dockerd is distinguished from a program", async () => {
    const starts = async (content: string): Promise<boolean | undefined> => {
      host.disk.write("/opt/dockerd", content);
      host.disk.write(UNIT, "[Service]\nExecStart=/opt/dockerd -H fd://\n");
      host.machine.docker.load();
      return (await host.observe()).service?.startsScript;
    };
    expect(await starts("#!/bin/sh\nexec dockerd\n")).toBe(true);
    expect(await starts("#!/bin/sh")).toBe(true);
    expect(await starts("\u007fELF\u0002\u0000#!\n")).toBe(false);
  });

  test("the running engine's executable is observed", async () => {
    expect((await host.observe()).service?.executable).toBe(host.machine.runs.dockerd);
  });

  test("active sockets other than docker.socket are observed with their addresses", async () => {
    const text = "[Socket]\nListenStream=[::]:2375\nService=docker.service\n";
    host.machine.addUnit("docker-tcp.socket", text, "active");
    expect((await host.observe()).service?.sockets).toEqual([
      { unit: "docker-tcp.socket", endpoints: ["tcp://[::]:2375"] },
    ]);
  });

  test("the machine's id is observed", async () => {
    host.disk.write("/etc/machine-id", "0123456789abcdef0123456789abcdef\n");
    expect((await host.observe()).machineId).toBe("0123456789abcdef0123456789abcdef");
  });

  test("a stopped engine has no command line, and its version is that of the program", async () => {
    host.machine.stopEngine();
    const { service, stoppedEngine } = await host.observe();
    expect(service).toMatchObject({ active: false, state: "inactive", argv: [] });
    expect(stoppedEngine).toBe("Docker version 26.1.5+dfsg1, build 411e817");
  });

  test("a masked unit is observed", async () => {
    for (const unit of ["docker.service", "docker.socket"]) host.machine.docker.mask(unit);
    expect((await host.observe()).service?.masked).toEqual(["docker.service", "docker.socket"]);
  });

  test("an engine's command line is observed word by word", async () => {
    host.machine.setFlags(['--label "a=b c"', "--label=ä=漢", "'--data-root=/x(y)'", "-D"]);
    const argv = [host.machine.runs.dockerd, "-H", "fd://", "--label", "a=b c", "--label=ä=漢"];
    expect((await host.observe()).service?.argv).toEqual([...argv, "--data-root=/x(y)", "-D"]);
  });

  test("the lock's holder and time are observed", async () => {
    await host.clock.pass(3);
    await host.apply({ file: { kind: "write", text: "{}" } }, undefined, termsOf("me & you"));
    await host.clock.pass(1);
    const { lock, unfinished } = await host.observe();
    expect(lock).toEqual({ holder: "pulumi-dockerd: me & you", since: "at second 3.0" });
    expect(unfinished).toBe(true);
  });

  test.each(["pending", "undoing", "settled"])("an unfinished change is observed: %s", async (folder) => {
    host.disk.write(`${STATE}/${folder}/values`, "end\n");
    const { lock, unfinished } = await host.observe();
    expect([lock, unfinished]).toEqual([undefined, true]);
  });

  test("a host without systemd is observed", async () => {
    const other = await ThrowAwayHost.start(shell, { systemd: false });
    try {
      const { systemd, service } = await other.observe();
      expect([systemd, service, other.machine.calls("systemctl")]).toEqual([false, undefined, []]);
    } finally {
      await other.stop();
    }
  });

  test("observing a host changes nothing and leaves nothing", async () => {
    host.disk.write(DAEMON_JSON, "{}");
    host.disk.write(`${STATE}/manifest.json`, "{}");
    const before = host.disk.tree("/", true);
    await host.observe();
    expect(host.disk.tree("/", true)).toEqual(before);
    expect(host.machine.called.filter((call) => !/^systemctl (show|cat) /.test(call))).toEqual([]);
  });
});
