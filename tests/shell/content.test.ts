import * as fc from "fast-check";
import { applyScript } from "../../provider/edge/scripts";
import { DAEMON_JSON, ThrowAwayHost, underEveryShell } from "./throw-away-host";

underEveryShell((shell) => {
  let host: ThrowAwayHost;
  beforeEach(async () => void (host = await ThrowAwayHost.start(shell)));
  afterEach(() => host.stop());

  describe("daemon.json with hostile content", () => {
    const keep = { effect: "none" } as const;
    test.each([
      ["quotes", `{"a": "'\\"'", "b": "\`reboot\`"}`],
      ["substitutions", "$(touch /tmp/x) ${HOME} $HOME `id`"],
      ["format specifiers of printf", "%s %d \\n \\0 %%"],
      ["options", "-n -e -- --help"],
      ["line ends", "\n\n\r\n\n"],
      ["lines of a payload", "\nend\nmode 777\nowner 1:1\n"],
      ["UTF-8", "ä漢字🐳\u2028"],
      ["an empty file", ""],
    ])("daemon.json is written byte for byte: %s", async (_name, text) => {
      host.machine.engine.hasCheck = false;
      expect((await host.apply({ ...keep, file: { kind: "write", text } })).failures).toEqual([]);
      expect(host.disk.read(DAEMON_JSON)).toBe(text);
    });

    test("daemon.json is written byte for byte: any text", async () => {
      host.machine.engine.hasCheck = false;
      const any = fc.asyncProperty(fc.string({ unit: "binary", maxLength: 100 }), async (text) => {
        await host.change({ ...keep, file: { kind: "write", text } });
        expect(host.disk.read(DAEMON_JSON)).toBe(Buffer.from(text).toString());
      });
      await fc.assert(any, { numRuns: 3 });
    });

    test("daemon.json is written byte for byte: a large file", async () => {
      const text = JSON.stringify({ labels: Array.from({ length: 20_000 }, (_, at) => `n${at}=x`) });
      expect((await host.apply({ ...keep, file: { kind: "write", text } })).failures).toEqual([]);
      expect(host.disk.read(DAEMON_JSON) === text).toBe(true);
    });
  });

  test("a truncated payload is refused before anything is done", async () => {
    host.disk.write(DAEMON_JSON, '{"labels": ["a=0"]}');
    const file = { kind: "write", text: '{"labels": ["a=1"]}' } as const;
    const lines = (await host.payloadOf({ file, effect: "restart" })).split("\n");
    const before = host.tree();
    const { length } = host.machine.called;
    for (let at = 0; at < lines.length - 1; at++) {
      const { steps } = await host.run(
        applyScript,
        lines
          .slice(0, at)
          .map((line) => `${line}\n`)
          .join(""),
      );
      expect([at, steps]).toEqual([at, []]);
    }
    expect(host.tree()).toEqual(before);
    expect(host.machine.called).toHaveLength(length);
  });
});
