import { sha256 } from "../../../../provider/core/hash";
import * as fc from "fast-check";
import type { JsonObject } from "../../../../provider/core/json";
import type { ObservedHost } from "../../../../provider/core/observed/host";
import type { Plan } from "../../../../provider/core/plan/plan";
import { applyPayload, confirmPayload, rollbackPayload } from "../../../../provider/edge/transaction/payload";
import { restoreText } from "../../../../provider/edge/scripts";
import { fileOf, hostOf, planOf, termsOf } from "../../fixtures";

const PLAN: Plan = planOf({
  effect: "reload",
  rollback: "restart",
  file: { kind: "write", text: '{\n  "debug": true\n}\n' },
  argv: ["/usr/sbin/dockerd", "--label", "a=b c"],
});
const ARGV = "L3Vzci9zYmluL2RvY2tlcmQALS1sYWJlbABhPWIgYwA=";
const STOPPED = { ...hostOf().service!, active: false, state: "inactive", argv: [] };
const MANIFEST = { format: 1, id: "dockerd-1", urn: "urn:1", owned: { labels: ["a"] } } as const;

const TERMS = termsOf();

/** Returns an observed host with the value of its daemon.json. */
const at = (observed: ObservedHost, before: JsonObject = {}) => ({ observed, before });

const HOLDER = "cHVsdW1pLWRvY2tlcmQ6IHVybjox";
const BEGINNING = `id tx-1
holder ${HOLDER}
hold 270
restore ${Buffer.from(restoreText).toString("base64")}
limit 180
confirm 60
failure restore
`;
const DROP_IN = "/etc/systemd/system/docker.service.d/zzz-pulumi-dockerd.conf";

/** Returns the lines of a payload that begin with one of these names. */
const linesOf = (payload: string, ...names: readonly string[]): readonly string[] =>
  payload.split("\n").filter((line) => names.some((name) => line.startsWith(`${name} `)));

test("a new file is owned by root with mode 0644", () => {
  expect(applyPayload(PLAN, at(hostOf()), TERMS)).toBe(
    `${BEGINNING}tls_before none
result ada010a86261ed90353c19383bdc4a914d38e0569f8f3e59668ca86256ecafd7
tls_after none
check staged
argv ${ARGV}
preflight none
activate reload
rollback restart
partial no
start none
back none
artefact daemon.json write engine shared 644 0:0 absent /etc/docker/daemon.json
artefact drop-in keep systemd managed 644 0:0 any ${DROP_IN}
text_daemon_json ewogICJkZWJ1ZyI6IHRydWUKfQo=
end
`,
  );
});

test.each<[string, JsonObject, string]>([
  ["a token of a logging driver", { "log-opts": { "max-size": "10m", "splunk-token": "T" } }, "600"],
  ["a proxy, whose URL may hold a password", { proxies: { "https-proxy": "http://p:1" } }, "600"],
  ["log options of an unknown shape", { "log-opts": ["splunk-token=T"] }, "600"],
  ["log options that stay on the host", { "log-opts": { "max-size": "1m" } }, "644"],
])("a new file with %s (%j) has the mode %s", (_name, after, mode) => {
  expect(applyPayload({ ...PLAN, after }, at(hostOf()), TERMS)).toContain(
    `\nartefact daemon.json write engine shared ${mode} 0:0 absent `,
  );
});

test("an existing file keeps its mode and owner, and is expected as observed", () => {
  const daemonJson = fileOf("{}\n", { mode: "600", owner: "0:999" });
  const host = hostOf({ target: "/srv/my docker/d.json", daemonJson, service: STOPPED });
  const text = applyPayload({ ...PLAN, effect: "restart" }, at(host), TERMS);
  expect(linesOf(text, "artefact", "check", "activate")).toEqual([
    "check staged",
    "activate restart",
    "artefact daemon.json write engine shared 600 0:999 " +
      "ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356 /srv/my docker/d.json",
    `artefact drop-in keep systemd managed 644 0:0 any ${DROP_IN}`,
  ]);
});

test.each([
  ["keep", "keep"],
  ["absent", "absent"],
  ["original", "original"],
] as const)("a daemon.json with the content %s has no text", (kind, word) => {
  const text = applyPayload({ ...PLAN, file: { kind } }, at(hostOf()), TERMS);
  expect(text).toContain(`\nartefact daemon.json ${word} engine `);
  expect(text).not.toContain("\ntext_daemon_json ");
});

test("a drop-in is sent as base64 or as its kind, and restarts docker.socket as well", () => {
  const unit = { kind: "write", text: "[Service]\n" } as const;
  const plan = planOf({ effect: "restart", rollback: "restart", unit, rebinds: true });
  const text = applyPayload(plan, at(hostOf()), TERMS);
  expect(text).toContain("\nartefact drop-in write systemd managed ");
  expect(text).toContain("\ntext_drop_in W1NlcnZpY2VdCg==\n");
  expect(text).toContain("\nactivate rebind\nrollback rebind\n");
  expect(applyPayload({ ...plan, unit: { kind: "absent" } }, at(hostOf()), TERMS)).toContain(
    "\nartefact drop-in absent systemd managed ",
  );
  expect(applyPayload({ ...plan, rollback: "reload" }, at(hostOf()), TERMS)).toContain("\nrollback reload\n");
});

test("the file that rolls back the bridge is sent as base64", () => {
  expect(applyPayload({ ...PLAN, back: "{}\n" }, at(hostOf()), TERMS)).toContain("\nback e30K\n");
});

test.each([
  ["a file that is written", { file: { kind: "write", text: "{}" } }, "staged"],
  ["the original file", { file: { kind: "original" } }, "staged"],
  ["a file that is kept", { file: { kind: "keep" } }, "keep"],
  ["no file", { file: { kind: "absent" } }, "none"],
  // dockerd --validate would create a user for it.
  [
    "a file with userns-remap",
    { file: { kind: "write", text: "{}" }, after: { "userns-remap": "default", debug: true } },
    Buffer.from('{\n  "debug": true\n}\n').toString("base64"),
  ],
] as const)("dockerd validates the right text for %s", (_name, plan, word) => {
  expect(applyPayload({ ...PLAN, ...plan }, at(hostOf()), TERMS)).toContain(`\ncheck ${word}\n`);
});

test("TLS files are sent unless they are on the host already", () => {
  const files = [
    { file: "cert.pem", text: "c" },
    { file: "key.pem", text: "k" },
  ];
  const set = { folder: "/etc/docker/pulumi-dockerd-tls-1", files };
  expect(applyPayload(PLAN, at(hostOf()), TERMS, { tls: { ...set, isThere: false } })).toContain(
    `\nartefact tls folder:cert.pem,key.pem nothing managed 400 0:0 any ${set.folder}\n`,
  );
  const text = applyPayload(PLAN, at(hostOf()), TERMS, { tls: { ...set, isThere: false } });
  expect(linesOf(text, "text_tls_cert_pem", "text_tls_key_pem")).toEqual([
    "text_tls_cert_pem Yw==",
    "text_tls_key_pem aw==",
  ]);
  expect(applyPayload(PLAN, at(hostOf()), TERMS, { tls: { ...set, isThere: true } })).not.toContain("tls-1");
});

test("the TLS folders of each daemon.json are sent with its hash, whatever its format", () => {
  const before = { tlscert: "/etc/docker/pulumi-dockerd-tls-1/cert.pem" };
  const daemonJson = fileOf(JSON.stringify(before).replaceAll("/", "\\/"));
  const after = {
    tlskey: "/etc/docker/pulumi-dockerd-tls-3/key.pem",
    tlscert: "/etc/docker/pulumi-dockerd-tls-2/cert.pem",
    tlscacert: "/etc/docker/pulumi-dockerd-tls-2/ca.pem",
  };
  const hash = sha256(daemonJson.bytes);
  const values = (file: Plan["file"]): readonly string[] =>
    applyPayload({ ...PLAN, file, after }, at(hostOf({ daemonJson, original: fileOf("{}") }), before), TERMS)
      .split("\n")
      .filter((line) => /^(artefact daemon|result|tls_)/.test(line))
      .map((line) => line.replace(/^artefact .* (\S+) \S+$/, "expect $1"));
  const lines = (result: string): readonly string[] => [
    "tls_before pulumi-dockerd-tls-1",
    `result ${result}`,
    "tls_after pulumi-dockerd-tls-2,pulumi-dockerd-tls-3",
    `expect ${hash}`,
  ];
  expect(values({ kind: "keep" })).toEqual(lines(hash));
  expect(values({ kind: "absent" })).toEqual(lines("absent"));
  expect(values({ kind: "original" })).toEqual(lines(sha256(Buffer.from("{}"))));
  expect(values({ kind: "write", text: "[]" })).toEqual(lines(sha256(Buffer.from("[]"))));
});

test("the references of managed options are sent, except for files of the change itself", () => {
  const folder = "/etc/docker/pulumi-dockerd-tls-1";
  const after = { tlscacert: "/etc/ca.pem", tlscert: `${folder}/cert.pem`, "seccomp-profile": "/etc/s.json" };
  const tls = { folder, files: [], isThere: false };
  const text = applyPayload({ ...PLAN, after }, at(hostOf()), TERMS, {
    tls,
    managed: { tlscacert: true, tlscert: true },
  });
  const list = /^preflight (.*)$/m.exec(text)?.[1] ?? "";
  expect(Buffer.from(list, "base64").toString()).toBe("file\toptions.tlscacert\t/etc/ca.pem\t-\n");
});

test("a failed change may be kept, and times are whole seconds, rounded up", () => {
  const text = applyPayload(PLAN, at(hostOf()), termsOf({ onFailure: "keep", confirmTimeout: 7.2 }));
  expect(text).toContain("\nfailure keep\n");
  expect(text).toContain("\nconfirm 8\n");
  expect(text).toContain("\nhold 218\n");
});

test.each([
  ["its own transaction, by its id", { id: "tx-1" }, "client\nid tx-1"],
  ["a transaction that is being rolled back", "help", "help\nid any"],
  ["the transaction of a previous run", "recover", "recover\nid any"],
] as const)("a rollback is requested of %s", (_name, ended, words) => {
  expect(rollbackPayload(ended)).toBe(`caller ${words}\nend\n`);
});

test("a confirmation has an id, the engine's process and the manifest", () => {
  const lock = `holder ${HOLDER}\nhold 270\nrestore ${Buffer.from(restoreText).toString("base64")}\n`;
  const kept =
    "artefact daemon.json keep engine shared 644 0:0 absent /etc/docker/daemon.json\n" +
    `artefact drop-in keep systemd managed 644 0:0 any ${DROP_IN}\n`;
  expect(confirmPayload("none", at(hostOf()), TERMS, { enginePid: 42 })).toBe(
    "id tx-1\npid 42\nmanifest none\nend\n",
  );
  expect(confirmPayload("none", at(hostOf()), TERMS, "none")).toBe(
    `id none\n${lock}tls_before none\nmanifest none\n${kept}end\n`,
  );
  const line = confirmPayload(MANIFEST, at(hostOf()), TERMS, { enginePid: undefined }).split("\n").at(-3);
  expect(line).toMatch(/^manifest [A-Za-z0-9+/]+=*$/);
  expect(Buffer.from(line!.slice("manifest ".length), "base64").toString()).toBe(
    `${JSON.stringify(MANIFEST)}\n`,
  );
});

test.each(["/etc/docker/a\nexpect absent", "/etc/docker/a\rb"])(
  "a value with a line end throws: %j",
  (target) => {
    const message = new TypeError("artefact has a line end");
    expect(() => applyPayload(PLAN, at(hostOf({ target })), TERMS)).toThrow(message);
    expect(() => confirmPayload("none", at(hostOf({ target })), TERMS, "none")).toThrow(message);
  },
);

test("any daemon.json is sent as base64, and can't add a line", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.constantFrom("$(reboot)\n`reboot`\n'\"\\\n", "\nend\nmode 777\n"),
      ),
      (text) => {
        const payload = applyPayload({ ...PLAN, file: { kind: "write", text } }, at(hostOf()), TERMS);
        const lines = payload.split("\n").slice(BEGINNING.split("\n").length - 1);
        expect(lines.map((line) => line.split(" ")[0])).toEqual([
          "tls_before",
          "result",
          "tls_after",
          "check",
          "argv",
          "preflight",
          "activate",
          "rollback",
          "partial",
          "start",
          "back",
          "artefact",
          "artefact",
          "text_daemon_json",
          "end",
          "",
        ]);
        expect(lines[13]).toMatch(/^text_daemon_json [A-Za-z0-9+/]*={0,2}$/);
        expect(Buffer.from(lines[13]!.slice(17), "base64").toString()).toBe(Buffer.from(text).toString());
      },
    ),
  );
});
