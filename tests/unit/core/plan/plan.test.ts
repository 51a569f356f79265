import * as fc from "fast-check";
import { daemonJsonText, type Owned, ownedBy } from "../../../../provider/core/desired/daemon-json";
import type { JsonObject } from "../../../../provider/core/json";
import type { OriginalFile, ObservedFile } from "../../../../provider/core/observed/host";
import type { ObservedEngine } from "../../../../provider/core/observed/engine";
import * as plans from "../../../../provider/core/plan/plan";
import { anyMap, engineOf, fileOf } from "../../fixtures";

type Facts = Omit<plans.PlanFacts, "dropIn">;

/** The plan for daemon.json alone, with a unit that needs nothing. */
const UNIT = { dropIn: undefined, argv: ["/usr/sbin/dockerd"] };
const planDeclared = (declared: JsonObject, owned: Owned, facts: Facts): plans.Plan =>
  plans.planDeclared(declared, owned, UNIT, { ...facts, dropIn: undefined });
const planRelease = (
  owned: Owned,
  first: { value: JsonObject; file: OriginalFile },
  file: ObservedFile | undefined,
  facts: Facts,
): plans.Plan => plans.planRelease(owned, UNIT, first, { ...facts, dropIn: undefined, file });

const keep = { kind: "keep" } as const;
const write = (value: JsonObject): { kind: "write"; text: string } => ({
  kind: "write",
  text: daemonJsonText(value),
});

describe.each(["17.06.2-ce", "20.10.24", "26.1.5+dfsg1"])("planDeclared with engine %s", (version) => {
  const labelled = engineOf(version, { Labels: ["a=1"] });

  test("a new label is a reload, its undoing a restart", () => {
    const plan = planDeclared({ labels: ["a=1"] }, {}, { found: {}, engine: engineOf(version) });
    expect(plan).toMatchObject({
      changes: [{ key: "labels", from: undefined, to: ["a=1"], effect: "reload" }],
      effect: "reload",
      undo: "restart",
      file: write({ labels: ["a=1"] }),
      after: { labels: ["a=1"] },
    });
  });

  test("another value is a reload both ways", () => {
    const plan = planDeclared(
      { labels: ["a=2"] },
      { labels: ["a"] },
      { found: { labels: ["a=1"] }, engine: labelled },
    );
    expect([plan.effect, plan.undo, plan.file]).toEqual(["reload", "reload", write({ labels: ["a=2"] })]);
  });

  test("a label that leaves beside others is a reload, the last one a restart", () => {
    const engine = engineOf(version, { Labels: ["a=1", "x=1"] });
    const some = planDeclared({}, { labels: ["a"] }, { found: { labels: ["a=1", "x=1"] }, engine });
    expect([some.effect, some.undo, some.after]).toEqual(["reload", "reload", { labels: ["x=1"] }]);
    const last = planDeclared({}, { labels: ["a"] }, { found: { labels: ["a=1"] }, engine: labelled });
    expect([last.effect, last.undo, last.after]).toEqual(["restart", "reload", {}]);
    expect(last.changes).toEqual([{ key: "labels", from: ["a=1"], to: undefined, effect: "restart" }]);
  });

  test("the most of several changes counts", () => {
    const declared = { labels: ["a=1"], "log-opts": { "max-file": "3" } };
    const plan = planDeclared(declared, {}, { found: {}, engine: engineOf(version) });
    expect(plan.changes.map(({ key, effect }) => [key, effect])).toEqual([
      ["labels", "reload"],
      ["log-opts", "restart"],
    ]);
    expect([plan.effect, plan.undo]).toEqual(["restart", "restart"]);
  });

  test("what is there and in force already is no action", () => {
    const facts = { found: { labels: ["a=1"], foreign: 1 }, engine: labelled };
    const plan = planDeclared({ labels: ["a=1"] }, {}, facts);
    expect(plan).toEqual({
      changes: [],
      effect: "none",
      undo: "none",
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

  test("a file that is right with an engine that runs an older one is a change", () => {
    const plan = planDeclared(
      { labels: ["a=1"] },
      {},
      { found: { labels: ["a=1"] }, engine: engineOf(version) },
    );
    expect(plan.changes).toEqual([{ key: "labels", from: ["a=1"], to: ["a=1"], effect: "reload" }]);
    expect([plan.effect, plan.file]).toEqual(["reload", keep]);
  });

  test("an engine that still has a value which left the file is a restart", () => {
    const plan = planDeclared({}, { labels: ["a"] }, { found: {}, engine: labelled });
    expect(plan.changes).toEqual([{ key: "labels", from: undefined, to: undefined, effect: "restart" }]);
    expect([plan.effect, plan.file]).toEqual(["restart", keep]);
  });

  test("a foreign key that isn't in force is none of ours", () => {
    const plan = planDeclared({}, {}, { found: { labels: ["x=1"] }, engine: engineOf(version) });
    expect([plan.changes, plan.effect]).toEqual([[], "none"]);
  });
});

test("mirrors needed a restart before 17.04", () => {
  const engine = engineOf("17.03.2-ce");
  expect(planDeclared({ "registry-mirrors": ["https://m"] }, {}, { found: {}, engine }).effect).toBe(
    "restart",
  );
});

describe("if only files change", () => {
  test.each([
    ["a stopped engine", undefined],
    ["an engine that isn't touched", engineOf("26.1.5")],
  ])("%s is neither activated nor verified", (_name, engine) => {
    const facts = { found: { labels: ["a=1"], bip: "10.9.0.1/24" }, engine, filesOnly: true };
    const plan = planDeclared({ labels: ["a=2"], hosts: ["fd://"] }, { bip: true }, facts);
    expect(plan).toMatchObject({
      effect: "none",
      undo: "none",
      verify: false,
      cutsNetwork: false,
      file: write({ labels: ["a=2"], hosts: ["fd://"] }),
    });
    expect(plan.back).toBeUndefined();
    expect(plan.changes.map(({ effect }) => effect)).toEqual(["none", "none", "none"]);
  });
});

describe("with a failed engine", () => {
  test("everything is a start", () => {
    const plan = planDeclared({ labels: ["a=1"] }, {}, { found: {}, engine: undefined });
    expect([plan.effect, plan.undo, plan.changes[0]?.effect]).toEqual(["restart", "restart", "restart"]);
  });

  test("so is a file that is right", () => {
    const plan = planDeclared({ labels: ["a=1"] }, {}, { found: { labels: ["a=1"] }, engine: undefined });
    expect([plan.effect, plan.file, plan.changes]).toEqual(["restart", keep, []]);
  });
});

test("values in a form that the engine rewrites are in force", () => {
  const engine = engineOf("26.1.5", { Labels: ["b=1", "a=1"], RegistryConfig: { Mirrors: ["https://m/"] } });
  const declared = { labels: ["a=1", "b=1"], "registry-mirrors": ["https://m"] };
  expect(planDeclared(declared, {}, { found: declared, engine }).changes).toEqual([]);
});

test("a key that every object has is absent where it is absent", () => {
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
      const shown = engineOf("26.1.5", { Labels: plan.after.labels ?? [] });
      const again = planDeclared(want, ownedBy(want), { found: plan.after, engine: shown });
      expect([again.changes, again.effect, again.file]).toEqual([[], "none", keep]);
    }),
  );
});

describe("planRelease", () => {
  const owned = { labels: ["a"] };
  const ours = { labels: ["a=1"] };
  const facts = (
    found: JsonObject,
    labels: string[],
  ): { found: JsonObject; engine: ReturnType<typeof engineOf> } => ({
    found,
    engine: engineOf("26.1.5", { Labels: labels }),
  });
  const text = (value: JsonObject): ObservedFile => fileOf(JSON.stringify(value));

  test.each<[string, OriginalFile, JsonObject, JsonObject | undefined, object, string, string]>([
    ["no file before us", "absent", {}, ours, { kind: "absent" }, "restart", "{}"],
    ["no file before us, and ours is gone", "absent", {}, undefined, keep, "restart", "{}"],
    [
      "no file before us, a foreign key since",
      "absent",
      {},
      { ...ours, x: 1 },
      write({ x: 1 }),
      "restart",
      '{"x":1}',
    ],
    [
      "a file before us",
      text({ x: 1 }),
      { x: 1 },
      { ...ours, x: 1 },
      { kind: "original" },
      "restart",
      '{"x":1}',
    ],
    [
      "a file with labels before us",
      text({ labels: ["a=0"] }),
      { labels: ["a=0"] },
      ours,
      { kind: "original" },
      "reload",
      '{"labels":["a=0"]}',
    ],
    ["a file before us, ours is gone", text({ x: 1 }), { x: 1 }, undefined, write({}), "restart", "{}"],
    [
      "a file before us, a foreign key since",
      text({ x: 1 }),
      { x: 1 },
      { ...ours, x: 2 },
      write({ x: 2 }),
      "restart",
      '{"x":2}',
    ],
    ["a file that had it all", text(ours), ours, ours, keep, "none", '{"labels":["a=1"]}'],
    ["nothing kept", "none", {}, { ...ours, x: 1 }, write({ x: 1 }), "restart", '{"x":1}'],
    ["nothing kept, and ours is gone", "none", {}, undefined, keep, "restart", "{}"],
  ])("%s", (_name, first, value, found, file, effect, after) => {
    const now = found === undefined ? undefined : text(found);
    const plan = planRelease(owned, { value, file: first }, now, facts(found ?? {}, ["a=1"]));
    expect([plan.file, plan.effect, JSON.stringify(plan.after)]).toEqual([file, effect, after]);
  });

  test("the first file's own bytes come back where only its form differs", () => {
    const first = fileOf('{"labels":["a=1"]   }');
    const plan = planRelease(owned, { value: ours, file: first }, text(ours), facts(ours, ["a=1"]));
    expect([plan.file, plan.effect]).toEqual([{ kind: "original" }, "none"]);
  });

  test("a file that holds what it has to already isn't written anew in our form", () => {
    const found = { ...ours, x: 1 };
    const plan = planRelease(owned, { value: ours, file: text(ours) }, text(found), facts(found, ["a=1"]));
    expect([plan.changes, plan.effect, plan.file]).toEqual([[], "none", keep]);
  });

  test("a stopped engine is a start", () => {
    const plan = planRelease({}, { value: {}, file: "absent" }, undefined, { found: {}, engine: undefined });
    expect([plan.effect, plan.file]).toEqual(["restart", keep]);
  });
});

describe("the unit", () => {
  const engine = engineOf("26.1.5");
  const ours = { dropIn: "[Service]\n", argv: ["/usr/sbin/dockerd"] };
  const plan = (
    dropIn: string | undefined,
    unit: typeof UNIT | typeof ours,
    found: JsonObject = {},
  ): plans.Plan => plans.planDeclared({ labels: [] }, {}, unit, { found, engine, dropIn });

  test.each([
    ["none is needed, none there", undefined, UNIT, keep, false, "none"],
    ["ours is there", ours.dropIn, ours, keep, false, "none"],
    ["ours is needed", undefined, ours, { kind: "write", text: ours.dropIn }, true, "restart"],
    ["ours was changed", "[Unit]\n", ours, { kind: "write", text: ours.dropIn }, true, "restart"],
    ["ours isn't needed any more", ours.dropIn, UNIT, { kind: "absent" }, true, "restart"],
  ] as const)("%s", (_name, found, unit, change, rebinds, effect) => {
    const made = plan(found, unit);
    expect([made.unit, made.rebinds, made.effect, made.undo]).toEqual([change, rebinds, effect, effect]);
    expect(made.argv).toEqual(unit.argv);
  });

  test("listeners that change take the socket along", () => {
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

  test("its way back is the old file with the old address", () => {
    const { back, cutsNetwork } = planned({ debug: true }, bridged({ Subnet: "fd00::/64" }, DOCKER0));
    expect(JSON.parse(back ?? "")).toEqual({ debug: true, bip: "172.17.0.1/16" });
    expect(cutsNetwork).toBe(true);
  });

  test("an engine that names no gateway has the network's first address", () => {
    const { back } = planned({}, bridged({ Subnet: "172.18.0.0/24" }));
    expect(JSON.parse(back ?? "")).toEqual({ bip: "172.18.0.1/24" });
  });

  test.each([
    ["the old file says the address", planned({ bip: "172.30.0.1/24" }, bridged(DOCKER0))],
    ["there was no bridge", planned({ bridge: "none" }, engineOf("28.5.2"))],
    ["the bridge stays", planned({}, bridged(DOCKER0), { iptables: false })],
  ])("the old file alone is the way back: %s", (_name, plan) => {
    expect([plan.back, plan.cutsNetwork]).toEqual([undefined, true]);
  });
});
