import { UNKNOWN } from "../../../../provider/core/schema/unknowns";
import { isJsonObject, type Json, type JsonObject } from "../../../../provider/core/json";
import { checkDaemonInputs } from "../../../../provider/core/schema/check";
import { misnomerRows, ruleRows } from "../../../support/option-rules";

const CONNECTION = { host: "10.0.0.11", hostKey: `SHA256:${"A".repeat(43)}` };
const failures = (other: JsonObject) => checkDaemonInputs({ connection: CONNECTION, ...other });

test.each(ruleRows.map((row) => [JSON.stringify(row.options), row.engineVersion ?? "any", row] as const))(
  "%s (engines: %s) is refused with the remedy, at the invalid option only",
  (_options, _engines, { options, at, says, engineVersion }) => {
    const found = failures({ options, ...(engineVersion === undefined ? {} : { engineVersion }) });
    expect(found.map(({ path }) => path)).toEqual([`options.${at}`]);
    expect(found[0]?.reason).toMatch(says);
    expect(found[0]?.reason).toMatch(
      /write|leave|declare|remove|required|use|end it|begin it|add|choose|did you mean|expected one of|only one/,
    );
  },
);

test.each(misnomerRows)("%s in extraOptions is refused with the right spelling", (key, value, says) => {
  const found = failures({ extraOptions: { [key]: value } });
  expect(found).toHaveLength(1);
  expect(found[0]?.path).toContain(key);
  expect(found[0]?.reason).toMatch(says);
});

test.each([
  ["registryMirror", "registryMirrors"],
  ["insecureRegistry", "insecureRegistries"],
  ["label", "labels"],
  ["host", "hosts"],
  ["logOpt", "logOpts"],
  ["addRuntime", "runtimes"],
  ["defaultUlimit", "defaultUlimits"],
  ["authorizationPlugin", "authorizationPlugins"],
])("%s in options is refused with the right spelling, %s", (name, right) => {
  expect(failures({ options: { [name]: [] } })).toEqual([
    { path: `options.${name}`, reason: expect.stringContaining(`did you mean ${right}?`) as string },
  ]);
});

const TLS = { tlsverify: true, tlscacert: "/ca.pem", tlscert: "/c.pem", tlskey: "/k.pem" };

const VALID: [JsonObject, string?][] = [
  [{ bip: "172.30.0.1/24", fixedCidr: "172.30.0.128/25", defaultGateway: "172.30.0.254" }],
  [{ icc: false }],
  [{ icc: false, ip6tables: false }, ">=27"],
  [{ ipv6: true, fixedCidrV6: "fd00:1::/64" }, ">=20.10"],
  [{ ipv6: true }, ">=28"],
  [{ hosts: ["fd://", "tcp://0.0.0.0:2376"], ...TLS }],
  [{ hosts: ["fd://", "tcp://[::1]:2375"], tls: false }],
  [{ hosts: ["fd://", "tcp://0.0.0.0:2376"], tlsverify: false, tlscert: "/c.pem", tlskey: "/k.pem" }],
  [{ hosts: ["fd://", "tcp://0.0.0.0:2376"], ...TLS, tls: true, tlsverify: true }, "<20.10"],
  [{ hosts: ["fd://"], tls: true, tlscert: "/c.pem", tlskey: "/k.pem" }],
  [{ firewallBackend: "nftables", swarmDefaultAdvertiseAddr: "eth0", features: { "swarm-nftables": true } }],
  [{ defaultRuntime: "runsc", runtimes: { runsc: { path: "/usr/bin/runsc" } } }],
  [{ defaultRuntime: "io.containerd.runsc.v1" }],
  [{ defaultRuntime: "nvidia" }],
  [{ nodeGenericResources: ["gpu=a", "gpu=b", "ssd=3"] }],
  [{ logDriver: "loki", logOpts: { "loki-url": "https://l" } }],
  [{ logDriver: "grafana/loki-docker-driver:3", logOpts: { "loki-url": "https://l" } }],
  [{ logDriver: "local", logOpts: { compress: "true", "max-size": "1m" } }],
  [{ logOpts: { "max-size": "1m", "max-file": "2", compress: "true" } }],
  [{ logOpts: { mode: "non-blocking", "max-buffer-size": "4m" } }],
  [{ logDriver: "journald", logOpts: { tag: "{{.Name}}", "labels-regex": "^a" } }],
  [{ storageDriver: "vfs", storageOpts: ["size=1G"] }],
  [{ storageDriver: "my/plugin:1" }],
  [{ defaultUlimits: { nofile: { soft: 1024, hard: -1 }, core: { soft: 0, hard: 0 } } }],
  [{ cgroupParent: "/docker" }],
  [{ userlandProxy: true, userlandProxyPath: "/usr/bin/docker-proxy" }, ">=25"],
  [{ userlandProxy: true }, "<25"],
  [{ features: { "next-big-thing": true } }],
  [{ registryMirrors: ["https://m/path"] }, ">=25"],
  [{ seccompProfile: "unconfined" }, ">=23"],
  [{ proxies: { "http-proxy": "http://us%40er:p@ss%2Fword@[fd00::1]:3128/a%20b" } }],
  [{ proxies: { "http-proxy": "socks5://proxy.example.com" } }],
  [{ proxies: { "http-proxy": "proxy:3128", "no-proxy": "localhost,.example.com" } }],
];

test.each(VALID.map(([options, engineVersion]) => [options, engineVersion ?? "*"]))(
  "%j (engines: %s) is valid",
  (options, engineVersion) => {
    expect(failures({ options, ...(engineVersion === "*" ? {} : { engineVersion }) })).toEqual([]);
  },
);

const PEM = (what: string): string => `-----BEGIN ${what}-----\nAAAA\n-----END ${what}-----\n`;

/** Valid inputs of which one part depends on another. */
const PARTS: JsonObject[] = [
  ...VALID.map(([options, engineVersion]) => ({
    options,
    ...(engineVersion === undefined ? {} : { engineVersion }),
  })),
  {
    options: { hosts: ["fd://", "tcp://0.0.0.0:2376"] },
    tls: {
      caCertificate: PEM("CERTIFICATE"),
      certificate: PEM("CERTIFICATE"),
      privateKey: PEM("PRIVATE KEY"),
    },
  },
  {
    options: { hosts: ["fd://"], tlsverify: true },
    tls: {
      caCertificate: PEM("CERTIFICATE"),
      certificate: PEM("CERTIFICATE"),
      privateKey: PEM("PRIVATE KEY"),
    },
  },
  { options: { metricsAddr: "127.0.0.1:9323", experimental: true }, engineVersion: "19.x" },
  { options: { ip6tables: true, experimental: true }, engineVersion: "24.x" },
  { options: { icc: false, ipv6: true, fixedCidrV6: "fd00:1::/64", ip6tables: true } },
  {
    options: { usernsRemap: "default", features: { "containerd-snapshotter": false } },
    engineVersion: ">=29",
  },
  { options: { cpuRtPeriod: 1000000, cpuRtRuntime: 950000 } },
  { options: { cgroupParent: "a.slice", execOpts: ["native.cgroupdriver=systemd"] } },
  { options: { storageDriver: "overlay2", storageOpts: ["overlay2.size=1G"] } },
  { options: { logDriver: "splunk", logOpts: { "splunk-token": "t", "splunk-url": "https://s" } } },
  { options: { builder: { gc: { enabled: true, policy: [{ keepStorage: "1GB", all: true }] } } } },
  {
    options: {},
    apply: { settle: 1, onDelete: "leave" },
    timeouts: { apply: 60 },
    extraOptions: { "unknown-key": [1] },
  },
];
const VALID_TOGETHER = PARTS.map((inputs): JsonObject => ({
  connection: { ...CONNECTION, port: 22 },
  ...inputs,
}));

/** Returns copies of a value in which the value itself, or one of its parts, is unknown. */
function withUnknowns(value: Json): Json[] {
  if (isJsonObject(value)) {
    const parts = Object.entries(value).flatMap(([name, part]) =>
      withUnknowns(part).map((replaced): Json => ({ ...value, [name]: replaced })),
    );
    return [UNKNOWN, ...parts];
  }
  if (typeof value !== "object" || value === null) return [UNKNOWN];
  return [
    UNKNOWN,
    ...value.flatMap((part, at) => withUnknowns(part).map((replaced) => value.with(at, replaced))),
  ];
}

test.each(VALID_TOGETHER.map((inputs) => [JSON.stringify(inputs.options), inputs] as const))(
  "a rule is skipped while one of its inputs is unknown: %s",
  (_options, inputs) => {
    expect(checkDaemonInputs(inputs)).toEqual([]);
    const blamed = Object.entries(inputs)
      .flatMap(([name, value]) => withUnknowns(value).map((replaced) => ({ ...inputs, [name]: replaced })))
      .map((partly) => [JSON.stringify(partly).replaceAll(UNKNOWN, "?"), checkDaemonInputs(partly)] as const)
      .filter(([, found]) => found.length > 0);
    expect(blamed).toEqual([]);
  },
);

test("all failures are reported at once", () => {
  const rows = ruleRows.filter(({ engineVersion }) => engineVersion === undefined);
  const options: Record<string, Json> = {};
  const expected: string[] = [];
  for (const row of rows) {
    // An unknown driver, TLS and a bridge's address mask the failures of other rows.
    const masking = [
      "logDriver",
      "storageDriver",
      "tls",
      "tlsverify",
      "bip",
      "bridge",
      ...Object.keys(options),
    ];
    if (Object.keys(row.options).some((name) => masking.includes(name))) continue;
    Object.assign(options, row.options);
    expected.push(`options.${row.at}`);
  }
  const reported = failures({ options }).map(({ path }) => path);
  expect(expected.length).toBeGreaterThan(25);
  expect(expected.filter((path) => !reported.includes(path))).toEqual([]);
});

test.each(ruleRows.filter(({ engineVersion }) => engineVersion === undefined).map(({ options }) => options))(
  "the values of %j aren't checked while they are unknown",
  (options) => {
    const unknown = Object.fromEntries(Object.keys(options).map((name) => [name, UNKNOWN]));
    const found = failures({ options: unknown }).map(({ reason }) => reason);
    // Whether an option is set together with another one is known anyway.
    expect(
      found.filter((reason) => !/^required with|old name of|leave out bip|must be in/.test(reason)),
    ).toEqual([]);
  },
);
