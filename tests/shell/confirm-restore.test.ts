import { restoreScript } from "../../provider/edge/scripts";
import { DAEMON_JSON, MANIFEST, STATE, ThrowAwayHost, underEveryShell } from "./throw-away-host";

const OLD = '{"labels": ["a=0"]}\n\n';
const NEW = '{\n  "labels": [\n    "a=1"\n  ]\n}\n';
const write = { file: { kind: "write", text: NEW } } as const;

underEveryShell((shell) => {
  let host: ThrowAwayHost;
  beforeEach(() => void (host = new ThrowAwayHost(shell)));
  afterEach(() => host.remove());
  afterAll(() => ThrowAwayHost.removeApplets());

  const names = (folder: string): string[] => Object.keys(host.tree(folder)).slice(1).sort();

  describe("confirm", () => {
    test("writes our record for root alone and drops the set before", () => {
      host.write(DAEMON_JSON, OLD, 0o640);
      host.apply(write);
      const { steps, failures, stderr } = host.confirm(MANIFEST);
      expect({ steps, failures, stderr }).toEqual({
        steps: ["first_set", "record"],
        failures: [],
        stderr: "",
      });
      const observed = host.observe();
      expect(JSON.parse(observed.manifest!)).toEqual(MANIFEST);
      expect(observed.first).toMatchObject({ mode: "640", text: OLD });
      expect(names(STATE)).toEqual([
        `${STATE}/first`,
        `${STATE}/first/daemon.json`,
        `${STATE}/manifest.json`,
      ]);
      expect(host.tree(STATE)[STATE]).toMatch(/^700 /);
      expect(host.tree(STATE)[`${STATE}/manifest.json`]).toMatch(/^600 /);
      expect(host.acts()).toEqual(["systemctl reload docker.service"]);
    });

    test("brings our record to the disk before and after it is put in place", () => {
      host.confirm(MANIFEST);
      const calls = host.calls("mv", "sync").filter((call) => call.includes("manifest"));
      expect(calls).toEqual([
        `sync ${STATE}/manifest.new`,
        `mv -f ${STATE}/manifest.new ${STATE}/manifest.json`,
      ]);
      expect(host.calls("sync").at(-1)).toBe(`sync ${STATE}`);
    });

    test("of a host that needed no change keeps its file as the first", () => {
      host.write(DAEMON_JSON, OLD, 0o604);
      const before = host.tree("/etc");
      expect(host.confirm(MANIFEST).failures).toEqual([]);
      expect(host.tree("/etc")).toEqual(before);
      expect(host.observe().first).toMatchObject({ mode: "604", text: OLD });
      expect(host.acts()).toEqual([]);
    });

    test("of a host without a file keeps that", () => {
      expect(host.confirm(MANIFEST).failures).toEqual([]);
      expect(host.observe().first).toBe("absent");
    });

    test("of a host whose file is behind a symbolic link keeps what it leads to", () => {
      host.link(DAEMON_JSON, "real.json");
      host.write("/etc/docker/real.json", OLD);
      expect(host.confirm(MANIFEST).failures).toEqual([]);
      expect(host.observe().first).toMatchObject({ text: OLD });
    });

    test("of a host without even a folder remembers that: in the end it is gone again", () => {
      const before = host.tree();
      host.confirm(MANIFEST);
      host.apply(write);
      host.confirm(MANIFEST);
      host.apply({ file: { kind: "absent" }, effect: "restart" });
      host.confirm("none");
      expect(host.tree()).toEqual(before);
    });

    test("makes a first copy that was interrupted once anew", () => {
      host.write(DAEMON_JSON, OLD);
      host.write(`${STATE}/first.new/absent`, "");
      host.confirm(MANIFEST);
      expect(names(`${STATE}/first`)).toEqual([`${STATE}/first/daemon.json`]);
    });

    test("twice is once", () => {
      host.write(DAEMON_JSON, OLD);
      host.confirm(MANIFEST);
      const once = host.tree();
      expect(host.confirm(MANIFEST).failures).toEqual([]);
      expect(host.tree()).toEqual(once);
    });

    test("replaces an older record, and keeps it where the new one can't be put in place", () => {
      host.confirm(MANIFEST);
      const once = host.tree("/var");
      host.tell("mv-fails", "manifest.new");
      const later = { ...MANIFEST, owned: {} };
      expect(host.confirm(later).failures.map(({ step }) => step)).toEqual(["record"]);
      expect(JSON.parse(host.observe().manifest!)).toEqual(MANIFEST);
      expect(host.confirm(later).failures).toEqual([]);
      expect(JSON.parse(host.observe().manifest!)).toEqual(later);
      expect(Object.keys(host.tree("/var"))).toEqual(Object.keys(once));
    });

    test("a record may hold anything", () => {
      const urn = "urn:pulumi:dev::p::t::'\"$(x)`y`\\ ä\u2028";
      host.confirm({ ...MANIFEST, urn });
      expect(JSON.parse(host.observe().manifest!)).toEqual({ ...MANIFEST, urn });
    });
  });

  describe("forget", () => {
    test("removes all trace of us and leaves the file as it is", () => {
      host.write(DAEMON_JSON, OLD);
      const before = host.tree();
      host.confirm(MANIFEST);
      const { steps, failures } = host.confirm("none");
      expect({ steps, failures }).toEqual({ steps: ["forget"], failures: [] });
      expect(host.tree()).toEqual(before);
    });

    test("twice, or on a host that was never ours, is no failure", () => {
      const before = host.tree();
      expect(host.confirm("none").failures).toEqual([]);
      expect(host.tree()).toEqual(before);
    });
  });

  describe("restore", () => {
    test.each<[string, string | undefined, number]>([
      ["a file, byte for byte and with its mode", OLD, 0o604],
      ["no file, and no folder", undefined, 0],
    ])("puts back %s", (_name, text, mode) => {
      if (text !== undefined) host.write(DAEMON_JSON, text, mode);
      const before = host.tree();
      const observed = host.observe();
      expect(host.apply(write).failures).toEqual([]);
      const { steps, failures, stderr } = host.restore({ undo: "restart" }, observed);
      expect({ steps, failures, stderr }).toEqual({ steps: ["restore"], failures: [], stderr: "" });
      expect(host.tree()).toEqual(before);
      expect(host.told("running")).toBe(text);
      expect(host.acts().at(-1)).toBe("systemctl restart docker.service");
    });

    test("reloads where that is enough", () => {
      host.write(DAEMON_JSON, OLD);
      const observed = host.observe();
      host.apply(write);
      expect(host.restore({ undo: "reload" }, observed).failures).toEqual([]);
      expect(host.acts()).toEqual(["systemctl reload docker.service", "systemctl reload docker.service"]);
      expect(host.told("running")).toBe(OLD);
    });

    test("leaves the engine alone where nothing has to be undone there", () => {
      host.write(DAEMON_JSON, OLD);
      const observed = host.observe();
      host.apply({ ...write, effect: "none" });
      expect(host.restore({ undo: "none" }, observed).failures).toEqual([]);
      expect([host.acts(), host.read(DAEMON_JSON)]).toEqual([[], OLD]);
    });

    test("stops an engine that didn't run", () => {
      host.stopEngine();
      host.write(DAEMON_JSON, OLD);
      const observed = host.observe();
      host.apply({ ...write, effect: "restart" });
      expect(host.told("running")).toBe(NEW);
      expect(host.restore({ undo: "restart" }, observed).failures).toEqual([]);
      expect([host.told("running"), host.read(DAEMON_JSON)]).toEqual([undefined, OLD]);
    });

    test("leaves our record and the first file of a host of ours", () => {
      host.write(DAEMON_JSON, OLD);
      host.confirm(MANIFEST);
      const before = host.tree();
      const observed = host.observe();
      host.apply(write);
      host.restore({ undo: "restart" }, observed);
      expect(host.tree()).toEqual(before);
    });

    test("keeps the backup where the engine doesn't take the old file either, and can be run again", () => {
      host.write(DAEMON_JSON, OLD);
      const before = host.tree();
      const observed = host.observe();
      host.apply(write);
      host.tell("restart-fails");
      expect(host.restore({ undo: "restart" }, observed).failures.map(({ step }) => step)).toEqual([
        "restore",
      ]);
      expect(host.read(`${STATE}/previous/daemon.json`)).toBe(OLD);
      host.forgetTold("restart-fails");
      expect(host.restore({ undo: "restart" }, observed).failures).toEqual([]);
      expect(host.tree()).toEqual(before);
    });

    test.each(["nothing was begun", "it was confirmed", "it was restored"])(
      "does nothing and says so where %s",
      (when) => {
        host.write(DAEMON_JSON, OLD);
        const observed = host.observe();
        if (when !== "nothing was begun") host.apply(write);
        if (when === "it was confirmed") host.confirm(MANIFEST);
        if (when === "it was restored") host.restore({}, observed);
        const before = host.tree();
        const acts = host.acts();
        const { failures } = host.restore({}, observed);
        expect(failures).toEqual([{ step: "restore", detail: `no backup in ${STATE}/previous\n` }]);
        expect(host.tree()).toEqual(before);
        expect(host.acts()).toEqual(acts);
      },
    );

    test("a payload that is cut before its end is refused before anything is done", () => {
      host.write(DAEMON_JSON, OLD);
      host.apply(write);
      const before = host.tree();
      for (const input of ["", `target ${DAEMON_JSON}\n`, `target ${DAEMON_JSON}\nundo restart\n`]) {
        expect([input, host.run(restoreScript, input).steps, host.tree()]).toEqual([input, [], before]);
      }
    });
  });
});
