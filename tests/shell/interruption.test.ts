import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { applyScript, confirmScript, observeScript } from "../../provider/edge/scripts";
import { applyPayload, confirmPayload } from "../../provider/edge/transaction/payload";
import { DAEMON_JSON, MANIFEST, planOf, ThrowAwayHost, underEveryShell } from "./throw-away-host";

const OLD = '{"labels": ["a=0"]}';
const NEW = '{\n  "labels": [\n    "a=1"\n  ]\n}\n';
const PLAN = planOf({ effect: "restart", file: { kind: "write", text: NEW } });

/** Waits until a script has told of a step. */
async function reached(child: ChildProcess, step: string): Promise<void> {
  let said = "";
  for await (const chunk of child.stdout!) {
    said += String(chunk);
    if (said.includes(`step ${step}\n`)) return;
  }
  throw new Error(`ended before ${step}: ${said}`);
}

const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
};

underEveryShell((shell) => {
  let host: ThrowAwayHost;
  beforeEach(() => {
    host = new ThrowAwayHost(shell);
    host.write(DAEMON_JSON, OLD, 0o640);
  });
  afterEach(() => host.remove());
  afterAll(() => ThrowAwayHost.removeApplets());

  describe.each(["stage", "validate", "guard", "backup", "switch_over", "activate"])(
    "while it is at %s",
    (step) => {
      test.each([
        ["the reader goes", (child: ChildProcess): void => void child.stdout?.destroy()],
        [
          "the connection goes, with a hang-up",
          (child: ChildProcess): void => {
            child.stdout?.destroy();
            child.stderr?.destroy();
            child.kill("SIGHUP");
          },
        ],
      ])("%s: the work goes on to its end", async (_name, interrupt) => {
        const child = host.start(applyScript, applyPayload(PLAN, host.observe()));
        await reached(child, step);
        interrupt(child);
        await ended(child);
        expect(host.read(DAEMON_JSON)).toBe(NEW);
        expect(host.told("running")).toBe(NEW);
        expect(host.exists(`${DAEMON_JSON}.pulumi-dockerd`)).toBe(false);
      });

      test("the reader goes, and the engine refuses: the work goes on to the other end", async () => {
        host.tell("engine-refuses", "a=1");
        const before = host.tree();
        const child = host.start(applyScript, applyPayload(PLAN, host.observe()));
        await reached(child, step);
        child.stdout?.destroy();
        await ended(child);
        expect(host.tree()).toEqual(before);
        expect(host.told("running")).toBe(OLD);
      });
    },
  );

  test("a record is written though nobody reads the answer", async () => {
    const child = host.start(confirmScript, confirmPayload(MANIFEST, host.observe()));
    child.stdout?.destroy();
    await ended(child);
    expect(JSON.parse(host.observe().manifest!)).toEqual(MANIFEST);
  });

  test.each([observeScript, applyScript, confirmScript].map((script) => [script.name, script.text] as const))(
    "%s.sh that is cut at any line does nothing",
    (_name, text) => {
      const lines = text.split("\n").slice(0, -1);
      const before = host.tree();
      // Its last line is the one that begins; all before only say how.
      expect(lines.at(-1)).toMatch(/^main\b/);
      for (let at = 40; at < lines.length; at += 7) {
        host.run({ name: "cut", changesHost: true, text: lines.slice(0, at).join("\n") }, "");
        expect(host.tree()).toEqual(before);
      }
      expect([...host.acts(), ...host.calls("mv", "sync", "dockerd")]).toEqual([]);
    },
  );
});
