import {
  type CommandLineContext,
  readCommandLine,
} from "../../../../provider/core/command-line/command-line";
import { parseEngineVersion } from "../../../../provider/core/engine-version";
import type { JsonObject } from "../../../../provider/core/json";

const FLAGS = "-D --label a=b -g /data";
const OPTIONS = { debug: true, labels: { a: "b" }, dataRoot: "/data" };

test("a command line becomes options, with a note on each flag", () => {
  expect(readCommandLine(`dockerd ${FLAGS} --exec-driver lxc --lable=c=d -D=false`)).toEqual({
    options: { debug: false, labels: { a: "b" }, dataRoot: "/data" },
    notes: [
      { flag: "-D", kind: "mapped", option: "debug", text: "options.debug" },
      { flag: "--label", kind: "mapped", option: "labels", text: "options.labels" },
      {
        flag: "-g",
        kind: "mapped",
        option: "dataRoot",
        text: "options.dataRoot; the flag was removed in 23.0",
      },
      {
        flag: "--exec-driver",
        kind: "refused",
        text: expect.stringMatching(/^was removed in 1\.10/) as string,
      },
      { flag: "--lable", kind: "refused", text: "is not a flag of dockerd; write --label" },
      { flag: "-D", kind: "mapped", option: "debug", text: "options.debug" },
    ],
  });
});

test.each<[string, string, CommandLineContext]>([
  ["the program's path", `/usr/bin/dockerd ${FLAGS}`, {}],
  ["flags alone", FLAGS, {}],
  ["Red Hat's name of the program", `/usr/bin/dockerd-current ${FLAGS}`, {}],
  ["a command that starts the program", `sudo -E nohup dockerd ${FLAGS} >/var/log/docker.log 2>&1 &`, {}],
  ["variables before the program", `HTTP_PROXY=http://p:1 dockerd ${FLAGS}`, {}],
  ["a line with continuations", `dockerd -D \\\n  --label a=b \\\n  -g /data\n`, {}],
  ["a unit's line", `ExecStart=-/usr/bin/dockerd ${FLAGS}`, {}],
  ["a unit's line with continuations", `ExecStart=/usr/bin/dockerd -D \\\n  --label a=b \\\n  -g /data`, {}],
  [
    "a unit's variable",
    "ExecStart=/usr/bin/dockerd -D $OPTS",
    { environmentFile: "OPTS='--label a=b -g /data'\n" },
  ],
  [
    "a unit's variable within a word",
    "ExecStart=/usr/bin/dockerd -D --label=${L} -g /data",
    { environmentFile: "L=a=b\n" },
  ],
  ["a shell's variable", "dockerd -D $OPTS", { environmentFile: 'A=a\nOPTS="--label $A=b -g /data"\n' }],
  ["an environment file", `# Docker's\nDOCKER_OPTS="${FLAGS}"\n`, {}],
  ["an environment file that systemd reads", `DOCKER_OPTS="${FLAGS}"\n`, { readBy: "systemd" }],
  ["several variables", 'export OPTIONS="-D --label a=b"\nDOCKER_STORAGE_OPTIONS=-g\\ /data\n', {}],
  ["an environment file alone", "", { environmentFile: `DOCKER_OPTS="${FLAGS}"\n` }],
])("%s yields the same options", (_name, text, context) => {
  const { options, notes } = readCommandLine(text, context);
  expect(options).toEqual(OPTIONS);
  expect(notes.filter(({ kind }) => kind !== "mapped")).toEqual([]);
});

test("words in an array are neither split nor expanded", () => {
  expect(readCommandLine(["/usr/bin/dockerd", "--label", "a=$X 'y'"]).options).toEqual({
    labels: { a: "$X 'y'" },
  });
});

test.each<[string, string, string]>([
  ["docker -d -D", "-d", "run dockerd"],
  ["docker -D -d", "-d", "run dockerd"],
  ["docker daemon -D", "docker daemon", "run dockerd with the same flags"],
  ["docker -D daemon", "docker daemon", "run dockerd with the same flags"],
  ["/usr/bin/docker.io -d -D", "-d", "run dockerd"],
])("%s: %s is refused with a remedy, and the other flags become options", (text, flag, remedy) => {
  const { options, notes } = readCommandLine(text);
  expect(options).toEqual({ debug: true });
  expect(notes.filter(({ kind }) => kind === "refused")).toEqual([
    { flag, kind: "refused", text: expect.stringContaining(remedy) as string },
  ]);
});

test.each<[string, string, string]>([
  ["docker run -d nginx", "docker", "is the client; run dockerd"],
  ["docker info", "docker", "is the client; run dockerd"],
  [
    "/bin/sh -c x",
    "/bin/sh",
    "is not a command line of dockerd; begin it with dockerd, docker daemon, docker -d, or a flag",
  ],
  ["dockerd --labels a=b", "--labels", "is a key of daemon.json; the flag is --label"],
  ["dockerd --builder x", "--builder", "is not a flag; write options.builder"],
  ["dockerd --registy-mirror=x", "--registy-mirror", "is not a flag of dockerd; write --registry-mirror"],
  [
    "dockerd --xyzzy 1",
    "--xyzzy",
    "unknown flag; if a newer dockerd has a key of that name in daemon.json, set it in extraOptions",
  ],
  [
    "dockerd -x",
    "-x",
    "unknown flag; if a newer dockerd has a key of that name in daemon.json, set it in extraOptions",
  ],
  ["dockerd --mtu", "--mtu", "requires a value; write --mtu=VALUE"],
  ["dockerd --mtu big", "--mtu", "takes an integer; write --mtu=1450"],
  ["dockerd --icc=no", "--icc", "takes true or false; write --icc or --icc=false"],
  ["dockerd --icc false", "false", "--icc takes a value only after =; write --icc=false"],
  ["dockerd -D now", "now", "unexpected argument: dockerd takes flags only; remove it"],
  ["dockerd -- -D", "-D", "unexpected argument: dockerd takes flags only; remove it"],
  [
    "dockerd --label a",
    "--label",
    'has an invalid value; write it as in options.labels: {"region":"eu","role":"web"}',
  ],
  [
    "dockerd --label $(hostname)",
    "$(hostname)",
    "cannot be expanded without running it; write its value instead",
  ],
  ["dockerd --label 'a", "'a", "unterminated quote; close it"],
  ['ExecStart=dockerd --label "a=b', '"a=b', "unterminated quote; close it"],
])("%s: %s is refused", (text, flag, reason) => {
  const refused = readCommandLine(text).notes.filter(({ kind }) => kind === "refused");
  expect(refused).toContainEqual({ flag, kind: "refused", text: reason });
});

test("a variable without a value has a note", () => {
  for (const text of ["dockerd -D $DOCKER_OPTS", "ExecStart=/usr/bin/dockerd -D ${DOCKER_OPTS}"]) {
    expect(readCommandLine(text).notes).toContainEqual({
      flag: "$DOCKER_OPTS",
      kind: "left out",
      text: "is not set; pass the environment file that sets it",
    });
  }
});

test("a variable without flags has a note", () => {
  expect(readCommandLine('HTTP_PROXY=http://p:1\nDOCKER_OPTS="-D"\n')).toMatchObject({
    options: { debug: true },
    notes: [{ flag: "-D" }, { flag: "HTTP_PROXY", kind: "left out" }],
  });
});

test.each<[string, JsonObject]>([
  ["-H fd:// -H tcp://0.0.0.0:2376", { hosts: ["fd://", "tcp://0.0.0.0:2376"] }],
  ["--label a=1 --label b=2 --label a=3", { labels: { a: "3", b: "2" } }],
  ["--log-opt max-size=10m --log-opt max-file=3", { logOpts: { "max-size": "10m", "max-file": "3" } }],
  ["--bip 10.0.0.1/24 --bip 10.1.0.1/24", { bip: "10.1.0.1/24" }],
  [
    "--http-proxy http://a --no-proxy=b --http-proxy http://c",
    { proxies: { "http-proxy": "http://c", "no-proxy": "b" } },
  ],
  [
    "--default-ulimit nofile=1024:2048 --default-ulimit nproc=512",
    { defaultUlimits: { nofile: { soft: 1024, hard: 2048 }, nproc: { soft: 512, hard: 512 } } },
  ],
  [
    "--default-address-pool base=10.0.0.0/16,size=24",
    { defaultAddressPools: [{ base: "10.0.0.0/16", size: 24 }] },
  ],
  ["--add-runtime a=/a --add-runtime b=/b", { runtimes: { a: { path: "/a" }, b: { path: "/b" } } }],
  ["--feature cdi --feature buildkit=false", { features: { cdi: true, buildkit: false } }],
  [
    "--default-network-opt bridge=a=1 --default-network-opt bridge=b=2",
    { defaultNetworkOpts: { bridge: { a: "1", b: "2" } } },
  ],
  ["--icc=0 --ip-forward=T", { icc: false, ipForward: true }],
  ["-DH fd://", { debug: true, hosts: ["fd://"] }],
  ["--label good=1 --label bad", { labels: { good: "1" } }],
])("%s becomes options", (flags, options) => {
  expect(readCommandLine(flags).options).toEqual(options);
});

test.each<[string, string, JsonObject, RegExp]>([
  ["--cluster-store consul://a:1", "20.10", { clusterStore: "consul://a:1" }, /deprecated in 20\.10/],
  ["--cluster-store consul://a:1", "19.03", { clusterStore: "consul://a:1" }, /^options\.clusterStore$/],
  ["--cluster-store consul://a:1", "23.0", {}, /^was removed in 23\.0/],
  ["--host-gateway-ip 10.0.0.1", "26.1", { hostGatewayIp: "10.0.0.1" }, /^options\.hostGatewayIp$/],
  ["--host-gateway-ip 10.0.0.1", "28.0", { hostGatewayIps: ["10.0.0.1"] }, /^options\.hostGatewayIps$/],
  ["--graph /data", "20.10", { dataRoot: "/data" }, /^options\.dataRoot; the flag was deprecated in 17\.05$/],
  ["--allow-nondistributable-artifacts r", "20.10", { allowNondistributableArtifacts: ["r"] }, /^options\./],
])("%s is checked against engine %s", (flags, version, options, text) => {
  const read = readCommandLine(flags, { engine: parseEngineVersion(version)! });
  expect(read).toEqual({
    options,
    notes: [expect.objectContaining({ text: expect.stringMatching(text) as string })],
  });
});

test("notes never repeat a value", () => {
  const { notes } = readCommandLine(
    "dockerd --http-proxy=http://u:secret@p --log-opt secret --mtu=secret --lable secret",
  );
  expect(JSON.stringify(notes)).not.toContain("secret");
});
