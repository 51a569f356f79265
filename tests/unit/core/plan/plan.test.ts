import * as fc from "fast-check";
import { daemonJsonText, type Owned, ownedBy } from "../../../../provider/core/desired/daemon-json";
import type { JsonObject } from "../../../../provider/core/json";
import type { OriginalFile, ObservedFile } from "../../../../provider/core/observed/host";
import type { ObservedEngine } from "../../../../provider/core/observed/engine";
import * as plans from "../../../../provider/core/plan/plan";
import { anyMap, engineOf, fileOf } from "../../fixtures";

type Facts = Omit<plans.PlanFacts, "dropIn">;

/** A unit that requires no drop-in, for plans of daemon.json only. */
const UNIT = { dropIn: undefined, argv: ["/usr/sbin/dockerd"] };
const planDeclared = (declared: JsonObject, owned: Owned, facts: Facts): plans.Plan =>
  plans.planDeclared(declared, owned, UNIT, { ...facts, dropIn: undefined });
const planRelease = (
  owned: Owned,
  original: { value: JsonObject; file: OriginalFile },
  file: ObservedFile | undefined,
  facts: Facts,
): plans.Plan => plans.planRelease(owned, UNIT, original, { ...facts, dropIn: undefined, file });

const keep = { kind: "keep" } as const;
const write = (value: JsonObject): { kind: "write"; text: string } => ({
  kind: "write",
  text: daemonJsonText(value),
});

describe.each(["17.06.2-ce", "20.10.24", "26.1.5+dfsg1"])("planDeclared with engine %s", (version) => {
  const labelled = engineOf(version, { Labels: ["a=1"] });

  test("a new label is applied by a reload and rolled back by a restart", () => {
    const plan = planDeclared({ labels: ["a=1"] }, {}, { found: {}, engine: engineOf(version) });
    expect(plan).toMatchObject({
      changes: [{ key: "labels", from: undefined, to: ["a=1"], effect: "reload" }],
      effect: "reload",
      rollback: "restart",
      file: write({ labels: ["a=1"] }),
      after: { labels: ["a=1"] },
    });
  });

  test("a changed label is applied and rolled back by a reload", () => {
    const plan = planDeclared(
      { labels: ["a=2"] },
      { labels: ["a"] },
      { found: { labels: ["a=1"] }, engine: labelled },
    );
    expect([plan.effect, plan.rollback, plan.file]).toEqual(["reload", "reload", write({ labels: ["a=2"] })]);
  });

  test("removing one of several labels reloads the engine, and removing the last one restarts it", () => {
    const engine = engineOf(version, { Labels: ["a=1", "x=1"] });
    const some = planDeclared({}, { labels: ["a"] }, { found: { labels: ["a=1", "x=1"] }, engine });
    expect([some.effect, some.rollback, some.after]).toEqual(["reload", "reload", { labels: ["x=1"] }]);
    const last = planDeclared({}, { labels: ["a"] }, { found: { labels: ["a=1"] }, engine: labelled });
    expect([last.effect, last.rollback, last.after]).toEqual(["restart", "reload", {}]);
    expect(last.changes).toEqual([{ key: "labels", from: ["a=1"], to: undefined, effect: "restart" }]);
  });

  test("the greatest effect of several changes counts", () => {
    const declared = { labels: ["a=1"], "log-opts": { "max-file": "3" } };
    const plan = planDeclared(declared, {}, { found: {}, engine: engineOf(version) });
    expect(plan.changes.map(({ key, effect }) => [key, effect])).toEqual([
      ["labels", "reload"],
      ["log-opts", "restart"],
    ]);
    expect([plan.effect, plan.rollback]).toEqual(["restart", "restart"]);
  });

  test("nothing is done if file and engine match the declaration", () => {
    const facts = { found: { labels: ["a=1"], unmanaged: 1 }, engine: labelled };
    const plan = planDeclared({ labels: ["a=1"] }, {}, facts);
    expect(plan).toEqual({
      changes: [],
      effect: "none",
      rollback: "none",
      start: undefined,
      bridge: undefined,
      reloadsPartly: expect.any(Boolean) as boolean,
      file: keep,
      unit: keep,
      rebinds: false,
      argv: UNIT.argv,
      after: facts.found,
      cutsNetwork: false,
      back: undefined,
      verify: true,
    });
  });

  test("a file that matches but isn't loaded by the engine is a change", () => {
    const plan = planDeclared(
      { labels: ["a=1"] },
      {},
      { found: { labels: ["a=1"] }, engine: engineOf(version) },
    );
    expect(plan.changes).toEqual([{ key: "labels", from: ["a=1"], to: ["a=1"], effect: "reload" }]);
    expect([plan.effect, plan.file]).toEqual(["reload", keep]);
  });

  test("a value that was removed from the file but is still in effect requires a restart", () => {
    const plan = planDeclared({}, { labels: ["a"] }, { found: {}, engine: labelled });
    expect(plan.changes).toEqual([{ key: "labels", from: undefined, to: undefined, effect: "restart" }]);
    expect([plan.effect, plan.file]).toEqual(["restart", keep]);
  });

  test("an unmanaged key that isn't in effect is left alone", () => {
    const plan = planDeclared({}, {}, { found: { labels: ["x=1"] }, engine: engineOf(version) });
    expect([plan.changes, plan.effect]).toEqual([[], "none"]);
  });
});

test("mirrors require a restart before 17.04", () => {
  const engine = engineOf("17.03.2-ce");
  expect(planDeclared({ "registry-mirrors": ["https://m"] }, {}, { found: {}, engine }).effect).toBe(
    "restart",
  );
});

describe("if only files change", () => {
  test.each([
    ["a stopped engine", undefined],
    ["a running engine", engineOf("26.1.5")],
  ])("%s is neither activated nor verified", (_name, engine) => {
    const facts = { found: { labels: ["a=1"], bip: "10.9.0.1/24" }, engine, filesOnly: true };
    const plan = planDeclared({ labels: ["a=2"], hosts: ["fd://"] }, { bip: true }, facts);
    expect(plan).toMatchObject({
      effect: "none",
      rollback: "none",
      verify: false,
      cutsNetwork: false,
      file: write({ labels: ["a=2"], hosts: ["fd://"] }),
    });
    expect(plan.back).toBeUndefined();
    expect(plan.changes.map(({ effect }) => effect)).toEqual(["none", "none", "none"]);
  });
});

describe("with a failed engine", () => {
  test("every change starts the engine", () => {
    const plan = planDeclared({ labels: ["a=1"] }, {}, { found: {}, engine: undefined });
    expect([plan.effect, plan.rollback, plan.changes[0]?.effect]).toEqual(["restart", "restart", "restart"]);
  });

  test("a file that needs no change starts the engine as well", () => {
    const plan = planDeclared({ labels: ["a=1"] }, {}, { found: { labels: ["a=1"] }, engine: undefined });
    expect([plan.effect, plan.file, plan.changes]).toEqual(["restart", keep, []]);
  });
});

test("values that the engine reports in another form are in effect", () => {
  const engine = engineOf("26.1.5", { Labels: ["b=1", "a=1"], RegistryConfig: { Mirrors: ["https://m/"] } });
  const declared = { labels: ["a=1", "b=1"], "registry-mirrors": ["https://m"] };
  expect(planDeclared(declared, {}, { found: declared, engine }).changes).toEqual([]);
});

test("a managed key named like a member of every object is removed", () => {
  const found = { a: 1 };
  const plan = planDeclared({}, { constructor: true } as never, {
    found: { ...found, constructor: "x" },
    engine: engineOf("26.1.5"),
  });
  expect(plan.changes).toEqual([{ key: "constructor", from: "x", to: undefined, effect: "restart" }]);
});

test("planning again after any plan finds nothing to do", () => {
  fc.assert(
    fc.property(anyMap(), anyMap(), anyMap(), (here, declared, last) => {
      const list = (map: object): string[] =>
        Object.entries(map).map(([name, value]) => `${name}=${String(value)}`);
      const want = { labels: list(declared) };
      const engine = engineOf("26.1.5", { Labels: list(here) });
      const plan = planDeclared(want, ownedBy({ labels: list(last) }), {
        found: { labels: list(here) },
        engine,
      });
      const reported = engineOf("26.1.5", { Labels: plan.after.labels ?? [] });
      const again = planDeclared(want, ownedBy(want), { found: plan.after, engine: reported });
      expect([again.changes, again.effect, again.file]).toEqual([[], "none", keep]);
    }),
  );
});

describe("planRelease", () => {
  const owned = { labels: ["a"] };
  const managed = { labels: ["a=1"] };
  const facts = (
    found: JsonObject,
    labels: string[],
  ): { found: JsonObject; engine: ReturnType<typeof engineOf> } => ({
    found,
    engine: engineOf("26.1.5", { Labels: labels }),
  });
  const text = (value: JsonObject): ObservedFile => fileOf(JSON.stringify(value));

  test.each<[string, OriginalFile, JsonObject, JsonObject | undefined, object, string, string]>([
    ["no original file", "absent", {}, managed, { kind: "absent" }, "restart", "{}"],
    ["no original file and a deleted daemon.json", "absent", {}, undefined, keep, "restart", "{}"],
    [
      "no original file and an unmanaged key added since",
      "absent",
      {},
      { ...managed, x: 1 },
      write({ x: 1 }),
      "restart",
      '{"x":1}',
    ],
    [
      "an original file",
      text({ x: 1 }),
      { x: 1 },
      { ...managed, x: 1 },
      { kind: "original" },
      "restart",
      '{"x":1}',
    ],
    [
      "an original file with labels",
      text({ labels: ["a=0"] }),
      { labels: ["a=0"] },
      managed,
      { kind: "original" },
      "reload",
      '{"labels":["a=0"]}',
    ],
    [
      "an original file and a deleted daemon.json",
      text({ x: 1 }),
      { x: 1 },
      undefined,
      write({}),
      "restart",
      "{}",
    ],
    [
      "an original file and an unmanaged key changed since",
      text({ x: 1 }),
      { x: 1 },
      { ...managed, x: 2 },
      write({ x: 2 }),
      "restart",
      '{"x":2}',
    ],
    [
      "an original file with the managed values",
      text(managed),
      managed,
      managed,
      keep,
      "none",
      '{"labels":["a=1"]}',
    ],
    ["no recorded original", "none", {}, { ...managed, x: 1 }, write({ x: 1 }), "restart", '{"x":1}'],
    ["no recorded original and a deleted daemon.json", "none", {}, undefined, keep, "restart", "{}"],
  ])("restores a host with %s", (_name, original, value, found, file, effect, after) => {
    const now = found === undefined ? undefined : text(found);
    const plan = planRelease(owned, { value, file: original }, now, facts(found ?? {}, ["a=1"]));
    expect([plan.file, plan.effect, JSON.stringify(plan.after)]).toEqual([file, effect, after]);
  });

  test("the original bytes are restored if only the format differs", () => {
    const original = fileOf('{"labels":["a=1"]   }');
    const plan = planRelease(
      owned,
      { value: managed, file: original },
      text(managed),
      facts(managed, ["a=1"]),
    );
    expect([plan.file, plan.effect]).toEqual([{ kind: "original" }, "none"]);
  });

  test("a file that already has the right content isn't reformatted", () => {
    const found = { ...managed, x: 1 };
    const plan = planRelease(
      owned,
      { value: managed, file: text(managed) },
      text(found),
      facts(found, ["a=1"]),
    );
    expect([plan.changes, plan.effect, plan.file]).toEqual([[], "none", keep]);
  });

  test("a stopped engine is started", () => {
    const plan = planRelease({}, { value: {}, file: "absent" }, undefined, { found: {}, engine: undefined });
    expect([plan.effect, plan.file]).toEqual(["restart", keep]);
  });
});

describe("the drop-in", () => {
  const engine = engineOf("26.1.5");
  const needed = { dropIn: "[Service]\n", argv: ["/usr/sbin/dockerd"] };
  const plan = (
    dropIn: string | undefined,
    unit: typeof UNIT | typeof needed,
    found: JsonObject = {},
  ): plans.Plan => plans.planDeclared({ labels: [] }, {}, unit, { found, engine, dropIn });

  test.each([
    ["isn't written if it isn't required", undefined, UNIT, keep, false, "none"],
    ["is kept if it is unchanged", needed.dropIn, needed, keep, false, "none"],
    [
      "is written if it is missing",
      undefined,
      needed,
      { kind: "write", text: needed.dropIn },
      true,
      "restart",
    ],
    [
      "is rewritten if it was edited",
      "[Unit]\n",
      needed,
      { kind: "write", text: needed.dropIn },
      true,
      "restart",
    ],
    ["is removed if it is no longer required", needed.dropIn, UNIT, { kind: "absent" }, true, "restart"],
  ] as const)("%s", (_name, found, unit, change, rebinds, effect) => {
    const made = plan(found, unit);
    expect([made.unit, made.rebinds, made.effect, made.rollback]).toEqual([change, rebinds, effect, effect]);
    expect(made.argv).toEqual(unit.argv);
  });

  test("a change of listeners restarts docker.socket as well", () => {
    const hosts = { hosts: ["unix:///var/run/docker.sock"] };
    const made = plans.planDeclared(hosts, {}, UNIT, { found: {}, engine, dropIn: undefined });
    expect([made.rebinds, made.effect]).toEqual([true, "restart"]);
  });
});

describe("a change of the bridge", () => {
  const bridged = (...config: JsonObject[]): ObservedEngine => ({
    ...engineOf("28.5.2"),
    bridgeAnswer: { IPAM: { Config: config } },
  });
  const DOCKER0 = { Subnet: "172.17.0.0/16", Gateway: "172.17.0.1" };
  const planned = (
    found: JsonObject,
    engine: ObservedEngine,
    declared: JsonObject = { bip: "10.0.0.1/24" },
  ): plans.Plan => planDeclared(declared, {}, { found, engine });

  test("is rolled back with the original file and the original address", () => {
    const { back, cutsNetwork } = planned({ debug: true }, bridged({ Subnet: "fd00::/64" }, DOCKER0));
    expect(JSON.parse(back ?? "")).toEqual({ debug: true, bip: "172.17.0.1/16" });
    expect(cutsNetwork).toBe(true);
  });

  test("is rolled back to the network's first address if the engine reports no gateway", () => {
    const { back } = planned({}, bridged({ Subnet: "172.18.0.0/24" }));
    expect(JSON.parse(back ?? "")).toEqual({ bip: "172.18.0.1/24" });
  });

  test.each([
    ["that sets the address", planned({ bip: "172.30.0.1/24" }, bridged(DOCKER0))],
    ["there was no bridge", planned({ bridge: "none" }, engineOf("28.5.2"))],
    ["the bridge stays", planned({}, bridged(DOCKER0), { iptables: false })],
  ])("is rolled back with the original file alone if %s", (_name, plan) => {
    expect([plan.back, plan.cutsNetwork]).toEqual([undefined, true]);
  });
});
