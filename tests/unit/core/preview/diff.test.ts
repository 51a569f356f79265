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
  ["equal inputs", state({ labels: { a: "1" } }), state({ labels: { a: "1" } })],
  ["labels in another order", state({ labels: { a: "1", b: "2" } }), state({ labels: { b: "2", a: "1" } })],
  ["outputs of the provider", state({}, { artifacts: [1], lastChange: { seconds: 3 } }), state({})],
  ["internal keys of Pulumi", state({}, { __provider: "a" }), state({}, { __provider: "b", __urn: "c" })],
  ["an absent object and an empty one", { connection: CONNECTION }, state({})],
])("no change is noted for %s", (_name, outputs, inputs) => {
  expect(diffInputs(outputs, inputs)).toEqual({ changed: false, note: "" });
});

/** What a preview says of a restart of an engine without live-restore. */
const REFUSED = "; refused while containers run, unless apply.acknowledge lists stops-containers";

test.each<[string, JsonObject, JsonObject, string]>([
  ["a new label", state({}), state({ labels: { a: "1" } }), "labels: reload"],
  ["another label", state({ labels: { a: "1" } }), state({ labels: { a: "2" } }), "labels: reload"],
  ["a removed option", state({ labels: { a: "1" } }), state({}), `labels: restart${REFUSED}`],
  ["logOpts", state({}), state({ logOpts: { a: "1" } }), `logOpts: restart (new containers only)${REFUSED}`],
  [
    "several options",
    state({ debug: true }),
    state({ labels: { a: "1" }, registryMirrors: ["https://m"] }),
    `debug: restart; labels: reload; registryMirrors: reload${REFUSED}`,
  ],
  [
    "an extra option",
    state({}),
    state({}, { extraOptions: { "some-key": 1 } }),
    `some-key: restart${REFUSED}`,
  ],
  [
    "a key that is declared absent",
    state({}),
    state({}, { extraOptions: { labels: null } }),
    `labels: restart${REFUSED}`,
  ],
  ["an unknown value", state({}), state({ registryMirrors: UNKNOWN }), "registryMirrors: reload"],
  ["an unknown label", state({ labels: { a: "1" } }), state({ labels: { a: UNKNOWN } }), "labels: reload"],
  [
    "an unknown engine version",
    state({}, { engine: null }),
    state({ labels: { a: "1" } }),
    "labels: changes",
  ],
  [
    "an invalid engine version",
    state({}, { engine: { version: "dev" } }),
    state({ labels: { a: "1" } }),
    "labels: changes",
  ],
  ["drift", state({}, { drift: { labels: "x" } }), state({}), "labels: differs in the running engine"],
  ["a stopped engine", state({}, { drift: { engine: "is stopped" } }), state({}), "engine: is stopped"],
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
    "an unknown option together with unknown extra options",
    state({ labels: { a: "1" } }, { extraOptions: { "some-key": 1 } }),
    state({ labels: UNKNOWN }, { extraOptions: UNKNOWN }),
    "labels: reload; extraOptions: unknown during the preview",
  ],
  [
    "apply and timeouts",
    state({}),
    state({}, { apply: { settle: 0 }, timeouts: { apply: 60 } }),
    "apply, timeouts: no change on the host",
  ],
  ["an option that isn't in the catalogue", state({ foo: 1 }), state({}), `foo: restart${REFUSED}`],
])("a change is noted for %s", (_name, outputs, inputs, note) => {
  expect(diffInputs(outputs, inputs)).toEqual({ changed: true, note });
});

test("drift is noted for a key named like a member of every object", () => {
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
])(
  "another value changes the host only if the host depends on it: %s",
  (_name, outputs, inputs, expected) => {
    expect(changesHost(outputs, inputs)).toBe(expected);
  },
);

test("a diff of any state and inputs never throws", () => {
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
      const forth = diffInputs(a, b);
      const back = diffInputs(b, a);
      expect(forth.changed).toBe(back.changed);
      expect(diffInputs(a, a)).toEqual({ changed: false, note: "" });
      expect(changesHost(a, b)).toBe(changesHost(b, a));
      if (!forth.changed) expect(forth.note).toBe("");
    }),
    { numRuns: 300 },
  );
});
