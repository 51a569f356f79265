import type { JsonObject } from "../../../provider/core/json";
import { ran, runWith } from "./fake-io";

const options = (value: unknown) => ({ "o.json": JSON.stringify(value) });
const daemonJson = (value: unknown) => ({ "daemon.json": JSON.stringify(value) });

test("valid options have no failures", () => {
  expect(ran("check options o.json", options({ labels: { region: "eu" }, mtu: 1450 }))).toEqual({
    status: 0,
    out: "o.json: no failure, no warning\n",
    err: "",
  });
});

test("all failures of options are listed, with path and remedy", () => {
  const files = options({
    registryMirrors: ["mirror.example.com"],
    mtu: "1450",
    lables: {},
    bip: "10.0.0.0/24",
  });
  const { status, out } = ran("check options o.json", files);
  expect(status).toBe(1);
  expect(out).toMatch(/^options\.registryMirrors\[0\]: has no scheme; begin it with https/m);
  expect(out).toMatch(/^options\.mtu: is a string; write a number$/m);
  expect(out).toMatch(/^options\.lables: .*labels/m);
  expect(out).toMatch(/^options\.bip: /m);
  expect(out).toMatch(/\no\.json: 4 failures, no warning\n$/);
});

test.each<[string, JsonObject, number, RegExp]>([
  ["26.1.5", { logFormat: "json" }, 0, /^o\.json for engine 26\.1\.5: no failure/],
  ["24.0", { logFormat: "json" }, 1, /^options\.logFormat: requires engine 25\.0 or newer/],
  ["20.10.24+dfsg1-1+deb12u1", { logDriver: "local" }, 0, /for engine 20\.10\.24: no failure/],
  ["17.06.2-ce", { clusterStore: "consul://a:1" }, 0, /for engine 17\.06\.2: no failure/],
  [
    "20.10",
    { clusterStore: "consul://a:1" },
    0,
    /^warning: options\.clusterStore: is deprecated [^;]*20\.10/,
  ],
  [
    "28.0",
    { clusterStore: "consul://a:1" },
    1,
    /^options\.clusterStore: [^;]*engine 23\.0[^;]*; use Swarm mode/,
  ],
  [">=24 <26", { logFormat: "json" }, 0, /^warning: options\.logFormat: requires engine 25\.0 or newer/],
])("for engine %s, %j exits with %i", (engine, value, status, said) => {
  const ended = runWith(["check", "options", "--engine", engine, "o.json"], options(value));
  expect(ended.out).toMatch(said);
  expect(ended.status).toBe(status);
});

test("failures of a daemon.json name its own keys", () => {
  const { status, out } = ran(
    "check daemon-json daemon.json",
    daemonJson({
      debug: true,
      "registry-mirrors": ["mirror.example.com"],
      "registry-mirror": ["https://m.example.com"],
      labels: ["a"],
      mtu: "1450",
      "log-opts": { "max-size": 10 },
      "storage-drive": "overlay2",
    }),
  );
  expect(status).toBe(1);
  expect(out.split("\n").slice(0, -2).sort()).toEqual([
    "",
    expect.stringMatching(
      /^labels: has a value that dockerd rejects; write it as in "labels": \["region=eu","role=web"\]$/,
    ),
    expect.stringMatching(/^log-opts: has a value that dockerd rejects; write it as in "log-opts": \{/),
    expect.stringMatching(/^mtu: has a value that dockerd rejects; write it as in "mtu": 1450$/),
    expect.stringMatching(
      /^registry-mirror: is the name of a flag, which dockerd accepts and ignores; write registry-mirrors$/,
    ),
    expect.stringMatching(/^registry-mirrors\[0\]: has no scheme/),
    expect.stringMatching(
      /^storage-drive: is not a key of daemon\.json, and dockerd doesn't start with it; write storage-driver$/,
    ),
  ]);
});

test("a label without a value isn't reported as a duplicate", () => {
  const { out } = ran("check daemon-json daemon.json", daemonJson({ labels: ["a=1", "b"] }));
  expect(out).toMatch(/^labels: has a value that dockerd rejects; write it as in /m);
});

test("duplicates in a list are reported", () => {
  const { out } = ran("check daemon-json daemon.json", daemonJson({ labels: ["a=1", "a=2"] }));
  expect(out).toMatch(/^labels: contains duplicates; leave one of them out$/m);
});

test.each([
  ["", 0, /no failure/],
  ["\uFEFF{}", 0, /no failure/],
  ["{ // no\n}", 1, /^f: invalid daemon\.json: invalid JSON at line 1, column 3: comments are not allowed$/m],
  ["[]", 1, /^f: invalid daemon\.json: expected an object, got a list$/m],
  ["null", 1, /^f: invalid daemon\.json: expected an object, got null$/m],
])("a file that contains %j exits with %i", (text, status, said) => {
  for (const kind of ["options", "daemon-json"]) {
    const ended = ran(`check ${kind} f`, { f: text });
    expect(ended.out).toMatch(said);
    expect(ended.status).toBe(status);
  }
});

test("a command line is converted to options, with a note on each flag", () => {
  const ended = runWith([
    "check",
    "command-line",
    "dockerd -D --label a=b -g /data --exec-driver lxc --mtu -1",
  ]);
  expect(ended).toEqual({
    status: 1,
    out: `  -D             options.debug
  --label        options.labels
  -g             options.dataRoot; the flag was removed in 23.0
  --exec-driver  refused: was removed in 1.10. Selected the execution driver, lxc or native. For another runtime declare runtimes and defaultRuntime.
  --mtu          options.mtu

options: {
  debug: true,
  labels: {
    a: "b"
  },
  dataRoot: "/data",
  mtu: -1
},

options.mtu: is too small; write 68 or more

the command line: 2 failures, no warning
`,
    err: "",
  });
});

test.each<[string, readonly string[], Readonly<Record<string, string>>]>([
  ["one text", ["dockerd -D --label 'a=b c'"], {}],
  ["words", ["--", "dockerd", "-D", "--label", "a=b c"], {}],
  ["standard input", ["-"], { "-": "dockerd -D \\\n  --label 'a=b c'\n" }],
  ["a unit's line", ['ExecStart=/usr/bin/dockerd -D --label "a=b c"'], {}],
  [
    "a unit's line with its file",
    ["--environment-file", "e", "ExecStart=/usr/bin/dockerd $O"],
    { e: `O="-D --label 'a=b c'"\n` },
  ],
  [
    "an environment file of systemd's",
    ["--environment-file", "e", "--systemd"],
    { e: `O="-D --label 'a=b c'"\n` },
  ],
  [
    "an environment file of a shell's, words in quotes",
    ["--environment-file", "e", 'dockerd -D --label "$L"'],
    { e: "L='a=b c'\n" },
  ],
])("a command line can be given as %s", (_name, words, files) => {
  const { status, out } = runWith(["check", "command-line", "--json", ...words], files);
  expect(JSON.parse(out)).toMatchObject({ ok: true, options: { debug: true, labels: { a: "b c" } } });
  expect(status).toBe(0);
});

test("--json prints the whole result as one value", () => {
  const { status, out } = runWith([
    "check",
    "command-line",
    "--json",
    "--engine",
    "20.10",
    "dockerd --cluster-store=consul://a --mtu=-1 --lable x=y",
  ]);
  expect(status).toBe(1);
  expect(JSON.parse(out)).toEqual({
    source: "the command line",
    engine: "20.10",
    ok: false,
    failures: [
      { path: "--lable", reason: "is not a flag of dockerd; write --label" },
      { path: "options.mtu", reason: "is too small; write 68 or more" },
    ],
    warnings: [
      {
        path: "options.clusterStore",
        reason: expect.stringMatching(/^is deprecated [^;]*20\.10/) as string,
      },
    ],
    options: { clusterStore: "consul://a", mtu: -1 },
    notes: [
      expect.objectContaining({ flag: "--cluster-store", kind: "mapped", option: "clusterStore" }),
      expect.objectContaining({ flag: "--mtu", kind: "mapped" }),
      expect.objectContaining({ flag: "--lable", kind: "refused" }),
    ],
  });
});

test("no value of a sensitive option is shown", () => {
  const line = "dockerd --http-proxy=http://u:s3cret@p.example.com:1 --no-proxy=s3cret";
  for (const more of [[], ["--json"]]) {
    const { out } = runWith(["check", "command-line", ...more, line]);
    expect(out).not.toContain("s3cret");
    expect(out).toContain("[hidden]");
  }
});
