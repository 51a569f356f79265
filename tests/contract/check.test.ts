import type { JsonObject } from "../../provider/core/json";
import { UNKNOWN } from "../../provider/core/schema/unknowns";
import { ANY_PRIVATE_KEY, daemonInputs, leavesOf } from "./support/inputs";
import { ProviderProcess } from "./support/provider";

let provider: ProviderProcess;
beforeAll(async () => (provider = await ProviderProcess.start()));
afterAll(async () => expect(await provider.stop()).toBe("exited"));

const connection = daemonInputs().connection as JsonObject;

describe("check returns valid inputs unchanged", () => {
  test.each<[string, JsonObject]>([
    ["the required inputs alone", { options: {} }],
    [
      "all inputs",
      {
        connection: { ...connection, port: 2222, user: "ops", privateKeyPassword: "open sesame" },
        options: {
          labels: { region: "eu", role: "" },
          registryMirrors: ["https://mirror.example.com"],
          debug: true,
          logOpts: { "max-size": "10m" },
        },
        extraOptions: { "unknown-key": 20, deep: { list: [1, null, "two"] } },
      },
    ],
    ["drift that a refresh recorded", { drift: { engine: "is stopped" } }],
    ["a connection that is unknown", { connection: UNKNOWN }],
    ["a host that is unknown", { connection: { ...connection, host: UNKNOWN, hostKey: UNKNOWN } }],
    ["a port that is unknown", { connection: { ...connection, port: UNKNOWN } }],
    ["options that are unknown", { options: UNKNOWN, extraOptions: UNKNOWN }],
    ["an unknown option value", { options: { labels: UNKNOWN, registryMirrors: UNKNOWN, debug: UNKNOWN } }],
    ["an unknown entry", { options: { labels: { zone: UNKNOWN }, registryMirrors: [UNKNOWN] } }],
  ])("check accepts %s", async (_name, over) => {
    const inputs = daemonInputs(over);
    expect(await provider.check(inputs)).toEqual({ inputs, failures: [] });
  });
});

describe("check reports invalid inputs by path and prints no value", () => {
  test.each<[string, JsonObject, string[]]>([
    ["no connection", { connection: {} }, ["connection.host", "connection.hostKey"]],
    [
      "a key's path",
      { connection: { ...connection, privateKey: "/home/me/.ssh/id" } },
      ["connection.privateKey"],
    ],
    [
      "a password of another type",
      { connection: { ...connection, privateKeyPassword: 918273645 } },
      ["connection.privateKeyPassword"],
    ],
    [
      "a host key",
      { connection: { ...connection, hostKey: "SHA256:s3cret-enough" } },
      ["connection.hostKey"],
    ],
    ["a port", { connection: { ...connection, port: 7070707 } }, ["connection.port"]],
    ["an unknown field", { connection: { ...connection, hots: "10.20.30.40" } }, ["connection.hots"]],
    [
      "mirrors",
      {
        options: {
          registryMirrors: [
            "https://user:hunter2@mirror.example.com",
            "https://fine.example.com",
            "gopher://old.example",
          ],
        },
      },
      ["options.registryMirrors[0]", "options.registryMirrors[2]"],
    ],
    ["an option of another type", { options: { debug: "yes, please" } }, ["options.debug"]],
    ["an unknown option", { options: { lables: { region: "eu-central" } } }, ["options.lables"]],
    ["an option in the file's spelling", { options: { "log-opts": {} } }, ['options["log-opts"]']],
    [
      "a number in place of a string",
      { options: { logOpts: { "max-file": 31415926 } } },
      ['options.logOpts["max-file"]'],
    ],
    ["a known option in extraOptions", { extraOptions: { labels: ["region=eu"] } }, ["extraOptions.labels"]],
    ["an unknown input", { optoins: { debug: true } }, ["optoins"]],
    [
      "several invalid inputs next to an unknown value",
      {
        connection: { ...connection, port: 7070707, host: UNKNOWN },
        options: {
          debug: "maybe not",
          labels: { "com.docker.x": "any-value" },
          registryMirrors: [UNKNOWN, "no-scheme"],
        },
      },
      ["connection.port", "options.debug", 'options.labels["com.docker.x"]', "options.registryMirrors[1]"],
    ],
  ])("check reports %s", async (_name, over, paths) => {
    const inputs = daemonInputs(over);
    const { failures } = await provider.check(inputs);
    expect(failures.map(({ reason }) => reason.slice(0, reason.indexOf(": "))).sort()).toEqual(
      [...paths].sort(),
    );
    expect(failures.map(({ property }) => property)).toEqual(paths.map(() => ""));
    const values = leavesOf(over).filter((value) => String(value).length > 3 && value !== UNKNOWN);
    for (const { reason } of failures) {
      expect(reason).toMatch(/: \S/);
      for (const value of values) expect(reason).not.toContain(String(value));
      expect(reason).not.toContain("hunter2");
    }
  });

  test("check prints no part of a private key, even if the key is truncated", async () => {
    const privateKey = ANY_PRIVATE_KEY.slice(20);
    const { failures } = await provider.check(daemonInputs({ connection: { ...connection, privateKey } }));
    expect(failures).toHaveLength(1);
    expect(failures[0]?.reason).not.toContain("bm90IGEga2V5");
    expect(provider.printed).not.toContain("bm90IGEga2V5");
  });
});
