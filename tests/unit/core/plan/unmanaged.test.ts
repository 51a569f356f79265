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
    "a managed key in other case",
    { found: { Debug: true }, declared: {}, owned: { debug: true } },
    '"Debug"',
  ],
  [
    "labels that aren't a list",
    { found: { labels: { a: "1" } }, declared: { labels: ["b=1"] } },
    "a list of",
  ],
  ["labels that aren't strings", { found: { labels: ["a=1", 2] }, declared: { labels: [] } }, "a list of"],
  ["log options as a list", { found: { "log-opts": [] }, declared: { "log-opts": {} } }, "an object"],
])("a file that can't be merged is refused with the name of the key: %s", (_name, given, named) => {
  expect(text(given)).toMatch(/^ConflictError plan .*daemon\.json.* on the host.*, then run again$/);
  expect(text(given)).toContain(named);
});

test.each<[string, Case]>([
  ["another key in other case", { found: { Labels: [] }, declared: { debug: true } }],
  ["a map that is null", { found: { labels: null }, declared: { labels: ["a=1"] } }],
  ["a key that is declared absent", { found: { labels: "x" }, declared: { labels: null } }],
])("a file that can be merged isn't a conflict: %s", (_name, given) => {
  expect(text(given)).toBe("");
});

describe("unmanaged log-opts", () => {
  test.each<[string, Case]>([
    [
      "for a driver that doesn't change",
      { found: { "log-opts": logOpts }, declared: { "log-opts": { tag: "x" } } },
    ],
    [
      "for the default driver, which is declared",
      { found: { "log-opts": logOpts }, declared: { "log-driver": "json-file" } },
    ],
    [
      "for the declared driver",
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
      "that were managed and are removed",
      {
        found: { "log-opts": logOpts },
        declared: { "log-driver": "local" },
        owned: { "log-opts": ["max-size"] },
      },
    ],
    ["that don't exist", { found: {}, declared: { "log-driver": "local" } }],
    [
      "if another option is declared",
      { found: { "log-driver": "local", "log-opts": logOpts }, declared: { debug: true } },
    ],
  ])("aren't a conflict %s", (_name, given) => {
    expect(text(given)).toBe("");
  });

  test.each<[string, Case, string, string]>([
    [
      "the default driver",
      { found: { "log-opts": logOpts }, declared: { "log-driver": "local" } },
      "json-file",
      "local",
    ],
    [
      "another driver",
      { found: { "log-driver": "syslog", "log-opts": logOpts }, declared: { "log-driver": "journald" } },
      "syslog",
      "journald",
    ],
    [
      "a managed driver that is removed",
      {
        found: { "log-driver": "local", "log-opts": logOpts },
        declared: {},
        owned: ownedBy({ "log-driver": "local" }),
      },
      "local",
      "json-file",
    ],
    [
      "the default driver, with some of its log-opts declared",
      {
        found: { "log-opts": { ...logOpts, tag: "x" } },
        declared: { "log-driver": "local", "log-opts": { tag: "y" } },
      },
      "json-file",
      "local",
    ],
  ])("are a conflict if the driver changes from %s", (_name, given, from, to) => {
    const message = text(given);
    expect(message).toMatch(/^ConflictError plan options\.logDriver: /);
    expect(message).toContain(
      `log-opts of ${from} that aren't declared here (max-size), and the driver becomes ${to}`,
    );
    expect(message).toContain(`declare options.logOpts for ${to}`);
  });
});

describe("a rule across options that an unmanaged key breaks", () => {
  test.each<[string, Case, string, string]>([
    [
      "bip with an unmanaged bridge",
      { found: { bridge: "br1" }, declared: { bip: "10.1.0.1/24" } },
      "options.bip: only applies to the engine's own bridge",
      "contains bridge, which isn't declared here",
    ],
    [
      "bridge with an unmanaged bip",
      { found: { bip: "10.1.0.1/24", debug: true }, declared: { bridge: "br1" } },
      "options.bip: only applies to the engine's own bridge",
      "contains bip, which isn't declared here",
    ],
    [
      "fixed-cidr outside of an unmanaged bip",
      { found: { bip: "10.1.0.1/24" }, declared: { "fixed-cidr": "10.2.0.0/25" } },
      "options.fixedCidr: is outside of bip's network",
      "contains bip,",
    ],
    [
      "icc with unmanaged iptables that are disabled",
      { found: { iptables: false }, declared: { icc: false } },
      "options.icc: false is implemented by iptables rules",
      "contains iptables,",
    ],
  ])("is refused: %s", (_name, given, what, culprit) => {
    expect(text(given)).toMatch(/^ConflictError plan /);
    expect(text(given)).toContain(what);
    expect(text(given)).toContain(culprit);
  });

  test.each<[string, Case]>([
    [
      "a conflict among unmanaged keys is left alone",
      { found: { bridge: "br1", bip: "10.1.0.1/24" }, declared: { debug: true } },
    ],
    [
      "a managed key that is removed doesn't count",
      { found: { bridge: "br1" }, declared: { bip: "10.1.0.1/24" }, owned: { bridge: true } },
    ],
    [
      "a conflict among declared keys is left to the check of inputs",
      { found: {}, declared: { bridge: "br1", bip: "10.1.0.1/24" } },
    ],
    [
      "names that every object inherits aren't keys",
      { found: { constructor: "x" }, declared: { toString: "y" } },
    ],
  ])("%s", (_name, given) => {
    expect(text(given)).toBe("");
  });
});
