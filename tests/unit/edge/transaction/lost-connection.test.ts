import timers from "node:timers/promises";
import { DaemonError } from "../../../../provider/core/errors";
import type { Json } from "../../../../provider/core/json";
import type { Plan } from "../../../../provider/core/plan/plan";
import type { ApplySettings } from "../../../../provider/core/schema/inputs/apply";
import type { Host } from "../../../../provider/edge/host";
import { recordOnly, transact } from "../../../../provider/edge/transaction/transact";
import type { Transaction } from "../../../../provider/edge/transaction/transaction";
import { FakeHost, observeAnswer, type Section } from "../../fake-host";
import { engineOf } from "../../fixtures";
import { forEachTest, SUCCESS, MANIFEST, type OneChange } from "./one-change";

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

/** Returns another connection to the host, and counts how many are open. */
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
    host.lines.apply = SUCCESS;
    reports("a=1");
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
    host.lines.apply = [...SUCCESS, "failed activate", "detail no good"];
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
  /** Drops the connection at a script, and observes the host with these sections afterwards. */
  const dropping = (script: string, ...later: readonly (readonly Section[])[]): void => {
    host.onRun = (name) => {
      if (name === script) throw lost;
    };
    host.observed = later.map((sections) => observeAnswer(...sections));
  };
  const watchdog = ["units", "Id=pulumi-dockerd.timer\nActiveState=active\nDescription=x"] as const;
  const running = "Id=docker.service\nLoadState=loaded\nActiveState=active\nFragmentPath=/u/docker.service";

  test("before the script was sent leaves the host untouched, without waiting", async () => {
    host.onRun = () => {
      throw lost.withHostState("untouched");
    };
    expect((await failure()).hostState).toBe("untouched");
    expect(ran()).toEqual(["apply"]);
  });

  test("during the script waits until the host has rolled the change back", async () => {
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
    // An unconfirmed change is rolled back at once by its id: another run's change may be pending by then.
    expect(ran()).toEqual(["apply", "observe", "rollback", "observe"]);
    expect(inputOf("rollback")).toContain("\nid tx-1\n");
  });

  test("waits for a script that begins after the first observation", async () => {
    const open: readonly Section[] = [
      ["units", `${running}\n\n${watchdog[1]}`],
      ["unfinished", "pending"],
    ];
    dropping("apply", [], open, []);
    expect((await failure()).hostState).toBe("restored");
    expect(ran()).toEqual(["apply", "observe", "observe", "rollback", "observe"]);
  });

  test("during a change of the manifest alone succeeds if the host has the new manifest", async () => {
    dropping("confirm", [["manifest", JSON.stringify(MANIFEST), "600 0 0 /m"]]);
    reports("a=1");
    await expect(recordOnly({ ...transaction(), engine: ENGINE })).resolves.toMatchObject({
      versionText: "26.1.5",
    });
  });

  test("closes the connection of each observation, and waits longer before each of them", async () => {
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
      terms: { ...of.terms, timeouts: { ...of.terms.timeouts, apply: 10, connect: 10 } },
      reconnect: () => Promise.resolve(counted(open)),
    });
    expect(error.hostState).toBe("unknown");
    expect(open).toEqual({ now: 0, most: 1, all: pauses.length });
    expect(pauses.slice(0, 6)).toEqual([2, 4, 8, 16, 16, 16]);
  });

  test("after the confirmation arrived is a success", async () => {
    host.lines.apply = SUCCESS;
    reports("a=1");
    dropping("confirm", [["manifest", JSON.stringify(MANIFEST), "600 0 0 /m"]]);
    await expect(transact(transaction())).resolves.toMatchObject({ versionText: "26.1.5" });
  });

  test("isn't a success if the host has another transaction's manifest", async () => {
    host.lines.apply = SUCCESS;
    reports("a=1");
    dropping("confirm", [
      ["manifest", JSON.stringify({ ...MANIFEST, transaction: "tx-0" } satisfies Json), "600 0 0 /m"],
    ]);
    expect((await failure()).facts.kind).toBe("RolledBackError");
  });

  test("reports a host as changed if it differs from the original", async () => {
    dropping("apply", [["daemon.json", '{"labels":["b=1"]}', "644 0 0 /etc/docker/daemon.json"]]);
    expect((await failure()).hostState).toBe("changed");
  });

  test("reports a host as unknown if it can't be reached again", async () => {
    dropping("apply");
    const of = transaction({ confirmTimeout: 0 });
    const error = await failure({
      ...of,
      terms: { ...of.terms, timeouts: { ...of.terms.timeouts, apply: -30, connect: 0.1 } },
      reconnect: () => Promise.reject(lost),
    });
    expect(error.hostState).toBe("unknown");
    expect(error.message).toContain("could not be reached again");
  });
});
