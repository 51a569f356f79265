import {
  mismatches,
  mismatchText,
  pathsToResolve,
  unreported,
} from "../../../../provider/core/expect/expect";
import type { JsonObject } from "../../../../provider/core/json";
import { readDrift } from "../../../../provider/core/drift/read-inputs";
import { engineOf } from "../../fixtures";

test.each<[string, JsonObject, JsonObject]>([
  ["labels in another order", { labels: ["a=1", "b=1"] }, { Labels: ["b=1", "a=1"] }],
  ["labels twice", { labels: ["a=1", "a=1"] }, { Labels: ["a=1"] }],
  ["no labels", { labels: [] }, { Labels: [] }],
  ["no labels, reported as null", { labels: [] }, { Labels: null }],
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
  ["no mirrors, reported as null", { "registry-mirrors": [] }, { RegistryConfig: { Mirrors: null } }],
  ["no mirrors, reported without a list", {}, { RegistryConfig: null }],
  ["debug", { debug: true }, { Debug: true }],
  [
    "a runtime whose members have other case",
    { runtimes: { r: { Path: "/r" } } },
    { Runtimes: { runc: { path: "runc" }, r: { path: "/r" } } },
  ],
  ["an option that no endpoint reports", { "log-opts": { "max-file": "3" } }, {}],
])("the engine has the declared value: %s", (_name, file, info) => {
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
    {
      key: "labels",
      values: { expected: ["a=1", "b=1"], reported: ["a=1"] },
      where: "GET /info: Labels",
      paths: [],
    },
  ],
  [
    "a removed label is still reported",
    {},
    { Labels: ["a=1"] },
    { key: "labels", values: { expected: [], reported: ["a=1"] }, where: "GET /info: Labels", paths: [] },
  ],
  [
    "mirrors are in another order",
    { "registry-mirrors": ["https://a", "https://b"] },
    { RegistryConfig: { Mirrors: ["https://b/", "https://a/"] } },
    {
      key: "registry-mirrors",
      values: { expected: ["https://a", "https://b"], reported: ["https://b/", "https://a/"] },
      where: "GET /info: RegistryConfig.Mirrors",
      paths: [],
    },
  ],
  [
    "debug is off",
    { debug: true },
    { Debug: false },
    { key: "debug", values: { expected: true, reported: false }, where: "GET /info: Debug", paths: [] },
  ],
  [
    "debug is not reported",
    { debug: true },
    { Debug: null },
    { key: "debug", values: { expected: true, reported: null }, where: "GET /info: Debug", paths: [] },
  ],
])("%s, which is a mismatch", (_name, file, info, mismatch) => {
  expect(mismatches(file, ["labels", "registry-mirrors", "debug"], engineOf("26.1.5", info))).toEqual([
    mismatch,
  ]);
});

test("keys that an engine doesn't report are listed", () => {
  const keys = ["labels", "log-opts", "containerd", "not-in-the-catalogue"];
  const engine = (version: string) => engineOf(version).version;
  expect(unreported(keys, engine("26.1.5"))).toEqual(["log-opts", "containerd", "not-in-the-catalogue"]);
  expect(unreported(keys, engine("28.5.2"))).toEqual(["log-opts", "not-in-the-catalogue"]);
});

test("only the requested keys are compared", () => {
  const engine = engineOf("26.1.5", { Labels: ["a=1"], Debug: true });
  expect(mismatches({}, [], engine)).toEqual([]);
  expect(mismatches({}, ["debug", "unmanaged", "constructor"], engine).map(({ key }) => key)).toEqual([
    "debug",
  ]);
});

/** Options that an answer holds in another form than daemon.json. */
describe("an engine's answer", () => {
  const security = (...options: string[]) => ({ SecurityOptions: options });
  const log = (version: string, file: JsonObject, info: JsonObject) =>
    mismatches(file, Object.keys(file), engineOf(version, info)).map(({ key, values }) => [
      key,
      values?.reported,
    ]);

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
    // Go's url.Parse ends the user at the last @
    [{ proxies: { "http-proxy": "http://u:p@ssPassw0rd@p:1" } }, { HttpProxy: "http://xxxxx:xxxxx@p:1" }],
    [{ proxies: { "http-proxy": "http://p:1/a@b" } }, { HttpProxy: "http://p:1/a@b" }],
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
  ])("shows that %j is in effect: %j", (file, info) => {
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
  ])("shows that %j isn't in effect: %j", (file, info, mismatch) => {
    expect(log("29.7.0", file, info)).toEqual([mismatch]);
  });

  test.each<[JsonObject, JsonObject]>([
    [{ proxies: { "http-proxy": "http://u:hunter2@p:1" } }, { HttpProxy: "http://hunter3" }],
    [{ proxies: { "http-proxy": "http://u:hun@ter2@p:1" } }, { HttpProxy: "http://u:hunter3@other" }],
  ])("is never printed for a sensitive option: %j", (file, info) => {
    const engine = engineOf("28.5.2", info);
    const found = mismatches(file, ["proxies"], engine);
    expect(found.map(mismatchText)).toEqual([
      "proxies: the value reported by GET /info: HttpProxy, HttpsProxy and NoProxy differs",
    ]);
    const printed = JSON.stringify([found, readDrift(file, ["proxies"], engine)]);
    expect(printed).not.toMatch(/ter2|hun|http:/);
  });

  test("isn't compared if engines of that release don't report the option", () => {
    const pools = { "default-address-pools": [{ base: "10.0.0.0/8", size: 24 }] };
    expect(log("19.03.15", pools, {})).toEqual([]);
    expect(log("20.10.0", pools, {})).toEqual([["default-address-pools", null]]);
  });

  test("isn't compared if the engine has lost the networks of its pools", () => {
    const file = { "default-address-pools": [{ base: "172.80.0.0/16", size: 24 }] };
    const reporting = (Base: string): unknown =>
      mismatches(file, Object.keys(file), engineOf("28.5.2", { DefaultAddressPools: [{ Base, Size: 24 }] }));
    expect(reporting("invalid Prefix")).toEqual([]);
    expect(reporting("172.80.0.0/16")).toEqual([]);
    expect(reporting("172.81.0.0/16")).toHaveLength(1);
  });

  test.each(["bip", "default-gateway", "fixed-cidr", "icc", "ip", "ip-masq", "ipv6", "mtu"])(
    "isn't compared for %s if there is no default bridge",
    (key) => {
      const file = { bridge: "none", [key]: "anything" };
      expect(mismatches(file, ["bridge", key], engineOf("28.5.2"))).toEqual([]);
      expect(mismatches({ bridge: "docker0" }, ["bridge"], engineOf("28.5.2"))).toHaveLength(1);
    },
  );

  test("isn't compared for an option that another one overrides", () => {
    const bridgeAnswer = { Options: { "com.docker.network.bridge.enable_ip_masquerade": "false" } };
    const engine = { ...engineOf("28.5.2"), bridgeAnswer };
    expect(mismatches({ iptables: false }, ["ip-masq"], engine)).toEqual([]);
    expect(mismatches({}, ["ip-masq"], engine)).toHaveLength(1);
  });

  test("with a path is compared after the host resolved its symbolic links", () => {
    const engine = engineOf("28.5.2", { DockerRootDir: "/data/docker/100000.100000" });
    const file = { "data-root": "/srv//docker" };
    expect(pathsToResolve({ "data-root": "/data/docker" }, ["data-root"], engine)).toEqual([]);
    expect(pathsToResolve(file, ["data-root"], engine)).toEqual(["/srv//docker", "/data/docker"]);
    const resolved = (real: string) => ({
      ...engine,
      realPaths: new Map([
        ["/srv//docker", real],
        ["/data/docker", "/data/docker"],
      ]),
    });
    expect(mismatches(file, ["data-root"], resolved("/data/docker"))).toEqual([]);
    expect(mismatches(file, ["data-root"], resolved("/srv/docker"))).toHaveLength(1);
  });

  test("isn't compared for IPv6 ranges if the bridge has no IPv6", () => {
    const bridge = { EnableIPv6: false, Options: {}, IPAM: { Config: [] } };
    const engine = { ...engineOf("28.5.2"), bridgeAnswer: bridge };
    expect(mismatches({ "fixed-cidr-v6": "fd00::/64" }, ["fixed-cidr-v6"], engine)).toEqual([]);
    const on = { ...engine, bridgeAnswer: { ...bridge, EnableIPv6: true } };
    expect(mismatches({ "fixed-cidr-v6": "fd00::/64" }, ["fixed-cidr-v6"], on)).toHaveLength(1);
  });
});
