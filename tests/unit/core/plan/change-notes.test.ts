import { observedEngine } from "../../../../provider/core/observed/engine";
import { changeNotes, stoppedNote } from "../../../../provider/core/plan/change-notes";
import { engineOf, fileOf, hostOf, planOf, surveyOf } from "../../fixtures";

const plan = planOf({ file: { kind: "write", text: "" }, after: { "log-opts": { "splunk-token": "T" } } });

test("a secret that is written into an existing, readable daemon.json is noted with the remedy", () => {
  const host = hostOf({ daemonJson: fileOf("{}", { mode: "644" }) });
  expect(changeNotes(plan, surveyOf(host))).toEqual([
    "/etc/docker/daemon.json has the mode 644, and its log-opts.splunk-token may be secret: " +
      'run "chmod 600 /etc/docker/daemon.json" on the host',
  ]);
});

test.each([
  ["a file that only root may read", plan, hostOf({ daemonJson: fileOf("{}", { mode: "600" }) })],
  ["a new file", plan, hostOf()],
  [
    "a file without secrets",
    planOf({ file: { kind: "write", text: "" } }),
    hostOf({ daemonJson: fileOf("{}") }),
  ],
  ["a file that isn't written", planOf({ after: plan.after }), hostOf({ daemonJson: fileOf("{}") })],
])("%s needs no note", (_name, written, host) => {
  expect(changeNotes(written, surveyOf(host))).toEqual([]);
});

test("a written file that the engine can't validate is noted", () => {
  const written = planOf({ file: { kind: "write", text: "{}" } });
  expect(changeNotes(written, surveyOf(hostOf(), engineOf("20.10.5")))).toEqual([
    "engine 20.10.5 has no `dockerd --validate`: only pulumi-dockerd's own rules checked the file",
  ]);
  expect(changeNotes(planOf(), surveyOf(hostOf(), engineOf("20.10.5")))).toEqual([]);
});

describe("an erratum of the engine", () => {
  const MIRRORS = { key: "registry-mirrors", from: undefined, to: ["https://m"], effect: "reload" } as const;
  const STORE = { DriverStatus: [["driver-type", "io.containerd.snapshotter.v1"]] };
  const noted = (version: string, info = {}, change: object = MIRRORS): readonly string[] =>
    changeNotes(
      planOf({ changes: [{ ...MIRRORS, ...change }] }),
      surveyOf(hostOf(), engineOf(version, info)),
    );

  test("is noted with a change of a key that it concerns", () => {
    expect(noted("29.1.0", STORE)).toEqual([
      expect.stringMatching(/^the containerd image store ignores registryMirrors and insecureRegistries /),
    ]);
  });

  test.each<[string, readonly string[]]>([
    ["another release", noted("28.5.2", STORE)],
    ["another image store", noted("29.1.0", { DriverStatus: [["Backing Filesystem", "extfs"]] })],
    ["an engine that reports no store", noted("29.1.0")],
    ["a key that is removed", noted("29.1.0", STORE, { to: undefined })],
    ["another key", noted("29.1.0", STORE, { key: "labels" })],
  ])("is not noted with %s", (_name, notes) => {
    expect(notes).toEqual([]);
  });
});

describe("containers that a change stopped", () => {
  const running = (...names: readonly string[]): ReturnType<typeof observedEngine> =>
    observedEngine(
      { Version: "26.1.5" },
      {},
      null,
      names.map((name) => ({ Names: [`/${name}`] })),
    );

  test("are named", () => {
    expect(stoppedNote(running("web", "db", "job"), running("db"))).toEqual([
      "containers that ran before the change and are stopped now: web, job",
    ]);
  });

  test.each([
    ["all run again", running("db"), running("new", "db")],
    ["the engine was not verified", running("db"), undefined],
    ["no engine ran before", undefined, running("db")],
  ])("aren't noted if %s", (_name, before, after) => {
    expect(stoppedNote(before, after)).toEqual([]);
  });
});
