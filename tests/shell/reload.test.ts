import { DAEMON_JSON, ThrowAwayHost, underEveryShell } from "./throw-away-host";

const OLD = '{"labels": ["a=0"]}';
const NEW = '{\n  "labels": [\n    "a=1"\n  ]\n}\n';
const write = { file: { kind: "write", text: NEW } } as const;

underEveryShell((shell) => {
  let host: ThrowAwayHost;
  beforeEach(async () => void (host = await ThrowAwayHost.start(shell)));
  afterEach(() => host.stop());

  const given = (): void => host.machine.startWith(OLD);

  describe("a reload that the engine accepts", () => {
    test("a reload without messages in the journal is left for the API to verify", async () => {
      host.machine.engine.reloadSays = "";
      expect((await host.apply(write)).failures).toEqual([]);
      expect(host.machine.calls("sleep")).toHaveLength(50);
    });

    test("an unrelated error in the journal does not fail a reload", async () => {
      host.machine.engine.reloadSays =
        'level=error msg="a container died"\nlevel=info msg="Reloaded configuration: {}"\n';
      expect((await host.apply(write)).failures).toEqual([]);
    });

    test.each(["text", "json"])("errors of other clients do not fail a reload (%s)", async (format) => {
      const message = "Handler for POST /images/create returned error";
      const line =
        format === "json" ? `{"level":"error","msg":"${message}"}` : `level=error msg="${message}"`;
      host.machine.engine.reloadSays = `${line}\n`;
      expect((await host.apply(write)).failures).toEqual([]);
    });

    test("journal lines before the reload are ignored", async () => {
      host.machine.engine.journal.push('level=error msg="Error reconfiguring the daemon: old"');
      expect((await host.apply(write)).failures).toEqual([]);
    });
  });

  describe("a reload that the engine refuses", () => {
    afterEach(() => expect(host.disk.read(DAEMON_JSON)).toBe(OLD));

    test.each([
      ["the log of 20.10", 'level=error msg="unable to configure the Docker daemon with file x: y"'],
      [
        "the log of 20.10 after it read the file",
        'level=error msg="file configuration validation failed: y"',
      ],
      ["the log of 28.5", 'level=error msg="Error reloading configuration" error="y"'],
      ["a JSON log", '{"level":"error","msg":"Error reconfiguring the daemon","error":"y"}'],
    ])("a reload that the engine refuses, as in %s, restarts nothing", async (_name, line) => {
      given();
      const { pid } = host.machine.engine;
      host.machine.engine.reloadSays = `level=info msg="a"\n${line}\nlevel=error msg="of another client"\n`;
      const { failures } = await host.apply({ ...write, rollback: "restart" });
      expect(failures).toEqual([{ step: "activate", reason: "reload-refused", detail: `${line}\n` }]);
      expect(host.machine.engine.pid).toBe(pid);
      expect(host.acts()).toEqual(["reload docker.service"]);
    });

    test("a reload that an engine before 25.0 applied in part is rolled back", async () => {
      given();
      host.machine.engine.reloadSays = 'level=error msg="Error reconfiguring the daemon: y"\n';
      await host.apply({ ...write, rollback: "restart", reloadsPartly: true });
      expect(host.acts().at(-1)).toBe("restart docker.service");
    });

    test("a rollback by reload never restarts an engine that refuses the original file and runs", async () => {
      given();
      const { pid } = host.machine.engine;
      host.machine.engine.reloadSays = 'level=error msg="Error reconfiguring the daemon: y"\n';
      await host.apply({ ...write, rollback: "reload", reloadsPartly: true });
      expect(host.machine.engine.pid).toBe(pid);
    });

    test("a rollback whose reload fails in systemd is retried until the engine has the original file", async () => {
      given();
      const { pid } = host.machine.engine;
      await host.apply({ ...write, rollback: "reload" });
      expect(host.machine.engine.text).toBe(NEW);
      let failures = 2;
      host.machine.intervene = ({ name, args }) =>
        name === "systemctl" && args[0] === "reload" && failures-- > 0
          ? { code: 1, err: "Failed to connect to bus" }
          : undefined;
      await host.clock.pass(100);
      expect([host.machine.engine.text, host.machine.engine.pid, failures]).toEqual([OLD, pid, -1]);
    });

    test("a rollback restarts an engine that the change restarted if systemd fails to reload it", async () => {
      given();
      await host.apply({ ...write, effect: "restart", rollback: "reload" });
      host.machine.intervene = ({ name, args }) =>
        name === "systemctl" && args[0] === "reload"
          ? { code: 1, err: "Job type is not applicable" }
          : undefined;
      expect((await host.rollBack()).failures).toEqual([]);
      expect(host.machine.engine.text).toBe(OLD);
    });
  });
});
