import { DaemonError } from "../../../../provider/core/errors";
import type { Plan } from "../../../../provider/core/plan/plan";
import type { ApplySettings } from "../../../../provider/core/schema/inputs/apply";
import { recordOnly, transact } from "../../../../provider/edge/transaction/transact";
import type { Transaction } from "../../../../provider/edge/transaction/transaction";
import { FakeHost, observeAnswer } from "../../fake-host";
import { engineOf } from "../../fixtures";
import { forEachTest, SUCCESS, type OneChange } from "./one-change";

const ENGINE = engineOf("26.1.5");
let change: OneChange;
let host: FakeHost;
forEachTest((made) => {
  change = made;
  ({ host } = made);
});

const reports = (...labels: string[]): void => change.reports(...labels);
const transaction = (apply: Partial<ApplySettings> = {}, plan: Partial<Plan> = {}): Transaction =>
  change.transaction(apply, plan);
const failure = (of: Transaction = transaction()): Promise<DaemonError> => change.failure(of);
const ran = (): string[] => change.ran;
const inputOf = (script: string): string => change.inputOf(script);

test("a successful change is applied, verified and confirmed", async () => {
  host.lines.apply = SUCCESS;
  reports("a=1");
  const engine = await transact(transaction());
  expect(engine?.versionText).toBe("26.1.5");
  expect(ran()).toEqual(["apply", "confirm"]);
  expect(change.steps).toEqual([
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
  // The confirmation is of the engine process that was verified.
  expect(inputOf("confirm")).toContain("\npid 42\n");
});

test("a change of files alone is confirmed without querying the engine, whatever process runs by then", async () => {
  host.lines.apply = SUCCESS;
  expect(
    await transact(transaction({ settle: 5 }, { effect: "none", rollback: "none", verify: false })),
  ).toBe(undefined);
  expect(ran()).toEqual(["apply", "confirm"]);
  expect(host.connected).toEqual([]);
  expect(change.steps).not.toContain("verify");
  expect(inputOf("confirm")).toContain("\npid any\n");
});

test("the engine is queried once more before a change is confirmed", async () => {
  host.lines.apply = SUCCESS;
  reports("a=1");
  host.onRequest = (path, count) => {
    if (path === "/info" && count === 1) reports("a=0");
  };
  const error = await failure(transaction({ settle: 0.05 }));
  expect(error.facts.kind).toBe("VerificationError");
  expect(ran()).toEqual(["apply", "rollback"]);
}, 30_000);

test.each([
  ["lock_host", "ActivationError"],
  ["stage", "ActivationError"],
  ["validate", "ValidationError"],
  ["guard", "ConflictError"],
  ["backup", "ActivationError"],
  ["arm", "ActivationError"],
])("a host is untouched if %s fails", async (step, kind) => {
  host.lines.apply = [`step ${step}`, `failed ${step}`, "detail no good", "step abandon"];
  const error = await failure();
  expect(error.facts).toMatchObject({ kind, step, detail: "no good\n" });
  expect(error.hostState).toBe("untouched");
  expect(ran()).toEqual(["apply"]);
});

test.each(["switch_over", "activate", "report"])("a host is rolled back if %s fails", async (step) => {
  host.lines.apply = [...SUCCESS, `failed ${step}`, "detail no good", "step roll_back"];
  reports("a=0");
  const error = await failure();
  expect(error.facts).toMatchObject({ kind: "ActivationError", step, detail: "no good" });
  expect(error.hostState).toBe("restored");
  expect(ran()).toEqual(["apply"]);
});

test("a host is changed if activate and its rollback fail, and both failures are reported", async () => {
  host.lines.apply = [
    ...SUCCESS,
    "failed activate",
    "detail no good",
    "step roll_back",
    "failed roll_back",
    "detail nor that",
  ];
  const error = await failure();
  expect(error.hostState).toBe("changed");
  expect(error.message).toMatch(/no good\n.*roll_back: nor that/s);
});

test("a host isn't untouched if activate fails and the engine doesn't answer after the rollback", async () => {
  host.lines.apply = [...SUCCESS, "failed activate", "detail no good", "step roll_back"];
  host.answers = undefined;
  const error = await failure();
  expect(["changed", "unknown"]).toContain(error.hostState);
  expect(error.message).toContain("no good");
});

test.each([
  [
    'detail level=debug msg="unknown log-driver"',
    /; log-driver in \/etc\/docker\/daemon\.json is not declared here/,
  ],
  ['detail level=debug msg="no such file"', /the log$/],
])(
  "an engine that fails to start with %s has its unmanaged key named, not the level of the line",
  async (line, remedy) => {
    host.lines.apply = [...SUCCESS, "failed activate start-failed", line];
    reports("a=1");
    const after = { labels: ["a=1"], "log-driver": "x", debug: true };
    const error = await failure(transaction({}, { after }));
    expect(error.facts.remedy).toMatch(remedy);
  },
);

test("a failed change that is to be kept is confirmed, and the host is changed", async () => {
  host.lines.apply = [...SUCCESS, "failed activate", "detail no good"];
  const error = await failure(transaction({ onFailure: "keep" }));
  expect(error.facts).toMatchObject({ step: "activate", detail: "no good\n" });
  expect(error.hostState).toBe("changed");
  expect(ran()).toEqual(["apply", "confirm"]);
  expect(inputOf("confirm")).toContain("\npid any\n");
});

test("a change is rolled back if the engine doesn't answer afterwards", async () => {
  host.lines.apply = SUCCESS;
  host.answers = undefined;
  const error = await failure();
  expect(ran()).toEqual(["apply", "rollback"]);
  expect(inputOf("rollback")).toContain("caller client\nid tx-1\n");
  // It doesn't answer after the rollback either.
  expect(["changed", "unknown"]).toContain(error.hostState);
  // There is one state and one remedy, though there are two errors.
  expect(error.message.match(/^ *(host|next): /gm)).toEqual(["  host: ", "  next: "]);
  expect(error.message).toContain("the engine does not answer at /var/run/docker.sock");
});

test("a rollback that fails is reported, and the host is changed", async () => {
  host.lines.apply = SUCCESS;
  host.answers = undefined;
  host.lines.rollback = ["step roll_back", "failed roll_back", "detail no room"];
  const error = await failure();
  expect(error.hostState).toBe("changed");
  expect(error.message).toContain("no room");
});

test.each([
  ["verify", "restarted", "ActivationError", /exited soon after/],
  ["commit", "late", "RolledBackError", /not confirmed in time/],
  ["commit", "error", "ActivationError", /could not be confirmed/],
])("a host is rolled back if %s fails at the confirmation (%s)", async (step, reason, kind, what) => {
  host.lines.apply = SUCCESS;
  host.lines.confirm = [`step ${step}`, `failed ${step} ${reason}`, "detail it wasn't confirmed in time"];
  // The engine reports the declared label until the rollback.
  reports("a=1");
  host.onRun = (name) => {
    if (name === "rollback") reports("a=0");
  };
  const error = await failure();
  expect(error.facts).toMatchObject({ kind, what: expect.stringMatching(what) as string });
  expect(error.hostState).toBe("restored");
  expect(ran()).toEqual(["apply", "confirm", "rollback"]);
});

test("a host is changed if its manifest can't be written after the confirmation", async () => {
  host.lines.apply = SUCCESS;
  reports("a=1");
  host.lines.confirm = ["step commit", "step finish", "failed finish", "detail no room"];
  const error = await failure();
  expect(error).toMatchObject({ hostState: "changed", facts: { step: "confirm", detail: "no room\n" } });
  expect(ran()).toEqual(["apply", "confirm"]);
});

test.each([
  ["held", ["holder pulumi-dockerd: urn:2", "since now"], "held by: pulumi-dockerd: urn:2\nsince: now\n"],
  ["held", [], ""],
  ["unfinished", ["/var/lib/pulumi-dockerd/pending"], "/var/lib/pulumi-dockerd/pending\n"],
])("a host that another run holds is refused: %s %j", async (reason, output, detail) => {
  host.lines.apply = [
    "step lock_host",
    `failed lock_host ${reason}`,
    ...output.map((line) => `detail ${line}`),
  ];
  expect((await failure()).facts).toMatchObject({ kind: "LockedError", step: "lock_host", detail });
});

test.each([
  ["the output of a step doesn't change what its reason code means", "lock_host", "error", "ActivationError"],
  ["an unknown reason code has the step's own message", "stage", "new-code", "ActivationError"],
])("%s", async (_name, step, reason, kind) => {
  const output = "detail Unit pulumi-dockerd.timer was already loaded or has a fragment file.";
  host.lines.apply = [`step ${step}`, `failed ${step} ${reason}`, output];
  expect((await failure()).facts.kind).toBe(kind);
});

test("a host that needs no change and has no room for the manifest is untouched", async () => {
  host.lines.confirm = ["step lock_host", "step record", "failed record", "detail no room"];
  await expect(recordOnly({ ...transaction(), engine: ENGINE })).rejects.toMatchObject({
    hostState: "untouched",
    facts: { step: "confirm", detail: "no room\n" },
  });
  expect(inputOf("confirm")).toMatch(/^id none\n/);
});

test("a host is changed if it has stored the manifest but can't install it", async () => {
  host.lines.confirm = ["step lock_host", "step record", "step finish", "failed finish", "detail no"];
  await expect(recordOnly({ ...transaction(), engine: ENGINE })).rejects.toMatchObject({
    hostState: "changed",
    facts: { step: "confirm", detail: "no\n" },
  });
});

test("a change that may cut the network is verified and confirmed over a new connection", async () => {
  host.lines.apply = SUCCESS;
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
