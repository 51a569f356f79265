import * as fc from "fast-check";
import { applyPayload } from "../../provider/edge/transaction/payload";
import { applyScript } from "../../provider/edge/scripts";
import {
  DAEMON_JSON,
  DOCKERD,
  MANIFEST,
  planOf,
  STATE,
  ThrowAwayHost,
  underEveryShell,
} from "./throw-away-host";

const OLD = '{"labels": ["a=0"]}';
const NEW = '{\n  "labels": [\n    "a=1"\n  ]\n}\n';
const write = { file: { kind: "write", text: NEW } } as const;
const GOOD = ["stage", "validate", "guard", "backup", "switch_over", "activate"];
const STAGED = `${DAEMON_JSON}.pulumi-dockerd`;

underEveryShell((shell) => {
  let host: ThrowAwayHost;
  beforeEach(() => void (host = new ThrowAwayHost(shell)));
  afterEach(() => host.remove());
  afterAll(() => ThrowAwayHost.removeApplets());

  describe("goes well", () => {
    test("a file that is new, in a folder that is new", () => {
      const { code, steps, failures, stderr } = host.apply(write);
      expect({ code, steps, failures, stderr }).toEqual({ code: 0, steps: GOOD, failures: [], stderr: "" });
      expect(host.observe().daemonJson).toMatchObject({ mode: "644", text: NEW });
      expect(host.exists(STAGED)).toBe(false);
      expect(host.told("running")).toBe(NEW);
      expect(host.acts().at(-1)).toBe("systemctl reload docker.service");
      expect(host.observe().first).toBe("absent");
      expect(host.tree(STATE)[STATE]).toMatch(/^700 /);
      expect(
        Object.keys(host.tree(`${STATE}/previous`))
          .slice(1)
          .sort(),
      ).toEqual([`${STATE}/previous/absent`, `${STATE}/previous/no-directory`]);
    });

    test.each(["600", "640", "664"])("a file that is changed keeps its mode %s", (mode) => {
      host.write(DAEMON_JSON, OLD, parseInt(mode, 8));
      expect(host.apply(write).failures).toEqual([]);
      expect(host.observe().daemonJson).toMatchObject({ mode, text: NEW });
      expect(host.observe().first).toMatchObject({ mode, text: OLD });
      expect(host.read(`${STATE}/previous/daemon.json`)).toBe(OLD);
    });

    test("a file behind a symbolic link is changed, the link stays", () => {
      host.link(DAEMON_JSON, "../../srv/my docker/d.json");
      host.write("/srv/my docker/d.json", OLD, 0o600);
      expect(host.apply(write).failures).toEqual([]);
      expect(host.tree()[DAEMON_JSON]).toBe("-> ../../srv/my docker/d.json");
      expect(host.observe().daemonJson).toMatchObject({
        path: "/srv/my docker/d.json",
        mode: "600",
        text: NEW,
      });
    });

    test("the file is on the disk before and after it is put in place", () => {
      host.write(DAEMON_JSON, OLD);
      host.apply(write);
      const calls = host.calls("mv", "sync").filter((call) => call.includes("/etc/docker"));
      expect(calls).toEqual([`sync ${STAGED}`, `mv -f ${STAGED} ${DAEMON_JSON}`, "sync /etc/docker"]);
    });

    test("keep: the engine alone is brought up to date", () => {
      host.write(DAEMON_JSON, OLD);
      const before = host.tree("/etc");
      const { steps, failures } = host.apply({ file: { kind: "keep" }, effect: "restart" });
      expect({ steps, failures }).toEqual({ steps: GOOD, failures: [] });
      expect(host.tree("/etc")).toEqual(before);
      expect(host.told("running")).toBe(OLD);
      expect(host.acts()).toEqual([
        "systemctl reset-failed docker.service docker.socket",
        "systemctl restart docker.service",
      ]);
    });

    test("absent: the file goes, its folder stays where others had it", () => {
      host.write(DAEMON_JSON, OLD);
      expect(host.apply({ file: { kind: "absent" }, effect: "restart" }).failures).toEqual([]);
      expect(host.exists(DAEMON_JSON)).toBe(false);
      expect(host.exists("/etc/docker")).toBe(true);
      expect(host.told("running")).toBeUndefined();
    });

    test("absent: a folder that was made by us goes, too", () => {
      host.apply(write);
      host.confirm(MANIFEST);
      expect(host.apply({ file: { kind: "absent" }, effect: "restart" }).failures).toEqual([]);
      expect(host.exists("/etc/docker")).toBe(false);
    });

    test("absent: a folder that was made by us stays where it holds others' files by now", () => {
      host.apply(write);
      host.confirm(MANIFEST);
      host.write("/etc/docker/key.json", "{}");
      expect(host.apply({ file: { kind: "absent" }, effect: "restart" }).failures).toEqual([]);
      expect(Object.keys(host.tree("/etc/docker"))).toEqual(["/etc/docker", "/etc/docker/key.json"]);
    });

    test("first: bytes and mode come back as they were", () => {
      host.write(DAEMON_JSON, Buffer.from("{ }\n\n\xff", "latin1"), 0o604);
      const before = host.tree("/etc");
      host.apply(write);
      host.confirm(MANIFEST);
      expect(host.apply({ file: { kind: "first" } }).failures).toEqual([]);
      expect(host.tree("/etc")).toEqual(before);
      host.confirm("none");
      expect(host.exists(STATE)).toBe(false);
    });

    test("first: it comes back where even its folder is gone", () => {
      host.write(DAEMON_JSON, OLD);
      host.apply(write);
      host.confirm(MANIFEST);
      host.apply({ file: { kind: "absent" }, effect: "restart" });
      host.removePath("/etc/docker");
      expect(host.apply({ file: { kind: "first" } }).failures).toEqual([]);
      expect(host.read(DAEMON_JSON)).toBe(OLD);
    });

    test("the first file stays the first over later changes", () => {
      host.write(DAEMON_JSON, OLD);
      host.apply(write);
      host.confirm(MANIFEST);
      host.apply({ file: { kind: "write", text: "{}" } });
      expect(host.observe().first).toMatchObject({ text: OLD });
      expect(host.read(`${STATE}/previous/daemon.json`)).toBe(NEW);
    });

    test("a first copy that was interrupted once is made anew", () => {
      host.write(DAEMON_JSON, OLD);
      host.write(`${STATE}/first.new/absent`, "");
      expect(host.apply(write).failures).toEqual([]);
      expect(Object.keys(host.tree(`${STATE}/first`))).toEqual([
        `${STATE}/first`,
        `${STATE}/first/daemon.json`,
      ]);
    });

    test("a stopped engine is started", () => {
      host.stopEngine();
      expect(host.apply({ ...write, effect: "restart" }).failures).toEqual([]);
      expect(host.told("running")).toBe(NEW);
    });

    test("a reload that the engine's journal tells nothing of is left to whoever asks the API", () => {
      host.tell("reload-says", "");
      expect(host.apply(write).failures).toEqual([]);
      expect(host.calls("sleep")).toHaveLength(50);
    });

    test("an error in the journal that has nothing to do with the reload doesn't count", () => {
      host.tell(
        "reload-says",
        'level=error msg="a container died"\nlevel=info msg="Reloaded configuration: {}"\n',
      );
      expect(host.apply(write).failures).toEqual([]);
    });

    test("what the journal told before doesn't count", () => {
      host.tell("journal", 'level=error msg="Error reconfiguring the daemon: old"\n');
      expect(host.apply(write).failures).toEqual([]);
    });
  });

  describe("the engine's own check", () => {
    const refusal = {
      step: "validate",
      detail: `unable to configure the Docker daemon with file ${STAGED}: no good\n`,
    };

    test("gets the flags that the engine is going to run with", () => {
      const argv = [DOCKERD, "-H", "fd://", "--label", "b=x y", "--label='$(x)\"", "--config-file=/other"];
      expect(host.apply({ ...write, argv }).failures).toEqual([]);
      expect(host.calls("dockerd")).toEqual([
        `dockerd -H fd:// --label b=x y --label='$(x)" --config-file=/other --validate --config-file ${STAGED}`,
      ]);
      expect(host.told("validated")).toBe(NEW);
    });

    test.each(["running", "stopped"])("refuses: nothing is changed (engine %s)", (engine) => {
      if (engine === "stopped") host.stopEngine();
      host.write(DAEMON_JSON, OLD);
      host.tell("check-refuses", "a=1");
      const before = host.tree();
      const { steps, failures } = host.apply(write);
      expect({ steps, failures }).toEqual({ steps: ["stage", "validate", "abandon"], failures: [refusal] });
      expect(host.tree()).toEqual(before);
      expect(host.acts()).toEqual([]);
    });

    test("refuses: a folder that was made for it goes", () => {
      host.tell("check-refuses", "a=1");
      const before = host.tree();
      expect(host.apply(write).failures).toEqual([refusal]);
      expect(host.tree()).toEqual(before);
    });

    test("refuses: our record and the first file stay", () => {
      host.write(DAEMON_JSON, OLD);
      host.confirm(MANIFEST);
      const before = host.tree();
      host.tell("check-refuses", "a=1");
      expect(host.apply(write).failures).toEqual([refusal]);
      expect(host.tree()).toEqual(before);
    });

    test("refuses: the first file stays though an earlier change was never confirmed", () => {
      host.write(DAEMON_JSON, OLD);
      host.apply(write);
      host.tell("check-refuses", "a=2");
      host.apply({ file: { kind: "write", text: '{"labels": ["a=2"]}' } });
      expect(host.observe().first).toMatchObject({ text: OLD });
    });

    test("isn't asked of engines that have none", () => {
      host.tell("no-validate");
      expect(host.apply(write).failures).toEqual([]);
      expect(host.calls("dockerd")).toEqual([]);
    });
  });

  describe("the guard", () => {
    const changed = { step: "guard", detail: `${DAEMON_JSON} was changed by someone else in the meantime\n` };

    test.each<[string, string | undefined, (host: ThrowAwayHost) => void]>([
      ["was written", OLD, (h) => h.write(DAEMON_JSON, "{}")],
      ["was removed", OLD, (h) => h.removePath(DAEMON_JSON)],
      ["was made", undefined, (h) => h.write(DAEMON_JSON, "{}")],
    ])("trips when the file %s since it was looked at", (_name, text, meddle) => {
      if (text !== undefined) host.write(DAEMON_JSON, text);
      const observed = host.observe();
      meddle(host);
      const before = host.tree();
      const { steps, failures } = host.apply(write, observed);
      expect(failures).toEqual([changed]);
      expect(steps).toEqual(["stage", "validate", "guard", "abandon"]);
      expect(host.tree()).toEqual(before);
      expect(host.told("running")).toBeUndefined();
    });
  });

  describe("goes wrong and is put back", () => {
    const before = (): Record<string, string> => host.tree();
    beforeEach(() => host.tell("engine-refuses", "a=1"));

    test("a reload that the engine's journal refuses", () => {
      host.write(DAEMON_JSON, OLD, 0o640);
      const was = before();
      const { steps, failures } = host.apply({ ...write, undo: "reload" });
      expect(steps).toEqual([...GOOD, "restore"]);
      expect(failures).toEqual([
        {
          step: "activate",
          detail:
            "dockerd refused the new daemon.json at its reload:\n" +
            'level=error msg="Error reconfiguring the daemon: no good"\n',
        },
      ]);
      expect(host.tree()).toEqual(was);
      expect(host.told("running")).toBe(OLD);
    });

    test("a reload that fails by errors without the known words", () => {
      host.write(DAEMON_JSON, OLD);
      const was = before();
      host.tell("reload-says", 'level=error msg="something else"\n');
      const { failures } = host.apply({ ...write, undo: "restart" });
      expect(failures.map(({ step }) => step)).toEqual(["activate"]);
      expect(failures[0]?.detail).toContain("something else");
      expect(host.tree()).toEqual(was);
    });

    test("a reload that systemd refuses", () => {
      host.write(DAEMON_JSON, OLD);
      const was = before();
      host.tell("reload-fails");
      expect(host.apply(write).failures.map(({ step }) => step)).toEqual(["activate"]);
      expect(host.tree()).toEqual(was);
    });

    test.each([0o600, 0o644])("a restart that fails: bytes and mode are as before (%s)", (mode) => {
      host.write(DAEMON_JSON, `${OLD}\n\n`, mode);
      const was = before();
      const { steps, failures, answer } = host.apply({ ...write, effect: "restart" });
      expect(steps).toEqual([...GOOD, "restore"]);
      expect(failures.map(({ step }) => step)).toEqual(["activate"]);
      expect(failures[0]?.detail).toContain("failed to start daemon: no good");
      expect(answer).toBeDefined();
      expect(host.tree()).toEqual(was);
      expect(host.told("running")).toBe(`${OLD}\n\n`);
      expect(host.acts()).toEqual([
        "systemctl reset-failed docker.service docker.socket",
        "systemctl restart docker.service",
        "systemctl reset-failed docker.service docker.socket",
        "systemctl restart docker.service",
      ]);
    });

    test("a restart that fails where there was no file: neither file nor folder are left", () => {
      const was = before();
      expect(host.apply({ ...write, effect: "restart" }).failures.map(({ step }) => step)).toEqual([
        "activate",
      ]);
      expect(host.tree()).toEqual(was);
    });

    test("a restart that fails on a host of ours: our record and the first file stay", () => {
      host.write(DAEMON_JSON, OLD);
      host.confirm(MANIFEST);
      const was = before();
      host.apply({ ...write, effect: "restart" });
      expect(host.tree()).toEqual(was);
    });

    test("a start that fails: the engine is stopped again, and systemd doesn't go on trying", () => {
      host.stopEngine();
      host.write(DAEMON_JSON, OLD);
      const was = before();
      expect(host.apply({ ...write, effect: "restart" }).failures.map(({ step }) => step)).toEqual([
        "activate",
      ]);
      expect(host.tree()).toEqual(was);
      expect(host.told("running")).toBeUndefined();
      expect(host.acts().slice(-2)).toEqual([
        "systemctl stop docker.service",
        "systemctl reset-failed docker.service docker.socket",
      ]);
    });

    test("an engine that doesn't take the old file either: both are told, and the backup stays", () => {
      host.write(DAEMON_JSON, OLD);
      host.tell("restart-fails");
      const { failures, answer } = host.apply({ ...write, effect: "restart" });
      expect(failures.map(({ step }) => step)).toEqual(["activate", "restore"]);
      expect(answer).toBeDefined();
      expect(host.read(DAEMON_JSON)).toBe(OLD);
      expect(host.read(`${STATE}/previous/daemon.json`)).toBe(OLD);
    });

    test.each([
      ["moved", "mv-fails", undefined],
      ["moved", "mv-fails", OLD],
      ["brought to the disk", "sync-fails", undefined],
      ["brought to the disk", "sync-fails", OLD],
    ])("a file that can't be %s (%s, before %j)", (_name, stub, old) => {
      if (old !== undefined) host.write(DAEMON_JSON, old);
      host.tell(stub, "daemon.json.pulumi-dockerd");
      const was = before();
      const { steps, failures } = host.apply(write);
      expect(failures[0]?.step).toBe("switch_over");
      expect(steps.at(-1)).toBe("restore");
      expect(host.tree()).toEqual(was);
    });
  });

  describe("hostile content", () => {
    test.each([
      ["quotes", `{"a": "'\\"'", "b": "\`reboot\`"}`],
      ["substitutions", "$(touch /tmp/x) ${HOME} $HOME `id`"],
      ["printf's words", "%s %d \\n \\0 %%"],
      ["options", "-n -e -- --help"],
      ["line ends", "\n\n\r\n\n"],
      ["payload's lines", "\nend\nmode 777\nowner 1:1\n"],
      ["UTF-8", "ä漢字🐳\u2028"],
      ["nothing at all", ""],
    ])("lands byte for byte: %s", (_name, text) => {
      expect(host.apply({ file: { kind: "write", text } }).failures).toEqual([]);
      expect(host.read(DAEMON_JSON)).toBe(text);
    });

    test("lands byte for byte: any", () => {
      fc.assert(
        fc.property(fc.string({ unit: "binary", maxLength: 100 }), (text) => {
          expect(host.apply({ file: { kind: "write", text } }).failures).toEqual([]);
          expect(host.read(DAEMON_JSON)).toBe(Buffer.from(text).toString());
        }),
        { numRuns: 5 },
      );
    });

    test("lands byte for byte: a large one", () => {
      const text = JSON.stringify({ labels: Array.from({ length: 20_000 }, (_, at) => `n${at}=x`) });
      expect(host.apply({ file: { kind: "write", text } }).failures).toEqual([]);
      expect(host.read(DAEMON_JSON) === text).toBe(true);
    });
  });

  test("a payload that is cut before its end is refused before anything is done", () => {
    host.write(DAEMON_JSON, OLD);
    const plan = planOf({ ...write, effect: "restart" });
    const lines = applyPayload(plan, host.observe()).split("\n");
    const before = host.tree();
    for (let at = 0; at < lines.length - 1; at++) {
      const { steps } = host.run(
        applyScript,
        lines
          .slice(0, at)
          .map((line) => `${line}\n`)
          .join(""),
      );
      expect([at, steps, host.tree()]).toEqual([at, [], before]);
    }
    expect(host.acts()).toEqual([]);
  });

  test("a payload of a later release is refused before anything is done", () => {
    const before = host.tree();
    const { answer, code } = host.run(applyScript, `target ${DAEMON_JSON}\nfuture x\nend\n`);
    expect([answer, code]).toEqual([undefined, 1]);
    expect(host.tree()).toEqual(before);
  });
});
