import { applyScript, confirmScript, observeScript } from "../../provider/edge/scripts";
import { confirmPayload } from "../../provider/edge/transaction/payload";
import type { Run } from "../support/machine/runs";
import { DAEMON_JSON, MANIFEST, STATE, termsOf, ThrowAwayHost, underEveryShell } from "./throw-away-host";

const OLD = '{"labels": ["a=0"]}';
const NEW = '{\n  "labels": [\n    "a=1"\n  ]\n}\n';
const CHANGE = { effect: "restart", file: { kind: "write", text: NEW } } as const;

/** Waits until a script has reported a step. */
async function reached({ child }: Run, step: string): Promise<void> {
  let said = "";
  for await (const chunk of child.stdout!) {
    said += String(chunk);
    if (said.includes(`step ${step}\n`)) return;
  }
  throw new Error(`ended before ${step}: ${said}`);
}

const hangUp = ({ child }: Run): void => {
  child.stdout?.destroy();
  child.stderr?.destroy();
  process.kill(-child.pid!, "SIGHUP");
};

underEveryShell((shell) => {
  let host: ThrowAwayHost;
  let before: Record<string, string>;
  beforeEach(async () => {
    host = await ThrowAwayHost.start(shell);
    host.machine.startWith(OLD, 0o640);
    before = host.tree();
  });
  afterEach(() => host.stop());

  describe.each(["stage", "validate", "guard", "backup", "arm", "switch_over", "activate"])(
    "a connection that is lost with a hang-up at %s",
    (step) => {
      test("a lost connection lets the script finish, and the unconfirmed change is rolled back", async () => {
        const run = host.start(applyScript, await host.payloadOf(CHANGE));
        await reached(run, step);
        hangUp(run);
        await run.ended;
        expect(host.disk.read(DAEMON_JSON)).toBe(NEW);
        expect(host.machine.engine.text).toBe(NEW);
        await host.clock.pass(61);
        expect(host.tree()).toEqual(before);
        expect(host.machine.engine.text).toBe(OLD);
      });

      test("a lost connection lets the script finish the rollback of a change that the engine refuses", async () => {
        host.machine.engine.failureModes.set("a=1", "refuses");
        const run = host.start(applyScript, await host.payloadOf(CHANGE));
        await reached(run, step);
        run.child.stdout?.destroy();
        await run.ended;
        expect(host.tree()).toEqual(before);
        expect(host.machine.engine.text).toBe(OLD);
      });
    },
  );

  describe("a host without a folder for daemon.json whose script ends before its backup", () => {
    beforeEach(() => {
      host.disk.remove("/etc/docker");
      before = host.tree();
    });

    /** Ends it while it validates the new file. */
    async function endAtCheck(end: (run: Run) => unknown): Promise<void> {
      host.machine.intervene = async ({ name, args }, run) => {
        if (name !== "dockerd" || !args.includes("--validate")) return undefined;
        await end(run);
        return { code: 1 };
      };
      await host.start(applyScript, await host.payloadOf(CHANGE)).ended;
      host.machine.intervene = () => undefined;
    }

    test("a killed script leaves no folder in the end", async () => {
      await endAtCheck((run) => host.machine.runs.kill(run));
      expect(host.disk.has("/etc/docker")).toBe(true);
      await host.clock.pass(400);
      expect(host.tree()).toEqual(before);
    });

    test("a run after a power cut knows that no folder existed", async () => {
      await endAtCheck(() => host.machine.powerCut());
      const boot = host.machine.boot();
      await host.clock.pass(100);
      await boot;
      await host.change(CHANGE);
      await host.change({ file: { kind: "absent" }, effect: "restart" }, "none");
      expect(host.tree()).toEqual(before);
    });
  });

  test("a script that is killed at any program once it can be rolled back leaves nothing after the lock's watchdog", async () => {
    for (let at = 0, struck = true; struck; at++) {
      let left = at;
      host.machine.intervene = (_call, run) => {
        const mayStrike = run.name === "apply" && host.disk.has(`${STATE}/restore.sh`);
        if (mayStrike && left-- === 0) host.machine.runs.kill(run);
        return undefined;
      };
      await host.start(applyScript, await host.payloadOf(CHANGE)).ended;
      struck = left < 0;
      await host.clock.pass(400);
      expect([at, host.tree(), host.machine.engine.text]).toEqual([at, before, OLD]);
      await host.stop();
      host = await ThrowAwayHost.start(shell);
      host.machine.startWith(OLD, 0o640);
    }
  }, 120_000);

  test("a change is confirmed even if its answer is not read", async () => {
    await host.apply(CHANGE);
    const payload = confirmPayload(MANIFEST, { observed: await host.observe(), before: {} }, termsOf(), {
      enginePid: undefined,
    });
    const run = host.start(confirmScript, payload);
    run.child.stdout?.destroy();
    await run.ended;
    expect(JSON.parse((await host.observe()).manifest!)).toEqual(MANIFEST);
  });

  test.each([observeScript, applyScript, confirmScript].map((script) => [script.name, script.text] as const))(
    "%s.sh that is truncated at any line does nothing",
    async (_name, text) => {
      const lines = text.split("\n").slice(0, -1);
      // The last line starts it; all lines before it only define functions.
      expect(lines.at(-1)).toMatch(/^main\b/);
      for (let at = 40; at < lines.length; at += 7) {
        await host.run({ name: "cut", changesHost: true, text: `${lines.slice(0, at).join("\n")}\n` }, "");
      }
      expect(host.tree()).toEqual(before);
      expect(host.machine.called).toEqual([]);
    },
  );

  test("a payload of a later release is refused before anything is done", async () => {
    const { answer, code } = await host.run(applyScript, `target ${DAEMON_JSON}\nfuture x\nend\n`);
    expect([answer, code]).toEqual([undefined, 1]);
    expect(host.tree()).toEqual(before);
  });
});
