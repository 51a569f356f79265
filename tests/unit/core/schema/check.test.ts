import * as fc from "fast-check";
import type { Json, JsonObject } from "../../../../provider/core/json";
import { checkDaemonInputs } from "../../../../provider/core/schema/check";
import { hasUnknown, UNKNOWN } from "../../../../provider/core/schema/unknowns";
import { anyJson } from "../../fixtures";

const HOST_KEY = `SHA256:${"A".repeat(43)}`;
const KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\nc2VjcmV0\n-----END OPENSSH PRIVATE KEY-----\n";
const CONNECTION = { host: "10.0.0.11", hostKey: HOST_KEY };

/** Returns valid inputs together with the given ones. */
const inputs = (other: JsonObject): JsonObject => ({ connection: CONNECTION, ...other });
const withOptions = (options: Json): JsonObject => inputs({ options });
const withConnection = (other: JsonObject): JsonObject => inputs({ connection: { ...CONNECTION, ...other } });

test.each<[string, JsonObject]>([
  ["the required inputs alone", inputs({})],
  [
    "everything",
    {
      connection: {
        ...CONNECTION,
        port: 2222,
        user: "ops",
        privateKey: KEY,
        privateKeyPassword: "",
        agentSocketPath: "/run/agent",
      },
      options: {
        labels: { a: "1" },
        registryMirrors: ["https://m"],
        debug: true,
        logOpts: { "max-file": "3" },
      },
      extraOptions: { "some-key": 3, "some-list": ["a"], "some-null": null },
      drift: {},
    },
  ],
  [
    "keys that are declared absent",
    inputs({ extraOptions: { "disable-legacy-registry": null, debug: null, "registry-mirror": null } }),
  ],
  ["empty options", inputs({ options: {}, extraOptions: {} })],
  ["a key as in known_hosts", withConnection({ hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA" })],
  ["a key with a comment", withConnection({ hostKey: "ecdsa-sha2-nistp256 AAAAE2Vj= root@web-1" })],
  [
    "a host key with its file's line end",
    withConnection({ hostKey: `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA\n` }),
  ],
  ["a fingerprint with a line end", withConnection({ hostKey: `${HOST_KEY}\n` })],
  ["a host's name", withConnection({ host: "web-1.example.com" })],
  ["an IPv6 address", withConnection({ host: "fd00::1" })],
  ["an IPv6 address with a zone", withConnection({ host: "fe80::1%eth0" })],
  ["an IPv6 address that ends in a number", withConnection({ host: "::1" })],
  ["a key with white space around it", withConnection({ privateKey: `\n${KEY}\n` })],
  ["a PEM key", withConnection({ privateKey: "-----BEGIN RSA PRIVATE KEY-----\nAAAA" })],
])("valid inputs pass: %s", (_name, value) => {
  expect(checkDaemonInputs(value)).toEqual([]);
});

const REQUIRED =
  "required, so that no other machine can pose as the host; " +
  'write its fingerprint "SHA256:...", as `ssh-keyscan -t ed25519 HOST | ssh-keygen -lf -` prints it';
const NO_HOST_KEY =
  'isn\'t a host key; write "SHA256:..." (43 characters follow) or the key, "ssh-ed25519 AAAA..."';
const NO_KEY = "isn't a private key; set it to the key's text, not its path: fs.readFileSync(path, \"utf8\")";
const EXTRA = "keys of daemon.json without an option go into extraOptions";
const near = (name: string): string => `unknown option; did you mean ${name}? (${EXTRA})`;

const partOf = (name: string, limit: number): string =>
  `must be shorter than ${name} (${limit} s), which includes it; set fewer seconds, or a longer ${name}`;

const CERTIFICATE = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
const TLS = {
  caCertificate: CERTIFICATE,
  certificate: CERTIFICATE,
  privateKey: "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
};
const A_CERTIFICATE =
  "isn't a certificate; set it to the PEM's text, not its path: fs.readFileSync(path, \"utf8\")";
const A_KEY =
  "isn't a private key that the engine can read; set it to the text of a PEM without a passphrase";

test("TLS files set tls and its paths", () => {
  expect(
    checkDaemonInputs(inputs({ tls: TLS, options: { hosts: ["fd://", "tcp://0.0.0.0:2376"] } })),
  ).toEqual([]);
});

test("times that aren't known yet aren't compared", () => {
  const apply = { settle: 70, confirmTimeout: UNKNOWN };
  expect(checkDaemonInputs(inputs({ apply, timeouts: { verify: UNKNOWN } }))).toEqual([]);
});

test("TLS files without an authority are refused unless the program disables client verification", () => {
  const tls = { certificate: TLS.certificate, privateKey: TLS.privateKey };
  const options = { hosts: ["fd://", "tcp://0.0.0.0:2376"] };
  expect(checkDaemonInputs(inputs({ tls, options })).map(({ path }) => path)).toEqual(["options.tlscacert"]);
  expect(checkDaemonInputs(inputs({ tls, options: { ...options, tlsverify: false } }))).toEqual([]);
  expect(checkDaemonInputs(inputs({ tls, options: { ...options, tlscacert: "/etc/ca.pem" } }))).toEqual([]);
});

test.each<[JsonObject, string, string]>([
  // unknown options
  [withOptions({ labells: {} }), "options.labells", near("labels")],
  [withOptions({ label: {} }), "options.label", near("labels")],
  [withOptions({ Labels: {} }), "options.Labels", near("labels")],
  [withOptions({ registryMirror: [] }), "options.registryMirrors".slice(0, -1), near("registryMirrors")],
  [withOptions({ registry_mirrors: [] }), "options.registry_mirrors", near("registryMirrors")],
  [withOptions({ debag: true }), "options.debag", near("debug")],
  [
    withOptions({ "registry-mirrors": [] }),
    'options["registry-mirrors"]',
    "is the name in daemon.json; write registryMirrors",
  ],
  [withOptions({ "log-opts": {} }), 'options["log-opts"]', "is the name in daemon.json; write logOpts"],
  [withOptions({ nextGenerationEngine: "x" }), "options.nextGenerationEngine", `unknown option; ${EXTRA}`],
  [withOptions({ constructor: "x" }), "options.constructor", `unknown option; ${EXTRA}`],
  // another type
  [withOptions({ labels: ["a=b"] }), "options.labels", "is a list; write an object: { name: value }"],
  [withOptions({ labels: null }), "options.labels", "is null; write an object: { name: value }"],
  [withOptions({ debug: "true" }), "options.debug", "is a string; write true or false"],
  [
    withOptions({ registryMirrors: "https://m" }),
    "options.registryMirrors",
    "is a string; write a list: [ ... ]",
  ],
  [
    withOptions({ registryMirrors: { a: "" } }),
    "options.registryMirrors",
    "is an object; write a list: [ ... ]",
  ],
  [
    withOptions({ logOpts: { "max-file": 3 } }),
    'options.logOpts["max-file"]',
    'is a number; write a string, as in "3"',
  ],
  [
    withOptions({ labels: { a: true } }),
    "options.labels.a",
    'is a boolean; write a string, "true" or "false"',
  ],
  [withOptions({ bip: 172 }), "options.bip", 'is a number; write a string, as in "172.30.0.1/24"'],
  [withConnection({ agentSocketPath: true }), "connection.agentSocketPath", "is a boolean; write a string"],
  [
    withOptions({ shutdownTimeout: "30s" }),
    "options.shutdownTimeout",
    "isn't a whole number of seconds; write it as in 60",
  ],
  [
    withOptions({ runtimes: { nvidia: { path: "/usr/bin/nvidia-container-runtime", args: [] } } }),
    "options.runtimes.nvidia.args",
    "is accepted and ignored by dockerd; write runtimeArgs",
  ],
  [withOptions([]), "options", "is a list; write an object: { name: value }"],
  [inputs({ connection: "10.0.0.11" }), "connection", "is a string; write an object: { name: value }"],
  [{}, "connection", "required: an object: { name: value }"],
  [withConnection({ port: "22" }), "connection.port", "is a string; write a number"],
  [withConnection({ port: 2.5 }), "connection.port", "is a number; write a whole number"],
  // values
  [
    withOptions({ registryMirrors: ["https://m", "m"] }),
    "options.registryMirrors[1]",
    "has no scheme; begin it with https:// (or http://)",
  ],
  [
    withOptions({ labels: { "": "x" } }),
    'options.labels[""]',
    "a label must have a name; write { name: value }",
  ],
  // the connection
  [{ connection: { host: "h" } }, "connection.hostKey", REQUIRED],
  [withConnection({ hostKey: "" }), "connection.hostKey", NO_HOST_KEY],
  [withConnection({ hostKey: "SHA256:short" }), "connection.hostKey", NO_HOST_KEY],
  [withConnection({ hostKey: `SHA256:${"A".repeat(44)}` }), "connection.hostKey", NO_HOST_KEY],
  [withConnection({ hostKey: `MD5:${"a:".repeat(16)}` }), "connection.hostKey", NO_HOST_KEY],
  [withConnection({ hostKey: "~/.ssh/known_hosts" }), "connection.hostKey", NO_HOST_KEY],
  [withConnection({ privateKey: "~/.ssh/id_ed25519" }), "connection.privateKey", NO_KEY],
  [withConnection({ privateKey: "/root/.ssh/id_ed25519" }), "connection.privateKey", NO_KEY],
  [withConnection({ privateKey: "ssh-ed25519 AAAA" }), "connection.privateKey", NO_KEY],
  [withConnection({ hostKey: "ssh-dss AAAAB3NzaC1kc3MA" }), "connection.hostKey", NO_HOST_KEY],
  [withConnection({ hostKey: "10.0.0.11 ssh-ed25519 AAAA" }), "connection.hostKey", NO_HOST_KEY],
  [withConnection({ host: "" }), "connection.host", "is empty; write the host's name or address"],
  [
    withConnection({ host: " h" }),
    "connection.host",
    "has white space; write the host's name or address alone",
  ],
  [
    withConnection({ host: "h\n" }),
    "connection.host",
    "has white space; write the host's name or address alone",
  ],
  [
    withConnection({ host: "ssh://h" }),
    "connection.host",
    "is a URL; write the host's name or address alone",
  ],
  [
    withConnection({ host: "ops@10.0.0.11" }),
    "connection.host",
    "names a user; write the host alone, and the user as connection.user",
  ],
  [
    withConnection({ host: "h:22" }),
    "connection.host",
    "names a port; write the host alone, and the port as connection.port",
  ],
  [
    withConnection({ host: "[fd00::1]:22" }),
    "connection.host",
    "names a port; write the host alone, and the port as connection.port",
  ],
  [
    withConnection({ host: "[fd00::1]" }),
    "connection.host",
    "has brackets; write the IPv6 address without them",
  ],
  [withConnection({ host: "h/x" }), "connection.host", "isn't a host; write its name or address"],
  [{ connection: { hostKey: HOST_KEY } }, "connection.host", "required: a string"],
  [withConnection({ hostkey: HOST_KEY }), "connection.hostkey", "unknown; did you mean hostKey?"],
  [
    withConnection({ password: "x" }),
    "connection.password",
    "unknown; expected one of host, port, hostKey, user, privateKey, privateKeyPassword, agentSocketPath, jumpHosts",
  ],
  // top level
  [inputs({ option: {} }), "option", "unknown; did you mean options?"],
  [inputs({ extraoptions: {} }), "extraoptions", "unknown; did you mean extraOptions?"],
  [inputs({ apply: { settle: -1 } }), "apply.settle", "is too short; write 0 or more seconds"],
  [inputs({ apply: { confirmTimeout: 1 } }), "apply.confirmTimeout", "is too short; write 5 or more seconds"],
  [
    inputs({ apply: { onDelete: "remove" } }),
    "apply.onDelete",
    "unknown value; write one of restore, removeOwned, leave",
  ],
  [inputs({ apply: { onfailure: "keep" } }), "apply.onfailure", "unknown; did you mean onFailure?"],
  [inputs({ timeouts: { aply: 3 } }), "timeouts.aply", "unknown; did you mean apply?"],
  [inputs({ timeouts: { verify: "60" } }), "timeouts.verify", "isn't a number of seconds; write it as in 60"],
  [
    inputs({ swarm: {} }),
    "swarm",
    "unknown; expected one of connection, engineVersion, options, extraOptions, tls, apply, timeouts",
  ],
  // times
  [inputs({ timeouts: { apply: 3_000_000 } }), "timeouts.apply", "is too long; write 86400 seconds or fewer"],
  [inputs({ apply: { settle: 20, confirmTimeout: 20 } }), "apply.settle", partOf("apply.confirmTimeout", 20)],
  [
    inputs({ apply: { settle: 20 }, timeouts: { verify: 10 } }),
    "apply.settle",
    partOf("timeouts.verify", 10),
  ],
  [inputs({ apply: { settle: 60, confirmTimeout: 90 } }), "apply.settle", partOf("timeouts.verify", 60)],
  // TLS files
  [inputs({ tls: { ...TLS, privateKey: "key.pem" } }), "tls.privateKey", A_KEY],
  [inputs({ tls: { ...TLS, caCertificate: "/ca.pem" } }), "tls.caCertificate", A_CERTIFICATE],
  [
    inputs({ tls: TLS, options: { tlscert: "/etc/docker/cert.pem" } }),
    "options.tlscert",
    "is set by tls.certificate as well; leave out one of the two",
  ],
  // extraOptions
  [
    inputs({ extraOptions: { labels: ["a=b"] } }),
    "extraOptions.labels",
    "is an option; write options.labels",
  ],
  [
    inputs({ extraOptions: { "registry-mirrors": [] } }),
    'extraOptions["registry-mirrors"]',
    "is an option; write options.registryMirrors",
  ],
  [
    inputs({ options: { debug: true }, extraOptions: { debug: null } }),
    "extraOptions.debug",
    "removes the key that options.debug or tls sets; leave out one of the two",
  ],
  [
    inputs({ tls: TLS, extraOptions: { tlscert: null } }),
    "extraOptions.tlscert",
    "removes the key that options.tlscert or tls sets; leave out one of the two",
  ],
  [inputs({ extraOptions: "x" }), "extraOptions", "is a string; write an object: { name: value }"],
])("%# invalid inputs are refused with path and reason: %j", (value, path, reason) => {
  expect(checkDaemonInputs(value)).toEqual([{ path, reason }]);
});

test.each<[string, JsonObject, string]>([
  ["an empty name in logOpts", withOptions({ logOpts: { "": "x" } }), 'options.logOpts[""]'],
  ["port 0", withConnection({ port: 0 }), "connection.port"],
  ["port 65536", withConnection({ port: 65536 }), "connection.port"],
  ["an empty user", withConnection({ user: "" }), "connection.user"],
  ["an empty agentSocketPath", withConnection({ agentSocketPath: "" }), "connection.agentSocketPath"],
])("%s is refused with a message of the provider's own that names the remedy", (_name, value, path) => {
  const failures = checkDaemonInputs(value);
  expect(failures.map((failure) => failure.path)).toEqual([path]);
  expect(failures[0]?.reason).toMatch(/write|set|leave/);
  expect(failures[0]?.reason).not.toMatch(/^(Invalid|Too (small|big))/);
});

test("several failures are reported at once", () => {
  const value = {
    connection: { host: "", privateKey: "key.pem", prot: 22 },
    options: { labells: {}, debug: 1, registryMirrors: ["m", "https://m?x"] },
    extraOptions: { "log-opts": {} },
    foo: 1,
  };
  expect(
    checkDaemonInputs(value)
      .map(({ path }) => path)
      .sort(),
  ).toEqual([
    "connection.host",
    "connection.hostKey",
    "connection.privateKey",
    "connection.prot",
    'extraOptions["log-opts"]',
    "foo",
    "options.debug",
    "options.labells",
    "options.registryMirrors[0]",
    "options.registryMirrors[1]",
  ]);
});

test("a wrong type doesn't hide other failures in the same map", () => {
  const failures = checkDaemonInputs(withOptions({ labels: { port: 8080, "a=b": "x" } }));
  expect(failures.map(({ path }) => path)).toEqual(["options.labels.port", 'options.labels["a=b"]']);
});

describe("values that aren't known yet", () => {
  test.each<[string, JsonObject]>([
    ["connection", inputs({ connection: UNKNOWN })],
    ["connection.host", withConnection({ host: UNKNOWN })],
    ["connection.hostKey", withConnection({ hostKey: UNKNOWN })],
    ["connection.port", withConnection({ port: UNKNOWN })],
    ["connection.privateKey", withConnection({ privateKey: UNKNOWN })],
    ["options", withOptions(UNKNOWN)],
    ["options.labels", withOptions({ labels: UNKNOWN })],
    ["a label", withOptions({ labels: { a: UNKNOWN } })],
    ["options.debug", withOptions({ debug: UNKNOWN })],
    ["a mirror", withOptions({ registryMirrors: ["https://m", UNKNOWN] })],
    ["options.logOpts", withOptions({ logOpts: UNKNOWN })],
    ["extraOptions", inputs({ extraOptions: UNKNOWN })],
    ["an extra option", inputs({ extraOptions: { "some-key": [UNKNOWN] } })],
  ])("%s passes", (_name, value) => {
    expect(checkDaemonInputs(value)).toEqual([]);
  });

  test("don't hide other failures", () => {
    const value = withOptions({
      registryMirrors: [UNKNOWN, "m"],
      labels: { a: UNKNOWN, "b=": "x" },
      labells: UNKNOWN,
    });
    expect(
      checkDaemonInputs(value)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(["options.labells", 'options.labels["b="]', "options.registryMirrors[1]"]);
  });

  test("are found at any depth", () => {
    expect(hasUnknown({ a: [{ b: UNKNOWN }] })).toBe(true);
    expect(hasUnknown({ a: [{ b: `${UNKNOWN}x` }], c: null })).toBe(false);
  });
});

test("keys that begin with __ are left alone", () => {
  expect(checkDaemonInputs(inputs({ __provider: "text", __urn: 1, __defaults: [] }))).toEqual([]);
});

test("no failure quotes a value", () => {
  const secret = "hunter2";
  const values: JsonObject[] = [
    withConnection({ privateKey: secret, hostKey: secret, port: secret, user: [secret] }),
    withConnection({ privateKey: [secret], privateKeyPassword: { a: secret }, agentSocketPath: [secret] }),
    withOptions({ labels: [`a=${secret}`], registryMirrors: [`https://u:${secret}@m`], debug: secret }),
    withOptions({ logOpts: { "splunk-token": [secret] }, labels: { "a=b": secret } }),
    inputs({ extraOptions: { labels: secret } }),
    inputs({ extraOptions: secret, options: secret }),
  ];
  for (const value of values) {
    const text = JSON.stringify(checkDaemonInputs(value));
    expect(text).not.toBe("[]");
    expect(text).not.toContain(secret);
  }
});

test("any inputs are checked without an exception, and every failure has a path and a reason", () => {
  const anyInputs = fc.dictionary(
    fc.oneof(fc.constantFrom("connection", "options", "extraOptions", "drift"), fc.string()),
    anyJson(),
  );
  fc.assert(
    fc.property(anyInputs, (value) => {
      for (const { path, reason } of checkDaemonInputs(value)) {
        expect(path).not.toBe("");
        expect(reason).not.toBe("");
      }
    }),
  );
});
