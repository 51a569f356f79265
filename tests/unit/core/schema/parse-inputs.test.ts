import * as fc from "fast-check";
import type { Json, JsonObject } from "../../../../provider/core/json";
import { DaemonError } from "../../../../provider/core/errors";
import { APPLY } from "../../../../provider/core/schema/inputs/apply";
import { TIMEOUTS } from "../../../../provider/core/schema/inputs/timeouts";
import { defaultsOf, parseInputs } from "../../../../provider/core/schema/parse-inputs";
import { anyJson } from "../../fixtures";

const CONNECTION = { host: "10.0.0.11", hostKey: "SHA256:x" };
const APPLY_DEFAULTS = {
  allowedEffect: "restart",
  acknowledge: [],
  confirmTimeout: 60,
  onFailure: "restore",
  onDelete: "restore",
  onUnreachable: "fail",
  ownership: "merge",
  takeOver: false,
};
const TIMEOUT_DEFAULTS = { connect: 30, observe: 30, apply: 180, verify: 60 };

const inputs = (other: JsonObject): JsonObject => ({ connection: CONNECTION, ...other });

test("minimal inputs get all defaults, and no key for an input without one", () => {
  expect(parseInputs({ connection: CONNECTION })).toStrictEqual({
    connection: CONNECTION,
    options: {},
    extraOptions: {},
    apply: APPLY_DEFAULTS,
    timeouts: TIMEOUT_DEFAULTS,
    drift: {},
  });
});

test("set values are kept, and defaults fill in the rest of a group", () => {
  const set = {
    connection: { ...CONNECTION, port: 2222, user: "ops", privateKey: "k", privateKeyPassword: "" },
    engineVersion: ">=26",
    options: { labels: { a: "1" } },
    extraOptions: { "some-key": null },
    tls: { certificate: "c", privateKey: "k" },
    drift: { host: "x" },
  };
  const parsed = parseInputs({ ...set, apply: { settle: 0, onDelete: "leave" }, timeouts: { apply: 300 } });
  expect(parsed).toStrictEqual({
    ...set,
    apply: { ...APPLY_DEFAULTS, settle: 0, onDelete: "leave" },
    timeouts: { ...TIMEOUT_DEFAULTS, apply: 300 },
  });
});

test("a connection gets no defaults here, since the stack's config overrides them", () => {
  expect(parseInputs({ connection: CONNECTION }).connection).toStrictEqual(CONNECTION);
});

test("outputs, Pulumi's keys and inputs of other versions are ignored", () => {
  const stored = inputs({
    connection: { ...CONNECTION, jump: "bastion" },
    apply: { retries: 3 },
    engine: { version: "28.5.2" },
    status: "applied",
    __provider: "text",
    waves: [1],
  });
  expect(parseInputs(stored)).toStrictEqual(parseInputs({ connection: CONNECTION }));
});

test.each<[string, JsonObject]>([
  ["an option of another version", { options: { nextGenerationEngine: [null] } }],
  ["an option with another type", { options: { labels: 3, debug: "x" } }],
  ["an extra option that became an option", { extraOptions: { labels: ["a=b"] } }],
  ["a range that the current check refuses", { engineVersion: "newest" }],
  ["a time that the current check refuses", { timeouts: { ...TIMEOUT_DEFAULTS, verify: 100_000 } }],
  ["TLS files that the current check refuses", { tls: { certificate: "", privateKey: "k" } }],
  ["a host that the current check refuses", { connection: { host: "ops@h", hostKey: "MD5:x", port: 0 } }],
])("a state is accepted with %s", (_name, other) => {
  expect(parseInputs(inputs(other))).toMatchObject(other);
});

test.each<[string, JsonObject, string]>([
  ["no connection", {}, "connection: required: an object: { name: value }"],
  ["no host", { connection: { hostKey: "k" } }, "connection.host: required: a string"],
  [
    "a host that is a number",
    { connection: { ...CONNECTION, host: 3 } },
    "connection.host: is a number; write a string",
  ],
  [
    "a port that is a string",
    { connection: { ...CONNECTION, port: "22" } },
    "connection.port: is a string; write a number",
  ],
  ["a list of options", { options: [] }, "options: is a list; write an object: { name: value }"],
  [
    "null for extraOptions",
    { extraOptions: null },
    "extraOptions: is null; write an object: { name: value }",
  ],
  ["TLS files as a string", { tls: "pem" }, "tls: is a string; write an object: { name: value }"],
  ["TLS files without a key", { tls: { certificate: "c" } }, "tls.privateKey: required: a string"],
  [
    "a time that is a string",
    { apply: { settle: "2" } },
    "apply.settle: isn't a number of seconds; write it as in 60",
  ],
  [
    "a value of another version",
    { apply: { onDelete: "purge" } },
    "apply.onDelete: unknown value; write one of restore, removeOwned, leave",
  ],
  [
    "a switch that is a string",
    { apply: { takeOver: "yes" } },
    "apply.takeOver: is a string; write true or false",
  ],
])("%s is refused with path and reason", (name, other, what) => {
  const value = name === "no connection" ? {} : inputs(other);
  expect(() => parseInputs(value)).toThrow(DaemonError);
  expect(() => parseInputs(value)).toThrow(`OptionError: ${what}\n`);
});

test("one error names all invalid inputs and the remedy", () => {
  const error = (): unknown => parseInputs({ connection: { host: 1 }, timeouts: [] });
  expect(error).toThrow(
    [
      "OptionError: connection.host: is a number; write a string; " +
        "connection.hostKey: required: a string; " +
        "timeouts: is a list; write an object: { name: value }",
      "  step: plan",
      "  host: unchanged",
      "  next: set connection.host, connection.hostKey, timeouts in the program and run `pulumi up`",
    ].join("\n"),
  );
});

test("parsing any state returns inputs or throws a DaemonError that quotes none of its strings", () => {
  const anyState = fc.record(
    {
      connection: fc.oneof(anyJson(), fc.constant(CONNECTION)),
      options: anyJson(),
      extraOptions: anyJson(),
      tls: anyJson(),
      apply: anyJson(),
      timeouts: anyJson(),
      engineVersion: fc.constantFrom<Json>("hunter2", ["hunter2"]),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(anyState, (state) => {
      try {
        expect(parseInputs(state).connection).toMatchObject({ host: expect.any(String) as string });
      } catch (error) {
        if (!(error instanceof DaemonError)) throw error;
        expect(error.message).not.toContain("hunter2");
      }
    }),
  );
});

test("the defaults of a group are those of its records", () => {
  expect(defaultsOf(APPLY)).toStrictEqual(APPLY_DEFAULTS);
  expect(defaultsOf(TIMEOUTS)).toStrictEqual(TIMEOUT_DEFAULTS);
});
