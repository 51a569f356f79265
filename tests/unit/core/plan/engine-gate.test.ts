import type { JsonObject } from "../../../../provider/core/json";
import { releaseOf } from "../../../../provider/core/observed/release";
import { checkDaemonInputs } from "../../../../provider/core/schema/check";
import { engineGate } from "../../../../provider/core/plan/engine-gate";
import { recordedCase } from "../../../support/engines/case-file";

const CONNECTION = { host: "10.0.0.11", hostKey: `SHA256:${"A".repeat(43)}` };
const inputs = (options: JsonObject, engineVersion?: string): JsonObject => ({
  connection: CONNECTION,
  options,
  ...(engineVersion === undefined ? {} : { engineVersion }),
});

const gate = (options: JsonObject, version: string, engineVersion?: string) =>
  engineGate(inputs(options, engineVersion), releaseOf(undefined, `Docker version ${version}`)!);

const UPDATE = "leave it out, or bring the engine up to date";

test.each<[JsonObject, string, string]>([
  [{ logFormat: "json" }, "20.10.24", `options.logFormat: isn't known before engine 25.0; ${UPDATE}`],
  [{ bip6: "fd00::1/64" }, "26.1.5", `options.bip6: isn't known before engine 28.0; ${UPDATE}`],
  [{ graph: "/data" }, "26.1.5", "options.graph: is refused from engine 23.0 on; use dataRoot"],
  [
    { oomScoreAdjust: -500 },
    "28.5.2",
    "options.oomScoreAdjust: is refused from engine 25.0 on; use OOMScoreAdjust= in docker.service",
  ],
  [
    { apiCorsHeader: "*" },
    "28.5.2",
    "options.apiCorsHeader: is refused from engine 28.0 on; use a reverse proxy that sets CORS headers",
  ],
  [
    { nodeGenericResources: ["gpu=1"] },
    "18.01.0",
    `options.nodeGenericResources: isn't known before engine 17.12.1, nor from 18.01 to before 18.02; ${UPDATE}`,
  ],
  // members
  [
    { builder: { gc: { policy: [{ all: true }, { maxUsedSpace: "1GB" }] } } },
    "26.1.5",
    `options.builder.gc.policy[1].maxUsedSpace: isn't known before engine 28.0; ${UPDATE}`,
  ],
  [
    { runtimes: { r: { runtimeType: "io.containerd.runsc.v1" } } },
    "23.0.6",
    `options.runtimes.r.runtimeType: isn't known before engine 24.0; ${UPDATE}`,
  ],
  [
    { features: { "containerd-snapshotter": true } },
    "20.10.24",
    `options.features["containerd-snapshotter"]: isn't known before engine 24.0; ${UPDATE}`,
  ],
  // rules of some releases
  [
    { ipv6: true },
    "26.1.5",
    "options.fixedCidrV6: needed with ipv6 by engines from 20.10 to 27.5; write an IPv6 network, as in fd00:1::/64",
  ],
  [
    { metricsAddr: "127.0.0.1:9323" },
    "19.03.15",
    "options.metricsAddr: needs experimental: true in engines before 20.10; declare it, or leave metricsAddr out",
  ],
  [
    { storageDriver: "aufs" },
    "26.1.5",
    "options.storageDriver: the driver is refused from engine 24.0 on; leave it out",
  ],
  [
    { logOpts: { "labels-regex": "x" } },
    "19.03.15",
    'options.logOpts["labels-regex"]: it isn\'t known before engine 20.10; leave it out',
  ],
])("%j on engine %s is refused", (options, version, text) => {
  const { refusal } = gate(options, version);
  expect(refusal).toEqual({
    kind: "OptionError",
    step: "plan",
    what: `engine ${version} can't run as declared`,
    detail: text,
    remedy: "change these options; declare engineVersion to have them checked before any host is reached",
  });
  expect(
    checkDaemonInputs(inputs(options, version)).map(({ path, reason }) => `${path}: ${reason}`),
  ).toContain(text);
});

test.each<[JsonObject, string]>([
  [{ logFormat: "json" }, "25.0.0"],
  [{ ipMasq: false }, "17.06.2-ce"],
  [{ ipv6: true }, "28.0.0"],
  [{ ipv6: true }, "19.03.15"],
  [{ registryMirrors: ["https://m/path"] }, "25.0.0"],
  [{ features: { tomorrow: true } }, "28.5.2"],
  [{ labels: { a: "1" }, debug: true }, "17.06.2-ce"],
])("%j on engine %s passes", (options, version) => {
  expect(gate(options, version)).toEqual({ warnings: [] });
});

test.each<[JsonObject, string, string]>([
  [
    { allowNondistributableArtifacts: ["r.example"] },
    "28.5.2",
    "options.allowNondistributableArtifacts: has no effect from engine 28.0 on; leave it out",
  ],
  [
    { hostGatewayIp: "10.0.0.1" },
    "28.5.2",
    "options.hostGatewayIp: is deprecated from engine 28.0 on; use hostGatewayIps",
  ],
  [
    { builder: { gc: { defaultKeepStorage: "1GB" } } },
    "29.0.0",
    "options.builder.gc.defaultKeepStorage: is deprecated from engine 28.0 on; use defaultReservedSpace",
  ],
])("%j on engine %s is a warning", (options, version, text) => {
  expect(gate(options, version)).toEqual({ warnings: [text] });
  expect(checkDaemonInputs(inputs(options, version))).toEqual([]);
});

test("an engine outside of the declared range is refused", () => {
  expect(gate({}, "29.1.0", ">=26 <29").refusal?.detail).toBe(
    'engineVersion: ">=26 <29" doesn\'t take 29.1.0; write a range that does',
  );
  expect(gate({}, "28.5.2+dfsg4", ">=26 <29")).toEqual({ warnings: [] });
});

test("all refusals come at once", () => {
  const { refusal } = gate({ logFormat: "json", graph: "/data", bip6: "fd00::1/64" }, "24.0.7", "<20");
  expect(refusal?.detail?.split("\n").map((line) => line.split(":")[0])).toEqual([
    "engineVersion",
    "options.logFormat",
    "options.graph",
    "options.bip6",
  ]);
});

test("a range of which some engines know an option isn't refused offline", () => {
  expect(checkDaemonInputs(inputs({ logFormat: "json" }, ">=20.10"))).toEqual([]);
  expect(checkDaemonInputs(inputs({ logFormat: "json" }, ">=20.10 <25"))).toHaveLength(1);
});

test("a range that can't be read is told, and nothing else is said for it", () => {
  expect(checkDaemonInputs(inputs({ logFormat: "json" }, "newest"))).toEqual([
    {
      path: "engineVersion",
      reason: 'isn\'t a range of versions; write it as in ">=26 <30", "28.x" or "20.10 || >=26.1"',
    },
  ]);
});

describe("an engine's own list of flags", () => {
  const help = recordedCase("trixie")!.help;
  const gateBy = (list: string, options: JsonObject, extraOptions: JsonObject = {}) =>
    engineGate({ ...inputs(options), extraOptions }, releaseOf(undefined, "Docker version 26.1.5")!, list);

  test("says nothing to what it has", () => {
    expect(gateBy(help, { labels: { a: "b" }, liveRestore: true, debug: true })).toEqual({ warnings: [] });
  });

  test("refuses what a build of that release lacks", () => {
    const without = help.replace(/^.*--live-restore .*\n/m, "");
    expect(gateBy(without, { labels: { a: "b" }, liveRestore: true }).refusal?.detail).toBe(
      "options.liveRestore: isn't in this engine's own `dockerd --help`; leave it out, or install a build that has it",
    );
  });

  test("isn't heard twice about what its release says already", () => {
    expect(gateBy(help, { bip6: "fd00::1/64" }).refusal?.detail?.split("\n")).toHaveLength(1);
  });

  test("warns of a key that nobody has heard of, and takes one that has a flag", () => {
    expect(gateBy(help, {}, { "frobnicate-all": true }).warnings).toEqual([
      expect.stringContaining('extraOptions["frobnicate-all"]: isn\'t in the catalogue, and'),
    ]);
    expect(
      gateBy(`${help}\n      --frobnicate-all   Yes\n`, {}, { "frobnicate-all": true }).warnings,
    ).toEqual([]);
  });
});
