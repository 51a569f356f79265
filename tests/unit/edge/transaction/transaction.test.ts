import type { DaemonError } from "../../../../provider/core/errors";
import { confirm, transact, type Transaction } from "../../../../provider/edge/transaction/transaction";
import { FakeHost, observeAnswer } from "../../fake-host";
import { hostOf, planOf } from "../../fixtures";

const MANIFEST = { format: 1, id: "dockerd-1", urn: "urn:1", owned: {} } as const;
const BEFORE = { labels: ["a=0"] };
let host: FakeHost;
let told: string[];

beforeEach(async () => {
  told = [];
  host = new FakeHost(observeAnswer());
  await host.start();
});
afterEach(() => host.stop());

const GOOD = [
  "step stage",
  "step validate",
  "step guard",
  "step backup",
  "step switch_over",
  "step activate",
];
const shows = (...labels: string[]): void => {
  host.answers = { "/version": { Version: "26.1.5" }, "/info": { Labels: labels } };
};

function transaction(): Transaction {
  const after = { labels: ["a=1"] };
  const plan = planOf({ effect: "reload", undo: "reload", file: { kind: "write", text: "{}\n" }, after });
  return {
    host,
    observed: hostOf(),
    plan,
    before: BEFORE,
    keys: ["labels"],
    onStep: (step) => told.push(step),
  };
}

/** Runs it to its error. */
const failure = async (): Promise<DaemonError> =>
  transact(transaction(), MANIFEST).then(
    () => Promise.reject(new Error("no error")),
    (error: unknown) => error as DaemonError,
  );
const ran = (): string[] => host.ran.map(({ name }) => name);

test("all goes well: apply, verify, confirm", async () => {
  host.lines.apply = GOOD;
  shows("a=1");
  const engine = await transact(transaction(), MANIFEST);
  expect(engine.versionText).toBe("26.1.5");
  expect(ran()).toEqual(["apply", "confirm"]);
  expect(told).toEqual([
    "stage",
    "validate",
    "guard",
    "backup",
    "switch over",
    "activate",
    "verify",
    "confirm",
  ]);
});

test.each([
  ["stage", "ActivationError"],
  ["validate", "ValidationError"],
  ["guard", "ConflictError"],
  ["backup", "ActivationError"],
])("%s fails: the host is untouched", async (step, kind) => {
  host.lines.apply = [`step ${step}`, `failed ${step}`, "detail no good", "step abandon"];
  const error = await failure();
  expect(error.facts).toMatchObject({ kind, step, detail: "no good\n" });
  expect(error.hostState).toBe("untouched");
  expect(ran()).toEqual(["apply"]);
});

test.each(["switch_over", "activate"])("%s fails and all is put back: the host is restored", async (step) => {
  host.lines.apply = [...GOOD, `failed ${step}`, "detail no good", "step restore"];
  shows("a=0");
  const error = await failure();
  expect(error.facts).toMatchObject({ kind: "ActivationError", step, detail: "no good\n" });
  expect(error.hostState).toBe("restored");
  expect(ran()).toEqual(["apply"]);
});

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

test("the engine doesn't answer after the change: it is put back", async () => {
  host.lines.apply = GOOD;
  host.answers = undefined;
  const error = await failure();
  expect(ran()).toEqual(["apply", "restore"]);
  // Nor does it afterwards.
  expect(["changed", "unknown"]).toContain(error.hostState);
});

test("a lost connection while it is put back leaves the state unknown", async () => {
  host.lines.apply = GOOD;
  host.answers = undefined;
  host.lines.restore = ["step restore", "failed restore", "detail no backup"];
  const error = await failure();
  expect(error.hostState).toBe("changed");
  expect(error.message).toContain("no backup");
});

test("a record that can't be written: the host is changed", async () => {
  host.lines.confirm = ["step first_set", "step record", "failed record", "detail no room"];
  const confirming = confirm(host, hostOf(), MANIFEST, () => undefined);
  await expect(confirming).rejects.toMatchObject({
    hostState: "changed",
    facts: { step: "confirm (record)", detail: "no room\n" },
  });
});
