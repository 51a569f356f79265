import { environmentFile, withArtefact } from "../support/invented-artefact";
import type { ObservedFile } from "../../provider/core/observed/host";
import { DAEMON_JSON, MANIFEST, STATE, ThrowAwayHost, underEveryShell } from "./throw-away-host";

const OLD = '{"labels": ["b=0"]}';
const labels = (a: number) =>
  ({ file: { kind: "write", text: `{"labels": ["a=${a}"]}` }, effect: "restart" }) as const;
const leave = { file: { kind: "original" }, effect: "restart" } as const;
const FOLDER = "/etc/dockerd";
const FILE = `${FOLDER}/engine.env`;
/** The file's original content, in the tests that have one. */
const HAND = "LABEL=by hand\n";

/** Adds an artefact that the scripts don't know to the list: a file that systemd or the engine might read. */
underEveryShell((shell) => {
  let host: ThrowAwayHost;
  let remove: () => void;
  let found: ObservedFile | "absent" | "any";
  beforeEach(async () => {
    found = "any";
    remove = withArtefact(environmentFile(FILE, () => found));
    host = await ThrowAwayHost.start(shell);
    host.machine.startWith(OLD, 0o640);
  });
  afterEach(async () => {
    remove();
    await host.stop();
  });

  const modeOf = (path: string): string | undefined => host.tree()[path]?.split(" ")[0];
  const given = (): void => {
    host.disk.write(FILE, HAND, 0o600);
    host.disk.syncAll();
  };

  test("an additional artefact is staged, backed up and installed before daemon.json", async () => {
    given();
    const order: string[] = [];
    host.machine.intervene = ({ name, args }) => {
      const to = (args.at(-1) ?? "").slice(host.machine.root.length);
      if (name === "mv" && [FILE, DAEMON_JSON].includes(to)) order.push(to);
      return undefined;
    };
    expect((await host.apply(labels(1))).failures).toEqual([]);
    expect(order).toEqual([FILE, DAEMON_JSON]);
    expect([host.disk.read(FILE), modeOf(FILE)]).toEqual(["LABEL=a=1\n", "640"]);
    const copy = `${STATE}/pending/set/environment`;
    expect([host.disk.read(copy), modeOf(copy)]).toEqual([HAND, "600"]);
  });

  describe.each([
    ["an existing file", given],
    ["neither a file nor a folder", () => undefined],
  ])("an additional artefact on a host with %s", (_name, prepare) => {
    let before: Record<string, string>;
    beforeEach(() => {
      prepare();
      before = host.tree();
    });

    const expectOriginal = (): void => {
      expect(host.tree()).toEqual(before);
      host.expectNoTrace();
    };

    test("is rolled back by the client", async () => {
      await host.apply(labels(1));
      expect((await host.rollBack()).failures).toEqual([]);
      expectOriginal();
    });

    test("is rolled back if the engine doesn't start", async () => {
      host.machine.engine.failureModes.set("a=1", "refuses");
      expect((await host.apply(labels(1))).failures).toMatchObject([
        { step: "activate", reason: "start-failed" },
      ]);
      expectOriginal();
    });

    test("is rolled back if it can't be installed, and nothing else is switched", async () => {
      host.machine.intervene = ({ name, args }, { name: script }) =>
        script === "apply" && name === "mv" && args.at(-1) === `${host.machine.root}${FILE}`
          ? { code: 1, err: "no" }
          : undefined;
      expect((await host.apply(labels(1))).failures).toMatchObject([{ step: "switch_over" }]);
      expectOriginal();
    });

    test.each(["before", "after"])(
      "is rolled back at the boot after a power cut %s its switch",
      async (when) => {
        const at = when === "before" ? FILE : DAEMON_JSON;
        host.machine.intervene = async ({ name, args }) => {
          if (name !== "mv" || args.at(-1) !== `${host.machine.root}${at}`) return undefined;
          host.machine.intervene = () => undefined;
          await host.machine.powerCut();
          return { code: 1 };
        };
        await host.apply(labels(1));
        const booted = host.machine.boot();
        await host.clock.pass(100);
        await booted;
        expectOriginal();
      },
    );

    test("leaves nothing of a change that is refused", async () => {
      host.machine.engine.invalid.add("a=1");
      expect((await host.apply(labels(1))).failures).toMatchObject([{ step: "validate" }]);
      expectOriginal();
    });

    test("leaves nothing of a script that was killed", async () => {
      host.machine.intervene = ({ args }, run) => {
        if (!args.includes("--validate")) return undefined;
        host.machine.intervene = () => undefined;
        host.machine.runs.kill(run);
        return { code: 1 };
      };
      await host.apply(labels(1));
      await host.clock.pass(600);
      expectOriginal();
    });

    test("is restored when the host is released, after any number of changes", async () => {
      await host.change(labels(1));
      await host.change(labels(2));
      expect(host.disk.read(FILE)).toBe("LABEL=a=2\n");
      await host.change(leave, "none");
      expectOriginal();
    });

    test("is restored on a host whose first backup lacks it", async () => {
      remove();
      await host.change(labels(1));
      const first = Object.keys(host.tree(`${STATE}/first`)).map((path) => path.split("/").at(-1));
      expect(first).toEqual(["first", "daemon.json"]);
      remove = withArtefact(environmentFile(FILE, () => found));
      await host.record(MANIFEST);
      await host.change(labels(2));
      await host.change(labels(3));
      expect(host.disk.read(FILE)).toBe("LABEL=a=3\n");
      await host.change(leave, "none");
      expectOriginal();
    });

    test("is left alone if no change ever concerned it", async () => {
      remove();
      await host.change(labels(1));
      remove = withArtefact(environmentFile(FILE, () => found));
      await host.change(leave, "none");
      expectOriginal();
    });
  });

  test("an additional artefact is refused if another process changed it since it was observed", async () => {
    found = "absent";
    given();
    const before = host.tree();
    expect((await host.apply(labels(1))).failures).toEqual([
      { step: "guard", reason: "changed", detail: `${FILE}\n` },
    ]);
    expect(host.tree()).toEqual(before);
  });

  test("an additional artefact is refused if it is immutable", async () => {
    given();
    host.machine.intervene = ({ name, args }) =>
      name === "chmod" && args.at(-1)?.endsWith(FILE) === true
        ? { code: 1, err: "not permitted" }
        : undefined;
    expect((await host.apply(labels(1))).failures).toMatchObject([{ step: "check_files" }]);
    expect(host.disk.read(FILE)).toBe(HAND);
  });
});
