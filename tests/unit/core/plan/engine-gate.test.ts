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

const UPDATE = "leave it out, or upgrade the engine";

test.each<[JsonObject, string, string]>([
  [{ logFormat: "json" }, "20.10.24", `options.logFormat: requires engine 25.0 or newer; ${UPDATE}`],
  [{ bip6: "fd00::1/64" }, "26.1.5", `options.bip6: requires engine 28.0 or newer; ${UPDATE}`],
  [{ graph: "/data" }, "26.1.5", "options.graph: was removed in engine 23.0; use dataRoot"],
  [
    { oomScoreAdjust: -500 },
    "28.5.2",
    "options.oomScoreAdjust: was removed in engine 25.0; use OOMScoreAdjust= in docker.service",
  ],
  [
    { apiCorsHeader: "*" },
    "28.5.2",
    "options.apiCorsHeader: was removed in engine 28.0; use a reverse proxy that sets CORS headers",
  ],
  [
    { nodeGenericResources: ["gpu=1"] },
    "18.01.0",
    `options.nodeGenericResources: requires engine 17.12.1 or newer, except from 18.01 to before 18.02; ${UPDATE}`,
  ],
  // members
  [
    { builder: { gc: { policy: [{ all: true }, { maxUsedSpace: "1GB" }] } } },
    "26.1.5",
    `options.builder.gc.policy[1].maxUsedSpace: requires engine 28.0 or newer; ${UPDATE}`,
  ],
  [
    { runtimes: { r: { runtimeType: "io.containerd.runsc.v1" } } },
    "23.0.6",
    `options.runtimes.r.runtimeType: requires engine 24.0 or newer; ${UPDATE}`,
  ],
  [
    { features: { "containerd-snapshotter": true } },
    "20.10.24",
    `options.features["containerd-snapshotter"]: requires engine 24.0 or newer; ${UPDATE}`,
  ],
  // rules of some releases
  [
    { ipv6: true },
    "26.1.5",
    "options.fixedCidrV6: required with ipv6 for engines 20.10 to 27.5; set it to an IPv6 network, as in fd00:1::/64",
  ],
  [
    { metricsAddr: "127.0.0.1:9323" },
    "19.03.15",
    "options.metricsAddr: requires experimental: true in engines before 20.10; declare it, or leave metricsAddr out",
  ],
  [
    { storageDriver: "aufs" },
    "26.1.5",
    "options.storageDriver: the driver was removed in engine 24.0; leave it out",
  ],
  [
    { logOpts: { "labels-regex": "x" } },
    "19.03.15",
    'options.logOpts["labels-regex"]: requires engine 20.10 or newer; leave it out',
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
    "options.allowNondistributableArtifacts: has no effect since engine 28.0; leave it out",
  ],
  [
    { hostGatewayIp: "10.0.0.1" },
    "28.5.2",
    "options.hostGatewayIp: is deprecated since engine 28.0; use hostGatewayIps",
  ],
  [
    { builder: { gc: { defaultKeepStorage: "1GB" } } },
    "29.0.0",
    "options.builder.gc.defaultKeepStorage: is deprecated since engine 28.0; use defaultReservedSpace",
  ],
])("%j on engine %s is warned of", (options, version, text) => {
  expect(gate(options, version)).toEqual({ warnings: [text] });
  expect(checkDaemonInputs(inputs(options, version))).toEqual([]);
});

test("an engine outside the declared range is refused", () => {
  expect(gate({}, "29.1.0", ">=26 <29").refusal?.detail).toBe(
    'engineVersion: ">=26 <29" doesn\'t take 29.1.0; write a range that does',
  );
  expect(gate({}, "28.5.2+dfsg4", ">=26 <29")).toEqual({ warnings: [] });
});

test("all refusals are reported at once", () => {
  const { refusal } = gate({ logFormat: "json", graph: "/data", bip6: "fd00::1/64" }, "24.0.7", "<20");
  expect(refusal?.detail?.split("\n").map((line) => line.split(":")[0])).toEqual([
    "engineVersion",
    "options.logFormat",
    "options.graph",
    "options.bip6",
  ]);
});

test("an option that some engines of the range know isn't refused offline", () => {
  expect(checkDaemonInputs(inputs({ logFormat: "json" }, ">=20.10"))).toEqual([]);
  expect(checkDaemonInputs(inputs({ logFormat: "json" }, ">=20.10 <25"))).toHaveLength(1);
});

test("an invalid range is reported, and nothing else with it", () => {
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

  test("passes options that it has a flag for", () => {
    expect(gateBy(help, { labels: { a: "b" }, liveRestore: true, debug: true })).toEqual({ warnings: [] });
  });

  test("refuses an option that this build lacks", () => {
    const without = help.replace(/^.*--live-restore .*\n/m, "");
    expect(gateBy(without, { labels: { a: "b" }, liveRestore: true }).refusal?.detail).toBe(
      "options.liveRestore: isn't in this engine's own `dockerd --help`; leave it out, or install a build that has it",
    );
  });

  test("adds no second refusal of an option that the release lacks", () => {
    expect(gateBy(help, { bip6: "fd00::1/64" }).refusal?.detail?.split("\n")).toHaveLength(1);
  });

  test("warns of an unknown key, and accepts one that has a flag", () => {
    expect(gateBy(help, {}, { "frobnicate-all": true }).warnings).toEqual([
      expect.stringContaining('extraOptions["frobnicate-all"]: isn\'t in the catalogue, and'),
    ]);
    expect(
      gateBy(`${help}\n      --frobnicate-all   Yes\n`, {}, { "frobnicate-all": true }).warnings,
    ).toEqual([]);
  });
});
