import type { JsonObject } from "../../../../provider/core/json";
import { loadedUnmanaged, pendingConflict, pendingKeys } from "../../../../provider/core/plan/pending";
import { planDeclared } from "../../../../provider/core/plan/plan";
import type { Manifest } from "../../../../provider/core/ownership/manifest";
import { engineOf, fileOf, hostOf, planOf } from "../../fixtures";

const engine = engineOf("28.5.2", { Labels: ["by=hand"], Driver: "overlay2" });
const unit = { argv: ["/usr/sbin/dockerd"], dropIn: undefined };
const manifestOf = (owned: Manifest["owned"], unmanaged: JsonObject): Manifest => ({
  format: 1,
  id: "i",
  urn: "u",
  owned,
  unmanaged,
});

/** Returns the facts of a host whose daemon.json changed at second 1000, and whose engine started at another. */
function factsOf(value: JsonObject, startedAt: number | undefined, manifest?: Manifest, now = 9999) {
  const { service, ...host } = hostOf({ daemonJson: fileOf("", { changedAt: 1000 }), now });
  const started = startedAt === undefined ? {} : { startedAt };
  return { host: { ...host, service: { ...service!, ...started } }, daemonJson: value, manifest, engine };
}

const EDITED = { "storage-driver": "nonsense", "log-opts": { "max-size": "10m" }, labels: ["by=hand"] };

test.each<[string, readonly string[], ReturnType<typeof factsOf>]>([
  ["an engine that was started after the edit has loaded it", [], factsOf(EDITED, 1001)],
  ["an engine that was started in the same second counts as started after it", [], factsOf(EDITED, 1000)],
  ["an engine whose start is unknown counts as started after it", [], factsOf(EDITED, undefined)],
  ["a change time in the future is ignored", [], factsOf(EDITED, 900, undefined, 999)],
  [
    "all keys of a file newer than the engine are pending, except those that the engine reports",
    ["storage-driver", "log-opts"],
    factsOf(EDITED, 999),
  ],
  [
    "keys that are unchanged since the last confirmed change aren't pending",
    ["storage-driver"],
    factsOf(EDITED, 999, manifestOf({}, { "log-opts": { "max-size": "10m" } })),
  ],
  [
    "a key that was edited since the last confirmed change is pending",
    ["log-opts"],
    factsOf(EDITED, 999, manifestOf({}, { "storage-driver": "nonsense", "log-opts": { "max-size": "1m" } })),
  ],
  [
    "managed keys aren't pending",
    ["storage-driver"],
    factsOf(EDITED, 999, manifestOf({ "log-opts": true }, {})),
  ],
])("%s", (_name, expected, facts) => {
  expect(pendingKeys(facts)).toEqual(expected);
});

const pending = ["storage-driver"];
const planned = (declared: JsonObject) =>
  planDeclared(declared, {}, unit, { found: EDITED, engine, dropIn: undefined, pending });

test("a change that requires a restart is refused with the name of the pending key", () => {
  expect(
    pendingConflict(planned({ "log-driver": "local" }), { "log-driver": "local" }, pending, engine.version),
  ).toMatchObject({
    kind: "ConflictError",
    what: expect.stringMatching(/dockerd has not loaded yet: storage-driver$/) as string,
    remedy: expect.stringContaining("systemctl restart docker") as string,
  });
});

test("a change by reload proceeds, and is never rolled back by a restart", () => {
  const plan = planned({ debug: true });
  expect(pendingConflict(plan, { debug: true }, pending, engine.version)).toBeUndefined();
  expect([plan.effect, plan.rollback]).toEqual(["reload", "reload"]);
});

test("a pending key that the program declares isn't a conflict", () => {
  const declared = { "log-driver": "local", "storage-driver": "nonsense" };
  expect(pendingConflict(planned(declared), declared, pending, engine.version)).toBeUndefined();
});

test("a declared value that is in the file but isn't loaded yet is a change", () => {
  const facts = { found: EDITED, engine, dropIn: undefined, pending: ["log-opts"] };
  const plan = planDeclared({ "log-opts": { "max-size": "10m" } }, {}, unit, facts);
  expect([plan.file.kind, plan.effect, plan.changes.map(({ key }) => key)]).toEqual([
    "keep",
    "restart",
    ["log-opts"],
  ]);
});

test("the manifest records the unmanaged keys that are loaded", () => {
  const after = { ...EDITED, debug: true };
  expect(loadedUnmanaged(planOf({ after }), { debug: true, labels: ["by"] }, pending)).toEqual({
    "log-opts": { "max-size": "10m" },
  });
});

test.each<[string, JsonObject, boolean]>([
  ["a reloadable key with a valid value", { "max-concurrent-uploads": 3 }, false],
  ["a reloadable key with a value that dockerd rejects", { "registry-mirrors": ["ftp://bad"] }, true],
  ["a reloadable key of another type", { debug: "yes" }, true],
  ["a key that only a start loads", { "storage-driver": "overlay2" }, true],
  ["an unknown key", { nosuch: 1 }, true],
])("%s in a pending edit (%j): a restart is refused: %s", (_name, edit, refused) => {
  const declared = { "log-driver": "local" };
  const facts = { found: edit, engine, dropIn: undefined, pending: Object.keys(edit) };
  const plan = planDeclared(declared, {}, unit, facts);
  expect(pendingConflict(plan, declared, Object.keys(edit), engine.version) !== undefined).toBe(refused);
});
