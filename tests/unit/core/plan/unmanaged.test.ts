import { type Owned, ownedBy } from "../../../../provider/core/desired/daemon-json";
import type { JsonObject } from "../../../../provider/core/json";
import { unmanagedConflict } from "../../../../provider/core/plan/unmanaged";

interface Case {
  readonly found: JsonObject;
  readonly declared: JsonObject;
  readonly owned?: Owned;
}
const text = ({ found, declared, owned = {} }: Case): string => {
  const facts = unmanagedConflict(found, declared, owned);
  return facts === undefined ? "" : `${facts.kind} ${facts.step} ${facts.what} -> ${facts.remedy}`;
};

const logOpts = { "max-size": "10m" };

test.each<[string, Case, string]>([
  ["a declared key in other case", { found: { Labels: ["a=1"] }, declared: { labels: ["b=1"] } }, '"Labels"'],
  [
    "a key that was ours in other case",
    { found: { Debug: true }, declared: {}, owned: { debug: true } },
    '"Debug"',
  ],
  ["labels that are no list", { found: { labels: { a: "1" } }, declared: { labels: ["b=1"] } }, "a list of"],
  ["labels that are no strings", { found: { labels: ["a=1", 2] }, declared: { labels: [] } }, "a list of"],
  ["log options as a list", { found: { "log-opts": [] }, declared: { "log-opts": {} } }, "an object"],
])("what can't be merged is refused by name: %s", (_name, given, named) => {
  expect(text(given)).toMatch(/^ConflictError plan .*daemon\.json.* on the host.*, then run again$/);
  expect(text(given)).toContain(named);
});

test.each<[string, Case]>([
  ["another key in other case", { found: { Labels: [] }, declared: { debug: true } }],
  ["a map that is null", { found: { labels: null }, declared: { labels: ["a=1"] } }],
  ["a key that is declared absent", { found: { labels: "x" }, declared: { labels: null } }],
])("what can be merged is no conflict: %s", (_name, given) => {
  expect(text(given)).toBe("");
});

describe("log-opts that others wrote", () => {
  test.each<[string, Case]>([
    ["for the driver that stays", { found: { "log-opts": logOpts }, declared: { "log-opts": { tag: "x" } } }],
    [
      "for the default driver, declared",
      { found: { "log-opts": logOpts }, declared: { "log-driver": "json-file" } },
    ],
    [
      "for the same driver",
      { found: { "log-driver": "local", "log-opts": logOpts }, declared: { "log-driver": "local" } },
    ],
    [
      "that are all declared for the new driver",
      {
        found: { "log-opts": logOpts },
        declared: { "log-driver": "local", "log-opts": { "max-size": "1m" } },
      },
    ],
    [
      "that were ours, and go",
      {
        found: { "log-opts": logOpts },
        declared: { "log-driver": "local" },
        owned: { "log-opts": ["max-size"] },
      },
    ],
    ["of which there are none", { found: {}, declared: { "log-driver": "local" } }],
    [
      "beside other options",
      { found: { "log-driver": "local", "log-opts": logOpts }, declared: { debug: true } },
    ],
  ])("%s are no conflict", (_name, given) => {
    expect(text(given)).toBe("");
  });

  test.each<[string, Case, string, string]>([
    [
      "the default one",
      { found: { "log-opts": logOpts }, declared: { "log-driver": "local" } },
      "json-file",
      "local",
    ],
    [
      "another one",
      { found: { "log-driver": "syslog", "log-opts": logOpts }, declared: { "log-driver": "journald" } },
      "syslog",
      "journald",
    ],
    [
      "one of ours that is dropped",
      {
        found: { "log-driver": "local", "log-opts": logOpts },
        declared: {},
        owned: ownedBy({ "log-driver": "local" }),
      },
      "local",
      "json-file",
    ],
    [
      "the default one, of which some are declared",
      {
        found: { "log-opts": { ...logOpts, tag: "x" } },
        declared: { "log-driver": "local", "log-opts": { tag: "y" } },
      },
      "json-file",
      "local",
    ],
  ])("are a conflict where the driver changes: %s", (_name, given, from, to) => {
    const told = text(given);
    expect(told).toMatch(/^ConflictError plan options\.logDriver: /);
    expect(told).toContain(
      `log-opts of ${from} that aren't declared here (max-size), and the driver becomes ${to}`,
    );
    expect(told).toContain(`declare options.logOpts for ${to}`);
  });
});

describe("a rule across options that a key of others breaks", () => {
  test.each<[string, Case, string, string]>([
    [
      "bip beside their bridge",
      { found: { bridge: "br1" }, declared: { bip: "10.1.0.1/24" } },
      "options.bip: only applies to the engine's own bridge",
      "stands bridge, which isn't declared here",
    ],
    [
      "our bridge beside their bip",
      { found: { bip: "10.1.0.1/24", debug: true }, declared: { bridge: "br1" } },
      "options.bip: only applies to the engine's own bridge",
      "stands bip, which isn't declared here",
    ],
    [
      "a part that lies outside of their network",
      { found: { bip: "10.1.0.1/24" }, declared: { "fixed-cidr": "10.2.0.0/25" } },
      "options.fixedCidr: is outside of bip's network",
      "stands bip,",
    ],
    [
      "icc without their iptables",
      { found: { iptables: false }, declared: { icc: false } },
      "options.icc: false is implemented by iptables rules",
      "stands iptables,",
    ],
  ])("%s", (_name, given, what, culprit) => {
    expect(text(given)).toMatch(/^ConflictError plan /);
    expect(text(given)).toContain(what);
    expect(text(given)).toContain(culprit);
  });

  test.each<[string, Case]>([
    [
      "what they break among themselves is theirs",
      { found: { bridge: "br1", bip: "10.1.0.1/24" }, declared: { debug: true } },
    ],
    [
      "what was ours and goes doesn't count",
      { found: { bridge: "br1" }, declared: { bip: "10.1.0.1/24" }, owned: { bridge: true } },
    ],
    [
      "what a program breaks alone is told by its check",
      { found: {}, declared: { bridge: "br1", bip: "10.1.0.1/24" } },
    ],
    ["names that every object seems to have", { found: { constructor: "x" }, declared: { toString: "y" } }],
  ])("%s", (_name, given) => {
    expect(text(given)).toBe("");
  });
});
