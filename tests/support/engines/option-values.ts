import * as fc from "fast-check";
import { onlyVersion, parseEngineVersion } from "../../../provider/core/engine-version";
import type { Json, JsonObject } from "../../../provider/core/json";
import { catalogue, type Option, optionName, type OptionType } from "../../../provider/core/options";
import { logDrivers } from "../../../provider/core/options/catalogue/drivers";
import { findings } from "../../../provider/core/schema/check";

const octet = fc.integer({ min: 1, max: 254 });
/** Few values, so that some generated networks fit into each other. */
const block = fc.constantFrom(30, 31);
const address = fc.tuple(octet, octet).map(([a, b]) => `10.${a}.${b}.7`);
const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const host = fc.tuple(word, word).map(([a, b]) => `${a}.${b}.example`);
const size = fc
  .tuple(fc.integer({ min: 1, max: 900 }), fc.constantFrom("k", "m", "MB", "GiB", "g"))
  .map((all) => all.join(""));
const many = <T>(item: fc.Arbitrary<T>) => fc.uniqueArray(item, { minLength: 1, maxLength: 3 });
const mapOf = <T>(names: fc.Arbitrary<string>, values: fc.Arbitrary<T>) =>
  fc.dictionary(names, values, { minKeys: 1, maxKeys: 3, noNullPrototype: true });

/** Values of options whose type alone does not determine them. */
const VALUES: Readonly<Record<string, fc.Arbitrary<Json>>> = {
  labels: mapOf(
    word,
    fc.string({ maxLength: 6 }).map((text) => text.replace(/[^ -~]/g, "")),
  ),
  "shutdown-timeout": fc.constantFrom(-1, 1, 60),
  "registry-mirrors": many(host.map((name) => `https://${name}`)),
  "insecure-registries": many(
    fc.oneof(
      host,
      host.map((name) => `${name}:5000`),
      octet.map((a) => `10.${a}.3.4/16`),
    ),
  ),
  "allow-nondistributable-artifacts": many(host),
  "max-concurrent-downloads": fc.integer({ min: 1, max: 20 }),
  "max-concurrent-uploads": fc.integer({ min: 1, max: 20 }),
  "max-download-attempts": fc.integer({ min: 1, max: 20 }),
  "log-opts": fc.record(
    { "max-size": size, "max-file": fc.integer({ min: 1, max: 9 }).map(String) },
    { requiredKeys: ["max-size"] },
  ),
  "log-driver": fc.constantFrom(
    ...logDrivers.filter(({ options }) => "max-size" in options).map(({ name }) => name),
  ),
  bip: block.map((a) => `10.${a}.0.1/24`),
  "fixed-cidr": block.map((a) => `10.${a}.0.128/25`),
  bip6: block.map((a) => `fd00:${a}::1/64`),
  "fixed-cidr-v6": block.map((a) => `fd00:${a}::/80`),
  "default-gateway": block.map((a) => `10.${a}.0.254`),
  "default-gateway-v6": block.map((a) => `fd00:${a}::fe`),
  mtu: fc.integer({ min: 576, max: 9000 }),
  ip: fc.constantFrom("127.0.0.1", "0.0.0.0"),
  dns: many(address),
  "dns-opts": many(fc.constantFrom("timeout:2", "attempts:3", "ndots:1")),
  "dns-search": many(host),
  "host-gateway-ip": address,
  "host-gateway-ips": fc.constantFrom(["10.1.0.1"], ["fd00::1"], ["10.1.0.1", "fd00::1"]),
  "default-address-pools": fc
    .uniqueArray(octet, { minLength: 1, maxLength: 3 })
    .chain((all) => fc.tuple(fc.constant(all), fc.integer({ min: 17, max: 28 })))
    .map(([all, size]) => all.map((a) => ({ base: `10.${a}.0.0/16`, size }))),
  "default-network-opts": fc.constant({ bridge: { "com.docker.network.driver.mtu": "1450" } }),
  "network-control-plane-mtu": fc.integer({ min: 500, max: 9000 }),
  "network-diagnostic-port": fc.integer({ min: 1024, max: 65535 }),
  "userland-proxy-path": fc.constant("/usr/sbin/docker-proxy"),
  proxies: fc.record(
    {
      "http-proxy": host.map((name) => `http://u:p@${name}:3128`),
      "no-proxy": many(host).map((all) => all.join(",")),
    },
    { requiredKeys: [] },
  ),
  runtimes: mapOf(
    word,
    fc.record(
      { path: fc.constantFrom("/usr/bin/runc", "/usr/sbin/runc"), runtimeArgs: fc.constant(["--debug"]) },
      { requiredKeys: ["path"] },
    ),
  ),
  "default-ulimits": mapOf(
    fc.constantFrom("nofile", "nproc", "core", "memlock"),
    fc
      .tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 100, max: 9999 }))
      .map(([soft, hard]) => ({ soft, hard })),
  ),
  "default-shm-size": size,
  "exec-opts": fc.constantFrom(["native.cgroupdriver=systemd"], ["native.cgroupdriver=cgroupfs"]),
  "cgroup-parent": fc.constantFrom("docker.slice", "machine.slice"),
  "init-path": fc.constantFrom("/usr/bin/docker-init", "docker-init"),
  "cdi-spec-dirs": many(word.map((name) => `/etc/${name}`)),
  "seccomp-profile": fc.constantFrom("unconfined", "builtin"),
  "metrics-addr": fc.constant("127.0.0.1:9323"),
  "node-generic-resources": many(word).map((all) => all.map((name) => `gpu=${name}`)),
  "swarm-default-advertise-addr": address,
  "containerd-namespace": word,
  "default-runtime": fc.constant("runc"),
  features: fc.dictionary(fc.constantFrom("buildkit", "cdi"), fc.boolean(), {
    minKeys: 1,
    noNullPrototype: true,
  }),
  builder: fc.record(
    {
      gc: fc.record(
        {
          enabled: fc.boolean(),
          defaultKeepStorage: size,
          policy: many(fc.record({ keepStorage: size, all: fc.boolean() })),
        },
        { requiredKeys: [] },
      ),
      entitlements: fc.record({ "network-host": fc.boolean() }),
    },
    { requiredKeys: [] },
  ),
  group: fc.constantFrom("docker", "root", "adm"),
  "storage-driver": fc.constantFrom("overlay2", "vfs"),
};

/** Options whose acceptance depends on the machine instead of the engine's release; each with the reason. */
export const MACHINE_DEPENDENT: Readonly<Record<string, string>> = {
  "authorization-plugins": "needs a plugin",
  "cpu-rt-period": "needs version 1 of control groups",
  "cpu-rt-runtime": "needs version 1 of control groups",
  tls: "needs certificates on the host",
  tlsverify: "needs certificates on the host",
  tlscacert: "needs certificates on the host",
  tlscert: "needs certificates on the host",
  tlskey: "needs certificates on the host",
  bridge: "needs a bridge",
  containerd: "needs a containerd of its own",
  rootless: "needs RootlessKit",
  "selinux-enabled": "needs SELinux",
  "storage-opts": "needs a file system with quotas",
  "userns-remap": "makes users on the host",
  graph: "names the data root, like dataRoot",
  "cluster-store": "needs a key-value store",
  "cluster-store-opts": "needs a key-value store",
  "cluster-advertise": "needs a key-value store",
};

/** Returns values of a type that determines them; otherwise the option's example, unchanged. */
function byType({ type, example }: Option): fc.Arbitrary<Json> {
  if (type.plain === "boolean") return fc.boolean();
  const words = wordsOf(type);
  return words.length > 0 ? fc.constantFrom(...words) : fc.constant(example);
}

const wordsOf = (type: OptionType): readonly string[] => {
  const { enum: words } = type.jsonSchema(() => true);
  return Array.isArray(words) ? (words as string[]) : [];
};

/** Returns sets of options that the catalogue says an engine of this version accepts. */
export function validOptions(version: string): fc.Arbitrary<JsonObject> {
  const engine = parseEngineVersion(version);
  if (engine === undefined) throw new TypeError(`not a version: ${version}`);
  const range = onlyVersion(engine);
  const options = catalogue.filter(({ key }) => !Object.hasOwn(MACHINE_DEPENDENT, key));
  const pairs = options.map((option) =>
    (VALUES[option.key] ?? byType(option)).map((value): [string, Json] => [optionName(option.key), value]),
  );
  return fc
    .subarray(pairs, { minLength: 1, maxLength: 16 })
    .chain((some) => fc.tuple(...some))
    .map((entries) => withoutRefused(Object.fromEntries(entries)))
    .filter((set) => Object.keys(set).length > 0);

  /** Removes rejected options until none is left. */
  function withoutRefused(set: JsonObject): JsonObject {
    const refused = new Set(
      findings(set, range)
        .filter(({ verdict }) => verdict === "refused")
        .map(({ path }) => String(path[1])),
    );
    if (refused.size === 0) return set;
    // If an option is rejected because another one is missing, removing options can't fix the set.
    if (!Object.keys(set).some((name) => refused.has(name))) return {};
    return withoutRefused(Object.fromEntries(Object.entries(set).filter(([name]) => !refused.has(name))));
  }
}
