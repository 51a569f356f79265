import { DaemonError } from "../../../../provider/core/errors";
import { observedEngine } from "../../../../provider/core/observed/engine";
import { afterRollback, rolledBack } from "../../../../provider/edge/transaction/rollback";
import type { Transaction } from "../../../../provider/edge/transaction/transaction";
import { FakeHost, observeAnswer } from "../../fake-host";
import { engineOf, hostOf, planOf, termsOf } from "../../fixtures";

let host: FakeHost;
beforeEach(async () => {
  host = new FakeHost(observeAnswer());
  await host.start();
});
afterEach(() => host.stop());

const FAILED = new DaemonError({
  kind: "ActivationError",
  step: "activate",
  what: "it failed",
  remedy: "fix it",
});

/** Returns the error of a change that was rolled back on a host with these labels and containers. */
async function errorOf(
  labels: readonly string[] | undefined,
  before: Partial<Transaction> = {},
  { notes = [], containers = [] }: { notes?: readonly string[]; containers?: readonly string[] } = {},
): Promise<DaemonError> {
  const answers = {
    "/version": { Version: "26.1.5" },
    "/info": { Labels: labels ?? [] },
    "/containers/json": containers.map((name) => ({ Names: [`/${name}`] })),
  };
  host.answers = labels === undefined ? {} : answers;
  const transaction: Transaction = {
    host,
    engine: engineOf("26.1.5", { Labels: ["a=0"] }),
    observed: hostOf(),
    plan: planOf(),
    before: { labels: ["a=0"] },
    keys: ["labels"],
    terms: { ...termsOf(), timeouts: { ...termsOf().timeouts, verify: 0.2 } },
    manifest: "none",
    tls: undefined,
    reconnect: () => Promise.resolve(host),
    onStep: () => undefined,
    ...before,
  };
  return rolledBack(FAILED, await afterRollback(transaction, notes));
}

test("a host that reports the original values is rolled back", async () => {
  const error = await errorOf(["a=0"]);
  expect(error.hostState).toBe("restored");
  expect(error.message).toContain("host: rolled back: daemon.json and the running engine are as they were\n");
});

test("a host whose engine still reports a new value is changed, and the value is named", async () => {
  const error = await errorOf(["a=1"]);
  expect(error.hostState).toBe("changed");
  expect(error.message).toContain('labels: expected ["a=0"], GET /info: Labels reports ["a=1"]');
});

test("a value that the engine didn't report before the change either isn't a difference", async () => {
  const engine = engineOf("26.1.5", { Labels: ["a=older"] });
  expect((await errorOf(["a=older"], { engine })).hostState).toBe("restored");
});

test("a unit that didn't start again is named, and the host is changed", async () => {
  const error = await errorOf(["a=0"], {}, { notes: ["not started again: shop.service"] });
  expect(error.hostState).toBe("changed");
  expect(error.message).toContain("not started again: shop.service");
});

test("containers that ran before and don't run now are named", async () => {
  const running = ["web", "db"].map((name) => ({ Names: [`/${name}`] }));
  const engine = observedEngine({ Version: "26.1.5" }, { Labels: ["a=0"] }, null, running);
  const error = await errorOf(["a=0"], { engine }, { containers: ["web"] });
  expect(error.hostState).toBe("restored");
  expect(error.message).toContain("containers that ran before and are stopped now: db");
});

test("an engine that was stopped before is reported as stopped", async () => {
  const service = { ...hostOf().service!, active: false, state: "failed", argv: [] };
  const error = await errorOf([], { observed: hostOf({ service }), engine: undefined });
  expect(error.message).toContain(
    "host: rolled back: daemon.json is as it was, and docker.service is stopped",
  );
});

test("an engine that doesn't answer leaves the host unknown", async () => {
  expect((await errorOf(undefined)).hostState).toBe("unknown");
});
