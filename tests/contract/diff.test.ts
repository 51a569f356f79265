import type { JsonObject } from "../../provider/core/json";
import { UNKNOWN } from "../../provider/core/schema/unknowns";
import { DAEMON_PROVIDER } from "../../sdk/nodejs/provider-text";
import { daemonInputs, URN } from "./support/inputs";
import { ProviderProcess } from "./support/provider";

let provider: ProviderProcess;
beforeAll(async () => (provider = await ProviderProcess.start()));
afterAll(async () => expect(await provider.stop()).toBe("exited"));
beforeEach(() => provider.engine.messages.splice(0));

const ID = "dockerd-1";
const connection = daemonInputs().connection as JsonObject;

/** Returns the outputs after an update with these inputs. */
const outputsOf = (inputs: JsonObject, version = "26.1.5+dfsg1"): JsonObject => ({
  ...inputs,
  engine: { version, labels: ["region=eu"] },
  artifacts: [{ path: "/etc/docker/daemon.json", sha256: "0", mode: "644", owner: "0:0" }],
  hostKeyFingerprint: connection.hostKey ?? null,
  lastChange: { effect: "reload", seconds: 1.5 },
});

const olds = outputsOf(daemonInputs());
const notes = (): string[] => provider.engine.texts(URN, "note");

test("equal inputs have no diff and print no note", async () => {
  expect(await provider.diff(ID, olds, daemonInputs())).toEqual({ changes: "none", replaces: [] });
  expect(provider.engine.messages).toEqual([]);
});

test("Pulumi's and the SDK's own keys are ignored", async () => {
  const news = daemonInputs({ __provider: `${DAEMON_PROVIDER} `, __other: "new" });
  expect(await provider.diff(ID, olds, news)).toEqual({ changes: "none", replaces: [] });
});

/** What a preview says of a restart of an engine without live-restore. */
const REFUSED = "; refused while containers run, unless apply.acknowledge lists stops-containers";

describe("a change prints a note on its resource's row before diff returns", () => {
  test.each<[string, JsonObject, string]>([
    ["a label", { options: { labels: { region: "us" } } }, "labels: reload"],
    ["one more label", { options: { labels: { region: "eu", role: "web" } } }, "labels: reload"],
    ["the last label", { options: {} }, `labels: restart${REFUSED}`],
    [
      "an option that affects only new containers",
      { options: { labels: { region: "eu" }, logOpts: { "max-size": "10m" } } },
      `logOpts: restart (new containers only)${REFUSED}`,
    ],
    [
      "several options",
      { options: { labels: { region: "us" }, debug: true }, extraOptions: { "unknown-key": 20 } },
      `labels: reload; debug: reload; unknown-key: restart${REFUSED}`,
    ],
    ["an unknown value", { options: { labels: { region: UNKNOWN } } }, "labels: reload"],
    ["the login", { connection: { ...connection, user: "ops" } }, "connection: no change on the host"],
    [
      "the host's address",
      { connection: { ...connection, port: 2222, user: "ops" } },
      "connection.port: the host will be observed, and adopted if it is not managed yet",
    ],
  ])("a change of %s prints a note", async (_name, over, note) => {
    provider.engine.delay = 100;
    const answer = await provider.diff(ID, olds, daemonInputs(over));
    expect(provider.engine.messages).toEqual([{ urn: URN, text: note, ephemeral: false, answered: true }]);
    expect(answer).toEqual({ changes: "some", replaces: [] });
    provider.engine.delay = 0;
  });

  test("another host is an update, never a replacement", async () => {
    const news = daemonInputs({ connection: { ...connection, host: "192.0.2.2" } });
    expect(await provider.diff(ID, olds, news)).toEqual({ changes: "some", replaces: [] });
    expect(notes().join()).not.toContain("isn't touched");
  });

  test("diff reports drift that a refresh recorded", async () => {
    const drifted = { ...olds, drift: { engine: "is stopped" } };
    expect(await provider.diff(ID, drifted, daemonInputs())).toEqual({ changes: "some", replaces: [] });
    expect(notes()).toEqual([expect.stringContaining("engine")]);
  });

  test("diff succeeds if the engine that shows notes is unreachable", async () => {
    const alone = await ProviderProcess.start({ engineAddress: "127.0.0.1:1" });
    try {
      expect(await alone.diff(ID, olds, daemonInputs({ options: {} }))).toEqual({
        changes: "some",
        replaces: [],
      });
    } finally {
      await alone.stop();
    }
  });
});

describe("diff compares with any state, whatever it contains", () => {
  const own = { __provider: olds.__provider ?? null, __urn: URN };
  test.each<[string, JsonObject]>([
    ["nothing", {}],
    ["nulls", { connection: null, options: null, extraOptions: null, drift: null, engine: null }],
    ["texts", { connection: "web-1", options: "none", extraOptions: "none", drift: "none", engine: "26" }],
    ["lists", { connection: [], options: [], extraOptions: ["a"], drift: [], engine: [] }],
    ["an option of another release", { ...olds, options: { labels: ["region=eu"], liveRestore: true } }],
    [
      "values of other types",
      { ...olds, options: { labels: 3, registryMirrors: {}, debug: null, logOpts: [[]] } },
    ],
    [
      "names that every object inherits",
      { ...olds, options: { labels: { constructor: "x" }, toString: "y" } },
    ],
    ["an engine without a version", outputsOf(daemonInputs(), "unknown")],
    ["an unknown value", { ...olds, options: UNKNOWN, connection: UNKNOWN }],
  ])("diff compares with a state that has %s", async (_name, old) => {
    const news = daemonInputs({ options: { labels: { region: "us" } } });
    expect(await provider.diff(ID, { ...old, ...own }, news)).toEqual({ changes: "some", replaces: [] });
    // A refresh calls diff with both sides exchanged.
    expect(await provider.diff(ID, news, { ...old, ...own })).toEqual({ changes: "some", replaces: [] });
    expect(provider.engine.messages.every(({ urn }) => urn === URN)).toBe(true);
  });

  test("diff accepts both sides exchanged, as a refresh calls it", async () => {
    expect(await provider.diff(ID, daemonInputs(), olds)).toEqual({ changes: "none", replaces: [] });
    const found = daemonInputs({ options: { labels: { region: "us" } } });
    expect(await provider.diff(ID, found, olds)).toEqual({ changes: "some", replaces: [] });
    expect(notes()).toHaveLength(1);
  });

  test("diff takes the URN from the side that has it", async () => {
    const { __urn, ...news } = outputsOf(daemonInputs({ options: { labels: { region: "us" } } }));
    expect(__urn).toBe(URN);
    await provider.diff(ID, olds, news);
    expect(notes()).toEqual(["labels: reload"]);
  });
});
