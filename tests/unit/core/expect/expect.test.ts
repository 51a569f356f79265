import { mismatches } from "../../../../provider/core/expect/expect";
import type { JsonObject } from "../../../../provider/core/json";
import { engineOf } from "../../fixtures";

test.each<[string, JsonObject, JsonObject]>([
  ["labels in another order", { labels: ["a=1", "b=1"] }, { Labels: ["b=1", "a=1"] }],
  ["labels twice", { labels: ["a=1", "a=1"] }, { Labels: ["a=1"] }],
  ["no labels", { labels: [] }, { Labels: [] }],
  ["no labels, told as null", { labels: [] }, { Labels: null }],
  ["an absent key", {}, {}],
  [
    "a mirror without its slash",
    { "registry-mirrors": ["https://m"] },
    { RegistryConfig: { Mirrors: ["https://m/"] } },
  ],
  [
    "a mirror twice",
    { "registry-mirrors": ["https://m", "https://m/"] },
    { RegistryConfig: { Mirrors: ["https://m/"] } },
  ],
  ["no mirrors, told as null", { "registry-mirrors": [] }, { RegistryConfig: { Mirrors: null } }],
  ["no mirrors, told by nothing", {}, { RegistryConfig: null }],
  ["debug", { debug: true }, { Debug: true }],
  [
    "a runtime whose members have other case",
    { runtimes: { r: { Path: "/r" } } },
    { Runtimes: { runc: { path: "runc" }, r: { path: "/r" } } },
  ],
  ["what no endpoint shows", { "log-opts": { "max-file": "3" } }, {}],
])("%s: the engine has it", (_name, file, info) => {
  expect(
    mismatches(
      file,
      ["labels", "registry-mirrors", "debug", "log-opts", ...Object.keys(file)],
      engineOf("26.1.5", info),
    ),
  ).toEqual([]);
});

test.each<[string, JsonObject, JsonObject, object]>([
  [
    "a label is missing",
    { labels: ["a=1", "b=1"] },
    { Labels: ["a=1"] },
    { key: "labels", expected: ["a=1", "b=1"], shown: ["a=1"], where: "GET /info: Labels" },
  ],
  [
    "a label is left over",
    {},
    { Labels: ["a=1"] },
    { key: "labels", expected: [], shown: ["a=1"], where: "GET /info: Labels" },
  ],
  [
    "mirrors stand in another order",
    { "registry-mirrors": ["https://a", "https://b"] },
    { RegistryConfig: { Mirrors: ["https://b/", "https://a/"] } },
    {
      key: "registry-mirrors",
      expected: ["https://a", "https://b"],
      shown: ["https://b/", "https://a/"],
      where: "GET /info: RegistryConfig.Mirrors",
    },
  ],
  [
    "debug is off",
    { debug: true },
    { Debug: false },
    { key: "debug", expected: true, shown: false, where: "GET /info: Debug" },
  ],
  [
    "debug is not told",
    { debug: true },
    { Debug: null },
    { key: "debug", expected: true, shown: null, where: "GET /info: Debug" },
  ],
])("%s", (_name, file, info, mismatch) => {
  expect(mismatches(file, ["labels", "registry-mirrors", "debug"], engineOf("26.1.5", info))).toEqual([
    mismatch,
  ]);
});

test("only the keys that are asked for are looked at", () => {
  const engine = engineOf("26.1.5", { Labels: ["a=1"], Debug: true });
  expect(mismatches({}, [], engine)).toEqual([]);
  expect(mismatches({}, ["debug", "foreign", "constructor"], engine).map(({ key }) => key)).toEqual([
    "debug",
  ]);
});

/** The options whose place in an answer isn't simply their value. */
describe("an engine's answer", () => {
  const security = (...options: string[]) => ({ SecurityOptions: options });
  const log = (version: string, file: JsonObject, info: JsonObject) =>
    mismatches(file, Object.keys(file), engineOf(version, info)).map(({ key, shown }) => [key, shown]);

  test.each<[JsonObject, JsonObject]>([
    [{ "seccomp-profile": "builtin" }, security("name=seccomp,profile=default")],
    [{ "seccomp-profile": "builtin" }, security("name=apparmor", "name=seccomp,profile=builtin")],
    [{ "seccomp-profile": "unconfined" }, security("name=seccomp,profile=unconfined")],
    [{ "seccomp-profile": "/p.json" }, security("name=seccomp,profile=/p.json")],
    // a kernel without seccomp
    [{ "seccomp-profile": "/p.json" }, security("name=apparmor")],
    [{ "userns-remap": "default" }, security("name=userns")],
    [{ "userns-remap": "root" }, security()],
    [{ "no-new-privileges": true }, security("name=no-new-privileges")],
    [{ "no-new-privileges": false }, security()],
    [{ "exec-opts": ["native.cgroupdriver=systemd"] }, { CgroupDriver: "systemd" }],
    [{ "exec-opts": [] }, { CgroupDriver: "systemd" }],
    [
      { runtimes: { r: { path: "/r", runtimeArgs: ["-x"] } } },
      { Runtimes: { runc: { path: "runc" }, "io.containerd.runc.v2": {}, r: { path: "/r" } } },
    ],
    [{ runtimes: {} }, { Runtimes: { runc: { path: "runc" } } }],
    [{ "data-root": "/d/" }, { DockerRootDir: "/d/100000.100000" }],
    [
      { proxies: { "http-proxy": "http://u:hunter2@p:1" } },
      { HttpProxy: "http://xxxxx:xxxxx@p:1", HttpsProxy: "http://from.the.environment" },
    ],
    [{ proxies: {} }, { HttpProxy: "http://from.the.environment" }],
    [
      { "node-generic-resources": ["gpu=b", "gpu=a", "ssd=3"] },
      {
        GenericResources: [
          { DiscreteResourceSpec: { Kind: "ssd", Value: 3 } },
          { NamedResourceSpec: { Kind: "gpu", Value: "a" } },
          { NamedResourceSpec: { Kind: "gpu", Value: "b" } },
        ],
      },
    ],
    [{ "firewall-backend": "nftables" }, { FirewallBackend: { Driver: "nftables+firewalld" } }],
    [{ "userland-proxy": true }, { FirewallBackend: { Info: [["EnableUserlandProxy", "true"]] } }],
    [{ "userland-proxy": false }, { FirewallBackend: { Info: [] } }],
    [{ "userland-proxy": false }, {}],
    [{ "authorization-plugins": [] }, { Plugins: { Authorization: null } }],
  ])("%j is in force: %j", (file, info) => {
    expect(log("29.7.0", file, info)).toEqual([]);
  });

  test.each<[JsonObject, JsonObject, unknown]>([
    [
      { "seccomp-profile": "/p.json" },
      security("name=seccomp,profile=builtin"),
      ["seccomp-profile", "builtin"],
    ],
    [{ "userns-remap": "default" }, security(), ["userns-remap", false]],
    [
      { "exec-opts": ["native.cgroupdriver=systemd"] },
      { CgroupDriver: "cgroupfs" },
      ["exec-opts", "cgroupfs"],
    ],
    [
      { runtimes: { r: { path: "/r" } } },
      { Runtimes: { runc: {}, r: { path: "/other" } } },
      ["runtimes", { runc: {}, r: { path: "/other" } }],
    ],
    [{ "no-new-privileges": true }, security(), ["no-new-privileges", false]],
    [{ "userland-proxy": true }, { FirewallBackend: { Info: [] } }, ["userland-proxy", false]],
  ])("%j isn't in force: %j", (file, info, mismatch) => {
    expect(log("29.7.0", file, info)).toEqual([mismatch]);
  });

  test("of a sensitive option is told without what is secret", () => {
    const file = { proxies: { "http-proxy": "http://u:hunter2@p:1" } };
    const found = mismatches(file, ["proxies"], engineOf("28.5.2", { HttpProxy: "http://other" }));
    expect(found).toHaveLength(1);
    expect(JSON.stringify(found)).not.toContain("hunter2");
  });

  test("isn't looked at where engines of its release don't show the option", () => {
    const pools = { "default-address-pools": [{ base: "10.0.0.0/8", size: 24 }] };
    expect(log("19.03.15", pools, {})).toEqual([]);
    expect(log("20.10.0", pools, {})).toEqual([["default-address-pools", null]]);
  });

  test("says nothing of IPv6 ranges where the bridge has none", () => {
    const bridge = { EnableIPv6: false, Options: {}, IPAM: { Config: [] } };
    const engine = { ...engineOf("28.5.2"), bridgeAnswer: bridge };
    expect(mismatches({ "fixed-cidr-v6": "fd00::/64" }, ["fixed-cidr-v6"], engine)).toEqual([]);
    const on = { ...engine, bridgeAnswer: { ...bridge, EnableIPv6: true } };
    expect(mismatches({ "fixed-cidr-v6": "fd00::/64" }, ["fixed-cidr-v6"], on)).toHaveLength(1);
  });
});
