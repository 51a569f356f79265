import { DaemonError } from "../../../../provider/core/errors";
import type { Plan } from "../../../../provider/core/plan/plan";
import type { ApplySettings } from "../../../../provider/core/schema/inputs/apply";
import { recordOnly, transact } from "../../../../provider/edge/transaction/transact";
import type { Transaction } from "../../../../provider/edge/transaction/transaction";
import { FakeHost, observeAnswer } from "../../fake-host";
import { engineOf } from "../../fixtures";
import { forEachTest, GOOD, type OneChange } from "./one-change";

const ENGINE = engineOf("26.1.5");
let change: OneChange;
let host: FakeHost;
forEachTest((made) => {
  change = made;
  ({ host } = made);
});

const shows = (...labels: string[]): void => change.shows(...labels);
const transaction = (apply: Partial<ApplySettings> = {}, plan: Partial<Plan> = {}): Transaction =>
  change.transaction(apply, plan);
const failure = (of: Transaction = transaction()): Promise<DaemonError> => change.failure(of);
const ran = (): string[] => change.ran;
const inputOf = (script: string): string => change.inputOf(script);

test("all goes well: apply, verify, confirm", async () => {
  host.lines.apply = GOOD;
  shows("a=1");
  const engine = await transact(transaction());
  expect(engine?.versionText).toBe("26.1.5");
  expect(ran()).toEqual(["apply", "confirm"]);
  expect(change.told).toEqual([
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
  expect(change.told).not.toContain("verify");
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
