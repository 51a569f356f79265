import * as fc from "fast-check";
import type { Json, JsonObject } from "../../../../provider/core/json";
import { UNKNOWN } from "../../../../provider/core/schema/unknowns";
import { changesHost, diffInputs } from "../../../../provider/core/preview/diff";
import { anyJson } from "../../fixtures";

const CONNECTION = { host: "h", hostKey: "SHA256:x" };
const state = (options: Json, other: JsonObject = {}): JsonObject => ({
  connection: CONNECTION,
  options,
  extraOptions: {},
  drift: {},
  engine: { version: "26.1.5" },
  ...other,
});

test.each<[string, JsonObject, JsonObject]>([
  ["the same", state({ labels: { a: "1" } }), state({ labels: { a: "1" } })],
  ["another order", state({ labels: { a: "1", b: "2" } }), state({ labels: { b: "2", a: "1" } })],
  ["outputs of ours", state({}, { artifacts: [1], lastChange: { seconds: 3 } }), state({})],
  ["keys of Pulumi's", state({}, { __provider: "a" }), state({}, { __provider: "b", __urn: "c" })],
  ["an absent record and an empty one", { connection: CONNECTION }, state({})],
])("%s: nothing changes", (_name, outputs, inputs) => {
  expect(diffInputs(outputs, inputs)).toEqual({ changed: false, note: "" });
});

test.each<[string, JsonObject, JsonObject, string]>([
  ["a new label", state({}), state({ labels: { a: "1" } }), "labels: reload"],
  ["another label", state({ labels: { a: "1" } }), state({ labels: { a: "2" } }), "labels: reload"],
  ["an option that leaves", state({ labels: { a: "1" } }), state({}), "labels: restart"],
  ["logOpts", state({}), state({ logOpts: { a: "1" } }), "logOpts: restart (new containers only)"],
  [
    "several",
    state({ debug: true }),
    state({ labels: { a: "1" }, registryMirrors: ["https://m"] }),
    "debug: restart; labels: reload; registryMirrors: reload",
  ],
  ["an extra option", state({}), state({}, { extraOptions: { "some-key": 1 } }), "some-key: restart"],
  [
    "a key that is declared absent",
    state({}),
    state({}, { extraOptions: { labels: null } }),
    "labels: restart",
  ],
  ["an unknown value", state({}), state({ registryMirrors: UNKNOWN }), "registryMirrors: reload"],
  ["an unknown label", state({ labels: { a: "1" } }), state({ labels: { a: UNKNOWN } }), "labels: reload"],
  ["no engine's version", state({}, { engine: null }), state({ labels: { a: "1" } }), "labels: changes"],
  [
    "an engine's version that is none",
    state({}, { engine: { version: "dev" } }),
    state({ labels: { a: "1" } }),
    "labels: changes",
  ],
  ["drift", state({}, { drift: { labels: "x" } }), state({}), "labels: differs in the running engine"],
  [
    "only the user",
    state({}),
    state({}, { connection: { ...CONNECTION, user: "ops" } }),
    "connection: no change on the host",
  ],
  [
    "only the credentials",
    state({}, { connection: { ...CONNECTION, privateKey: "a" } }),
    state({}, { connection: { ...CONNECTION, agentSocketPath: "/b", privateKeyPassword: "c" } }),
    "connection: no change on the host",
  ],
  [
    "another host key",
    state({}),
    state({}, { connection: { ...CONNECTION, hostKey: "SHA256:y" } }),
    "connection.hostKey: the host will be observed, and adopted if it is not managed yet",
  ],
  [
    "a new port with another apply",
    state({}),
    state({}, { connection: { ...CONNECTION, port: 2222 }, apply: { settle: 0 } }),
    "connection.port: the host will be observed, and adopted if it is not managed yet",
  ],
  [
    "another host, port and host key",
    state({}),
    state({}, { connection: { host: "other", port: 22, hostKey: "SHA256:y" } }),
    "connection.host, port, hostKey: the host will be observed, and adopted if it is not managed yet; h is left unchanged",
  ],
  [
    "a connection that isn't known yet",
    state({}),
    state({}, { connection: UNKNOWN }),
    "connection.host, hostKey: the host will be observed, and adopted if it is not managed yet",
  ],
  [
    "options that aren't known yet",
    state({ labels: { a: "1" } }),
    state(UNKNOWN, { extraOptions: UNKNOWN }),
    "options, extraOptions: unknown during the preview",
  ],
  [
    "one option of which nothing is known beside an extra option",
    state({ labels: { a: "1" } }, { extraOptions: { "some-key": 1 } }),
    state({ labels: UNKNOWN }, { extraOptions: UNKNOWN }),
    "labels: reload; extraOptions: unknown during the preview",
  ],
  [
    "how changes are applied",
    state({}),
    state({}, { apply: { settle: 0 }, timeouts: { apply: 60 } }),
    "apply, timeouts: no change on the host",
  ],
  ["an option of another release", state({ foo: 1 }), state({}), "foo: restart"],
])("%s is told", (_name, outputs, inputs, note) => {
  expect(diffInputs(outputs, inputs)).toEqual({ changed: true, note });
});

test("drift of a key that every object has is told", () => {
  const { note } = diffInputs(state({}, { drift: { constructor: "x" } }), state({}));
  expect(note).toBe("constructor: differs in the running engine");
});

test.each<[string, JsonObject, JsonObject, boolean]>([
  ["the user", state({}), state({}, { connection: { ...CONNECTION, user: "ops" } }), false],
  ["the key", state({}), state({}, { connection: { ...CONNECTION, privateKey: "k" } }), false],
  ["the host key", state({}), state({}, { connection: { ...CONNECTION, hostKey: "SHA256:y" } }), true],
  ["the port", state({}), state({}, { connection: { ...CONNECTION, port: 2222 } }), true],
  ["the host", state({}), state({}, { connection: { ...CONNECTION, host: "other" } }), true],
  ["an option", state({}), state({ debug: true }), true],
  ["an extra option", state({}), state({}, { extraOptions: { "some-key": 1 } }), true],
  ["drift", state({}, { drift: { labels: "x" } }), state({}), true],
  ["nothing", state({}), state({}), false],
  ["outputs", state({}, { artifacts: [] }), state({}), false],
])("another value of %s reaches the host: %#", (_name, outputs, inputs, expected) => {
  expect(changesHost(outputs, inputs)).toBe(expected);
});

test("never throws, whatever the state and the inputs hold", () => {
  const name = fc.constantFrom("connection", "options", "extraOptions", "drift", "engine", "__proto__", "x");
  const option = fc.constantFrom(
    "labels",
    "registryMirrors",
    "debug",
    "logOpts",
    "constructor",
    "foo",
    "__proto__",
  );
  const anyOptions = fc.dictionary(option, fc.oneof(anyJson(), fc.constant(UNKNOWN)));
  const anything = fc.oneof(anyJson(), anyOptions, fc.constant(UNKNOWN));
  const anyState = fc.dictionary(name, anything) as fc.Arbitrary<JsonObject>;
  fc.assert(
    fc.property(anyState, anyState, (a, b) => {
      const there = diffInputs(a, b);
      const back = diffInputs(b, a);
      expect(there.changed).toBe(back.changed);
      expect(diffInputs(a, a)).toEqual({ changed: false, note: "" });
      expect(changesHost(a, b)).toBe(changesHost(b, a));
      if (!there.changed) expect(there.note).toBe("");
    }),
    { numRuns: 300 },
  );
});
