import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { mkdirSync } from "node:fs";
import { engineAnswers } from "../../provider/core/observed/answers";
import { parseAnswers, parseObservation } from "../../provider/core/observed/parse";
import {
  DAEMON_JSON,
  DOCKERD,
  DROP_IN,
  STATE,
  ThrowAwayHost,
  UNIT,
  UNIT_TEXT,
  underEveryShell,
} from "./throw-away-host";

/** What answers at the engine's socket. */
class Engine {
  static readonly TEXT = "ä".repeat(40_000);
  readonly asked: string[] = [];

  private constructor(private readonly server: Server) {}

  static async start(root: string): Promise<Engine> {
    const server = createServer((request, response) => {
      const path = request.url ?? "";
      engine.asked.push(`${request.method ?? ""} ${path}`);
      response.statusCode = path === "/networks/bridge" ? 404 : 200;
      response.end(JSON.stringify({ path, text: Engine.TEXT }));
    });
    const engine = new Engine(server);
    mkdirSync(join(root, "var/run"), { recursive: true });
    await new Promise<void>((resolve) => server.listen(join(root, "var/run/docker.sock"), resolve));
    return engine;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    if (this.server.listening) await new Promise((resolve) => this.server.close(resolve));
  }
}

underEveryShell((shell) => {
  let host: ThrowAwayHost;
  beforeEach(() => void (host = new ThrowAwayHost(shell)));
  afterEach(() => host.remove());
  afterAll(() => ThrowAwayHost.removeApplets());

  test("a host without a daemon.json", () => {
    // Whether this machine has a docker of its own is its affair.
    const { tools, cliFile, ...observed } = host.observe();
    expect(cliFile === undefined).toBe(!tools.has("docker"));
    expect(observed).toEqual({
      os: "Throw-away 1",
      systemd: true,
      service: {
        loaded: true,
        active: true,
        state: "active",
        unitFile: UNIT,
        socketMasked: false,
        text: { cat: `# ${UNIT}\n${UNIT_TEXT}`, environmentFiles: new Map() },
        argv: [DOCKERD, "-H", "fd://"],
      },
      target: DAEMON_JSON,
      first: "none",
    });
    expect(tools.get("dockerd")).toMatch(/\/stubs\/dockerd$/);
  });

  test("a host with a daemon.json", () => {
    host.write(DAEMON_JSON, '{"labels": ["a=ä"]}', 0o640);
    expect(host.observe().daemonJson).toEqual({
      path: DAEMON_JSON,
      mode: "640",
      owner: `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`,
      text: '{"labels": ["a=ä"]}',
      bytes: Buffer.from('{"labels": ["a=ä"]}'),
    });
  });

  test.each([
    ["empty", ""],
    ["line ends alone", "\n\n\n"],
    ["no line end", "{}"],
    ["zeros and no UTF-8", Buffer.from([0, 255, 254, 10, 0, 10, 128])],
    ["sections of its own", "\nmanifest 2 600 0 0 /x\n{}\nEND n0123x\n"],
    ["large", "x".repeat(300_000)],
  ])("a daemon.json comes byte for byte: %s", (_name, content) => {
    host.write(DAEMON_JSON, content);
    const { daemonJson, manifest } = host.observe();
    expect(Buffer.compare(daemonJson!.bytes, Buffer.from(content as string))).toBe(0);
    expect(manifest).toBeUndefined();
  });

  test.each([
    ["within its folder", "real.json", "/etc/docker/real.json"],
    ["by a path upwards", "../../srv/my docker/d.json", "/srv/my docker/d.json"],
  ])("a daemon.json that is a symbolic link is seen where it leads: %s", (_name, link, target) => {
    host.link(DAEMON_JSON, link);
    host.write(target, "{}");
    const observed = host.observe();
    expect([observed.target, observed.daemonJson?.path, observed.daemonJson?.text]).toEqual([
      target,
      target,
      "{}",
    ]);
  });

  test("a link to nothing tells where the file would be", () => {
    host.write("/etc/docker/other", "");
    host.link(DAEMON_JSON, "real.json");
    const observed = host.observe();
    expect([observed.target, observed.daemonJson]).toEqual(["/etc/docker/real.json", undefined]);
  });

  test("our record and the first file", () => {
    host.write(`${STATE}/manifest.json`, '{"format": 1}\n', 0o600);
    host.write(`${STATE}/first/daemon.json`, "{ }", 0o600);
    const observed = host.observe();
    expect(observed.manifest).toBe('{"format": 1}\n');
    expect(observed.first).toMatchObject({ mode: "600", text: "{ }" });
  });

  test("no first file, since there was none", () => {
    host.write(`${STATE}/first/absent`, "");
    expect(host.observe().first).toBe("absent");
  });

  test("the unit's environment files and our drop-in", () => {
    host.write("/etc/default/docker", 'DOCKER_OPTS="-D"\n');
    host.write("/etc/sysconfig/docker", "OPTIONS=ä");
    host.write(DROP_IN, "[Service]\n\n");
    const { service } = host.observe();
    expect(service?.dropIn).toBe("[Service]\n\n");
    expect([...service!.text.environmentFiles]).toEqual([
      ["/etc/default/docker", 'DOCKER_OPTS="-D"\n'],
      ["/etc/sysconfig/docker", "OPTIONS=ä"],
    ]);
  });

  test("the machine's id", () => {
    host.write("/etc/machine-id", "0123456789abcdef0123456789abcdef\n");
    expect(host.observe().machineId).toBe("0123456789abcdef0123456789abcdef");
  });

  test("the unit's drop-ins come in systemd's order, and one with a blank in its name from systemd itself", () => {
    const [one, two] = [
      "/run/systemd/system/docker.service.d/9.conf",
      "/etc/systemd/system/docker.service.d/x y.conf",
    ];
    host.write(one, "[Service]\n# 9");
    host.runEngine([DOCKERD], `${one} ${DROP_IN}`);
    expect(host.observe().service?.text.cat).toBe(`# ${UNIT}\n${UNIT_TEXT}\n# ${one}\n[Service]\n# 9\n`);
    host.runEngine([DOCKERD], `${one} "${two}"`);
    host.tell("unit-text", "# /as/systemctl/cat/shows\n");
    expect(host.observe().service?.text.cat).toBe("# /as/systemctl/cat/shows");
  });

  describe("a running engine", () => {
    let engine: Engine;
    beforeEach(async () => void (engine = await Engine.start(host.root)));
    afterEach(() => engine.stop());

    test("is asked by the client, whom the first line tells", async () => {
      const answer = await host.observing();
      expect(answer.toString()).toMatch(/^running 0\n/);
      expect([parseAnswers(answer), engine.asked]).toEqual([undefined, []]);
    });

    test("is asked by the script under sudo, since the user may not open its socket", async () => {
      const answer = await host.observing({ SUDO_UID: "1000" });
      const { questions, bytes } = parseAnswers(answer)!;
      expect(engine.asked).toEqual(["GET /version", "GET /info", "GET /networks/bridge"]);
      expect(engineAnswers(questions, bytes)).toEqual([
        { path: "/version", text: Engine.TEXT },
        { path: "/info", text: Engine.TEXT },
        null,
      ]);
      expect(parseObservation(answer)).toMatchObject({ systemd: true, service: { active: true } });
    });

    test.each<Record<string, string>>([{}, { SUDO_UID: "1000" }])(
      "isn't asked where the unit is stopped: systemd would start it (%j)",
      async (env) => {
        host.stopEngine();
        const answer = await host.observing(env);
        expect(answer.toString()).not.toContain("running");
        expect([parseAnswers(answer), engine.asked]).toEqual([undefined, []]);
      },
    );

    test("that doesn't answer is left to the client", async () => {
      await engine.stop();
      const answer = await host.observing({ SUDO_UID: "1000" });
      expect(parseAnswers(answer)).toBeUndefined();
      expect(parseObservation(answer)).toMatchObject({ service: { active: true } });
    });
  });

  test("a stopped engine has no command line, and says its version itself", () => {
    host.stopEngine();
    const { service, stoppedEngine } = host.observe();
    expect(service).toMatchObject({ active: false, state: "inactive", argv: [] });
    expect(stoppedEngine).toBe("Docker version 26.1.5+dfsg1, build 411e817");
  });

  test("an engine's command line comes word by word", () => {
    const argv = ["/usr/sbin/dockerd", "--label", "a=b c", "--label=ä=漢", "--data-root=/x'$(y)\"", "-D"];
    host.runEngine(argv);
    expect(host.observe().service?.argv).toEqual(argv);
  });

  test("a host without systemd", () => {
    const other = new ThrowAwayHost(shell, { systemd: false });
    try {
      expect(other.observe()).toMatchObject({ systemd: false });
      expect(other.observe().service).toBeUndefined();
      expect(other.calls("systemctl")).toEqual([]);
    } finally {
      other.remove();
    }
  });

  test("nothing is changed, and nothing is left behind", () => {
    host.write(DAEMON_JSON, "{}");
    host.write(`${STATE}/manifest.json`, "{}");
    const before = host.tree("/", true);
    host.observe();
    expect(host.tree("/", true)).toEqual(before);
    expect([...host.acts(), ...host.calls("mv", "sync", "dockerd")]).toEqual([]);
  });
});
