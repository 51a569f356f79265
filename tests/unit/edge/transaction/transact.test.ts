import timers from "node:timers/promises";
import { DaemonError } from "../../../../provider/core/errors";
import type { Json } from "../../../../provider/core/json";
import type { Plan } from "../../../../provider/core/plan/plan";
import type { ApplySettings } from "../../../../provider/core/schema/apply";
import type { Host } from "../../../../provider/edge/host";
import { recordOnly, transact } from "../../../../provider/edge/transaction/transact";
import type { Transaction } from "../../../../provider/edge/transaction/transaction";
import { FakeHost, observeAnswer, type Section } from "../../fake-host";
import { engineOf, hostOf, planOf, termsOf } from "../../fixtures";

const MANIFEST = { format: 1, id: "dockerd-1", urn: "urn:1", owned: {}, transaction: "tx-1" } as const;
const ENGINE = engineOf("26.1.5");
const BEFORE = { labels: ["a=0"] };
let host: FakeHost;
let told: string[];

const { setTimeout: sleep } = timers;

beforeEach(async () => {
  // The pauses between two looks at a host, which are seconds.
  jest.spyOn(timers, "setTimeout").mockImplementation((milliseconds = 0, value) => {
    return sleep(milliseconds < 1000 ? milliseconds : milliseconds / 100, value);
  });
  told = [];
  host = new FakeHost(observeAnswer());
  await host.start();
});
afterEach(() => {
  jest.restoreAllMocks();
  return host.stop();
});

const GOOD = [
  "step lock_host",
  "step stage",
  "step validate",
  "step guard",
  "step backup",
  "step arm",
  "step switch_over",
  "step activate",
  "step report",
  "pid 42",
];
const shows = (...labels: string[]): void => {
  host.answers = { "/version": { Version: "26.1.5" }, "/info": { Labels: labels } };
};

function transaction(apply: Partial<ApplySettings> = {}, plan: Partial<Plan> = {}): Transaction {
  const after = { labels: ["a=1"] };
  return {
    host,
    engine: undefined,
    observed: hostOf(),
    plan: planOf({ effect: "reload", undo: "reload", file: { kind: "write", text: "{}\n" }, after, ...plan }),
    before: BEFORE,
    keys: ["labels"],
    terms: termsOf(apply),
    manifest: MANIFEST,
    tls: undefined,
    reconnect: () => Promise.resolve(host),
    onStep: (step) => told.push(step),
  };
}

/** Runs it to its error. */
const failure = async (of: Transaction = transaction()): Promise<DaemonError> =>
  transact(of).then(
    () => Promise.reject(new Error("no error")),
    (error: unknown) => error as DaemonError,
  );
const ran = (): string[] => host.ran.map(({ name }) => name);
const inputOf = (script: string): string => host.ran.find(({ name }) => name === script)?.input ?? "";

test("all goes well: apply, verify, confirm", async () => {
  host.lines.apply = GOOD;
  shows("a=1");
  const engine = await transact(transaction());
  expect(engine?.versionText).toBe("26.1.5");
  expect(ran()).toEqual(["apply", "confirm"]);
  expect(told).toEqual([
    "lock host",
    "stage",
    "validate",
    "guard",
    "backup",
    "arm",
    "switch over",
    "activate",
    "report",
    "verify",
    "confirm",
  ]);
  // What is confirmed is what was proven: this engine's process.
  expect(inputOf("confirm")).toContain("\npid 42\n");
});

test("files alone are confirmed without asking an engine, whatever process runs by then", async () => {
  host.lines.apply = GOOD;
  expect(await transact(transaction({ settle: 5 }, { effect: "none", undo: "none", verify: false }))).toBe(
    undefined,
  );
  expect(ran()).toEqual(["apply", "confirm"]);
  expect(host.connected).toEqual([]);
  expect(told).not.toContain("verify");
  expect(inputOf("confirm")).toContain("\npid any\n");
});

test("the engine is looked at once more before it is confirmed", async () => {
  host.lines.apply = GOOD;
  shows("a=1");
  host.onAsked = (path, count) => {
    if (path === "/info" && count === 1) shows("a=0");
  };
  const error = await failure(transaction({ settle: 0.05 }));
  expect(error.facts.kind).toBe("VerificationError");
  expect(ran()).toEqual(["apply", "undo"]);
}, 30_000);

test.each([
  ["lock_host", "ActivationError"],
  ["stage", "ActivationError"],
  ["validate", "ValidationError"],
  ["guard", "ConflictError"],
  ["backup", "ActivationError"],
  ["arm", "ActivationError"],
])("%s fails: the host is untouched", async (step, kind) => {
  host.lines.apply = [`step ${step}`, `failed ${step}`, "detail no good", "step abandon"];
  const error = await failure();
  expect(error.facts).toMatchObject({ kind, step, detail: "no good\n" });
  expect(error.hostState).toBe("untouched");
  expect(ran()).toEqual(["apply"]);
});

test.each(["switch_over", "activate", "report"])(
  "%s fails and all is put back: the host is restored",
  async (step) => {
    host.lines.apply = [...GOOD, `failed ${step}`, "detail no good", "step restore"];
    shows("a=0");
    const error = await failure();
    expect(error.facts).toMatchObject({ kind: "ActivationError", step, detail: "no good" });
    expect(error.hostState).toBe("restored");
    expect(ran()).toEqual(["apply"]);
  },
);

test("activate fails, and so does its undoing: the host is changed, both are told", async () => {
  host.lines.apply = [
    ...GOOD,
    "failed activate",
    "detail no good",
    "step restore",
    "failed restore",
    "detail nor that",
  ];
  const error = await failure();
  expect(error.hostState).toBe("changed");
  expect(error.message).toMatch(/no good\n.*restore: nor that/s);
});

test("activate fails, all is put back, but the engine doesn't answer: that isn't a host that was left untouched", async () => {
  host.lines.apply = [...GOOD, "failed activate", "detail no good", "step restore"];
  host.answers = undefined;
  const error = await failure();
  expect(["changed", "unknown"]).toContain(error.hostState);
  expect(error.message).toContain("no good");
});

test("activate fails and is to be kept: the host holds the new set as its own", async () => {
  host.lines.apply = [...GOOD, "failed activate", "detail no good"];
  const error = await failure(transaction({ onFailure: "keep" }));
  expect(error.facts).toMatchObject({ step: "activate", detail: "no good\n" });
  expect(error.hostState).toBe("changed");
  expect(ran()).toEqual(["apply", "confirm"]);
  expect(inputOf("confirm")).toContain("\npid any\n");
});

test("the engine doesn't answer after the change: it is put back", async () => {
  host.lines.apply = GOOD;
  host.answers = undefined;
  const error = await failure();
  expect(ran()).toEqual(["apply", "undo"]);
  expect(inputOf("undo")).toContain("caller client\nid tx-1\n");
  // Nor does it afterwards.
  expect(["changed", "unknown"]).toContain(error.hostState);
  // One state and one remedy, though an error of its own led there.
  expect(error.message.match(/^ *(host|next): /gm)).toEqual(["  host: ", "  next: "]);
  expect(error.message).toContain("the engine does not answer at /var/run/docker.sock");
});

test("what can't be put back is told with what led there", async () => {
  host.lines.apply = GOOD;
  host.answers = undefined;
  host.lines.undo = ["step undo", "failed undo", "detail no room"];
  const error = await failure();
  expect(error.hostState).toBe("changed");
  expect(error.message).toContain("no room");
});

test.each([
  ["prove", "the engine ended and was started again", "ActivationError"],
  ["claim", "it wasn't confirmed in time", "RolledBackError"],
  ["claim", "No space left on device", "ActivationError"],
])("%s fails at the end (%s): the host is put back", async (step, detail, kind) => {
  host.lines.apply = GOOD;
  host.lines.confirm = [`step ${step}`, `failed ${step}`, `detail ${detail}`];
  // What was declared, until it is put back.
  shows("a=1");
  host.onRun = (name) => {
    if (name === "undo") shows("a=0");
  };
  const error = await failure();
  expect(error.facts.kind).toBe(kind);
  expect(error.hostState).toBe("restored");
  expect(ran()).toEqual(["apply", "confirm", "undo"]);
});

test("a record that can't be written after it was confirmed: the host is changed", async () => {
  host.lines.apply = GOOD;
  shows("a=1");
  host.lines.confirm = ["step claim", "step settle", "failed settle", "detail no room"];
  const error = await failure();
  expect(error).toMatchObject({ hostState: "changed", facts: { step: "confirm", detail: "no room\n" } });
  expect(ran()).toEqual(["apply", "confirm"]);
});

test.each([
  "held by: pulumi-dockerd: urn:2\nsince: now",
  "unfinished: /var/lib/pulumi-dockerd/pending",
  "Failed to start transient timer unit: Unit pulumi-dockerd.timer already exists.",
  "Failed to start transient timer unit: Unit pulumi-dockerd.timer was already loaded or has a fragment file.",
])("a lock that is someone else's: %j", async (said) => {
  const detail = said.replace(/^/gm, "detail ").split("\n");
  host.lines.apply = ["step lock_host", "failed lock_host", ...detail];
  expect((await failure()).facts.kind).toBe("LockedError");
});

test("a host that needs nothing and has no room for our record is untouched", async () => {
  host.lines.confirm = ["step lock_host", "step record", "failed record", "detail no room"];
  await expect(recordOnly({ ...transaction(), engine: ENGINE })).rejects.toMatchObject({
    hostState: "untouched",
    facts: { step: "confirm", detail: "no room\n" },
  });
  expect(inputOf("confirm")).toMatch(/^id none\n/);
});

test("a record that the host has, and couldn't put in place, is one: the host goes on with it", async () => {
  host.lines.confirm = ["step lock_host", "step record", "step settle", "failed settle", "detail no"];
  await expect(recordOnly({ ...transaction(), engine: ENGINE })).rejects.toMatchObject({
    hostState: "changed",
    facts: { step: "confirm", detail: "no\n" },
  });
});

test("what may cut the network is proven and confirmed over a new connection", async () => {
  host.lines.apply = GOOD;
  const other = new FakeHost(observeAnswer());
  await other.start();
  try {
    other.answers = { "/version": { Version: "26.1.5" }, "/info": { Labels: ["a=1"] } };
    const of = transaction({}, { cutsNetwork: true });
    await transact({ ...of, reconnect: () => Promise.resolve(other) });
    expect(ran()).toEqual(["apply"]);
    expect(other.ran.map(({ name }) => name)).toEqual(["confirm"]);
  } finally {
    await other.stop();
  }
});

/** A connection of its own to the same host, which counts how many of its kind are open. */
function counted(open: { now: number; most: number; all: number }): Host {
  open.now += 1;
  open.all += 1;
  open.most = Math.max(open.most, open.now);
  return {
    hostKeyFingerprint: host.hostKeyFingerprint,
    run: (script, options) => host.run(script, options),
    forward: () => host.forward(),
    dial: () => host.dial(),
    close: () => void (open.now -= 1),
  };
}

describe("an error of the connection after the change was activated", () => {
  const refused = new DaemonError({
    kind: "ConnectionError",
    step: "connect",
    what: "sshd opens no session",
    remedy: "set MaxSessions",
  });
  const noSudo = new DaemonError({
    kind: "PrivilegeError",
    step: "observe",
    what: "no sudo",
    remedy: "allow it",
  });

  beforeEach(() => {
    host.lines.apply = GOOD;
    shows("a=1");
  });

  test.each([
    ["the confirmation's session is refused", "confirm", refused],
    ["sudo refuses the confirmation", "confirm", noSudo],
  ])("isn't reported as an untouched host: %s", async (_name, script, thrown) => {
    host.onRun = (name) => {
      if (name === script) throw thrown;
    };
    const { facts, hostState } = await failure();
    expect(facts).toMatchObject({
      kind: "RolledBackError",
      detail: thrown.facts.what,
      remedy: thrown.facts.remedy,
    });
    expect(hostState).toBe("restored");
  });

  test("isn't reported as an untouched host if the failed change is to be kept", async () => {
    host.lines.apply = [...GOOD, "failed activate", "detail no good"];
    host.onRun = (name) => {
      if (name === "confirm") throw refused;
    };
    host.observed = [observeAnswer(["daemon.json", '{"labels":["b=1"]}', "644 0 0 /etc/docker/daemon.json"])];
    expect((await failure(transaction({ onFailure: "keep" }))).hostState).toBe("changed");
  });

  test("names the network only if the change may cut it", async () => {
    host.onRun = (name) => {
      if (name === "confirm") throw refused;
    };
    const { facts } = await failure(transaction({}, { cutsNetwork: true }));
    expect(facts.remedy).toContain("bip");
  });
});

describe("a lost connection", () => {
  const lost = new DaemonError({
    kind: "ConnectionError",
    step: "apply",
    what: "the connection was lost",
    remedy: "",
    hostState: "unknown",
    lost: true,
  });
  /** A host that drops the connection at one script, and is seen like this afterwards. */
  const dropping = (script: string, ...seen: readonly (readonly Section[])[]): void => {
    host.onRun = (name) => {
      if (name === script) throw lost;
    };
    host.observed = seen.map((sections) => observeAnswer(...sections));
  };
  const watchdog = ["units", "Id=pulumi-dockerd.timer\nActiveState=active\nDescription=x"] as const;
  const running = "Id=docker.service\nLoadState=loaded\nActiveState=active\nFragmentPath=/u/docker.service";

  test("before the script was sent: nothing was changed, and nothing is waited for", async () => {
    host.onRun = () => {
      throw lost.leaving("untouched");
    };
    expect((await failure()).hostState).toBe("untouched");
    expect(ran()).toEqual(["apply"]);
  });

  test("in the middle: the host is waited for until it has undone the change", async () => {
    dropping(
      "apply",
      [
        ["units", `${running}\n\n${watchdog[1]}`],
        ["unfinished", "pending"],
      ],
      [],
    );
    const error = await failure();
    expect(error.facts).toMatchObject({ kind: "RolledBackError", detail: "the connection was lost" });
    expect(error.hostState).toBe("restored");
    // What isn't confirmed is undone at once; someone else's change may be there by now.
    expect(ran()).toEqual(["apply", "observe", "undo", "observe"]);
    expect(inputOf("undo")).toContain("\nid tx-1\n");
  });

  test("a script that begins after the first look is waited for", async () => {
    const open: readonly Section[] = [
      ["units", `${running}\n\n${watchdog[1]}`],
      ["unfinished", "pending"],
    ];
    dropping("apply", [], open, []);
    expect((await failure()).hostState).toBe("restored");
    expect(ran()).toEqual(["apply", "observe", "observe", "undo", "observe"]);
  });

  test("a record alone: the host's own end of it counts", async () => {
    dropping("confirm", [["manifest", JSON.stringify(MANIFEST), "600 0 0 /m"]]);
    shows("a=1");
    await expect(recordOnly({ ...transaction(), engine: ENGINE })).resolves.toMatchObject({
      versionText: "26.1.5",
    });
  });

  test("each look closes its connection, and the pauses between them grow", async () => {
    const pauses: number[] = [];
    let now = Date.now();
    jest.spyOn(Date, "now").mockImplementation(() => now);
    jest.spyOn(timers, "setTimeout").mockImplementation((milliseconds = 0) => {
      pauses.push(milliseconds / 1000);
      now += milliseconds;
      return Promise.resolve();
    });
    dropping("apply", [["units", `${running}\n\n${watchdog[1]}`]]);
    const open = { now: 0, most: 0, all: 0 };
    const of = transaction();
    const error = await failure({
      ...of,
      terms: { ...of.terms, limits: { ...of.terms.limits, apply: 10, connect: 10 } },
      reconnect: () => Promise.resolve(counted(open)),
    });
    expect(error.hostState).toBe("unknown");
    expect(open).toEqual({ now: 0, most: 1, all: pauses.length });
    expect(pauses.slice(0, 6)).toEqual([2, 4, 8, 16, 16, 16]);
  });

  test("after the confirmation arrived: all went well", async () => {
    host.lines.apply = GOOD;
    shows("a=1");
    dropping("confirm", [["manifest", JSON.stringify(MANIFEST), "600 0 0 /m"]]);
    await expect(transact(transaction())).resolves.toMatchObject({ versionText: "26.1.5" });
  });

  test("another transaction's record is no confirmation", async () => {
    host.lines.apply = GOOD;
    shows("a=1");
    dropping("confirm", [
      ["manifest", JSON.stringify({ ...MANIFEST, transaction: "tx-0" } satisfies Json), "600 0 0 /m"],
    ]);
    expect((await failure()).facts.kind).toBe("RolledBackError");
  });

  test("a host that isn't as it was before is said to be changed", async () => {
    dropping("apply", [["daemon.json", '{"labels":["b=1"]}', "644 0 0 /etc/docker/daemon.json"]]);
    expect((await failure()).hostState).toBe("changed");
  });

  test("a host that can't be reached again: nobody knows", async () => {
    dropping("apply");
    const of = transaction({ confirmTimeout: 0 });
    const error = await failure({
      ...of,
      terms: { ...of.terms, limits: { ...of.terms.limits, apply: -30, connect: 0.1 } },
      reconnect: () => Promise.reject(lost),
    });
    expect(error.hostState).toBe("unknown");
    expect(error.message).toContain("couldn't be reached again");
  });
});
