import { catalogue, flagsWithoutKey, optionName } from "../../../provider/core/options";
import { ran } from "./fake-io";

test("an option is described as text", () => {
  expect(ran("explain registryMirrors")).toEqual({
    status: 0,
    out: `registryMirrors
  Registry mirrors of Docker Hub, tried in this order. They don't apply to other registries.
  A change reloads the engine; removing the option restarts it.

  daemon.json  registry-mirrors, since 1.11
  flags        --registry-mirror
  type         string[]
  default      []
  reported at  GET /info: RegistryConfig.Mirrors
  example      options: { registryMirrors: ["https://mirror.example.com"] }
`,
    err: "",
  });
});

test.each([
  ["registry-mirrors", "registryMirrors"],
  ["--registry-mirror", "registryMirrors"],
  ["registry-mirror", "registryMirrors"],
  ["registryMirror", "registryMirrors"],
  ["-D", "debug"],
  ["-g", "graph"],
  ["-icc", "icc"],
  ["builder.gc", "builder"],
  ["--no-proxy", "proxies"],
])("%s is explained as %s", (name, option) => {
  expect(ran(`explain ${name}`).out).toMatch(new RegExp(`^${option}\n`));
});

test("every option is explained, as text and as JSON", () => {
  for (const { key, doc } of catalogue) {
    const name = optionName(key);
    const { status, out } = ran(`explain ${name}`);
    expect({ name, status }).toEqual({ name, status: 0 });
    expect(out.replace(/\s+/g, " ")).toContain(doc);
    expect(JSON.parse(ran(`explain --json ${name}`).out)).toMatchObject({ name, key, doc });
  }
});

test("every flag without a key is explained, except the command's own", () => {
  for (const name of flagsWithoutKey.flatMap(({ names }) => names)) {
    const { status, out } = ran(`explain ${name}`);
    expect({ name, status }).toEqual({ name, status: 0 });
    if (name !== "--help" && name !== "-h") expect(out).toContain("no key in daemon.json");
  }
});

test("the description includes hazards, old flags, members and the CIS benchmark", () => {
  expect(ran("explain dataRoot").out).toMatch(/hazard {7}hides-data: existing images/);
  expect(ran("explain graph").out).toMatch(/flags {8}--graph \(until 23\.0\), -g \(until 23\.0\)/);
  expect(ran("explain builder").out).toMatch(/^ {4}gc \(object\): .*\n {6}enabled \(boolean\): /m);
  expect(ran("explain icc").out).toMatch(/CIS benchmark {2}2\.\d+: /);
});

test("--engine selects an engine's default and the option's status there", () => {
  const about = (engine: string): unknown =>
    JSON.parse(ran(`explain --json --engine ${engine} oomScoreAdjust`).out);
  expect(about("19.03")).toMatchObject({ default: -500, standing: ["taken"] });
  expect(about("20.10")).toMatchObject({ default: 0, standing: ["taken"] });
  expect(about("24.0")).toMatchObject({ default: 0, standing: ["deprecated"] });
  expect(about("28.0")).toMatchObject({ standing: ["removed"] });
});

test("all options are listed, or those that an engine supports", () => {
  const names = (line: string): readonly string[] =>
    ran(line)
      .out.trimEnd()
      .split("\n")
      .map((text) => text.split(" ")[0] ?? "");
  const all = catalogue.map(({ key }) => optionName(key)).sort();
  expect(names("explain")).toEqual(all);
  const old = names("explain --engine 20.10");
  expect(old).toContain("clusterStore");
  expect(old).not.toContain("logFormat");
  expect(JSON.parse(ran("explain --json").out)).toHaveLength(all.length);
});
