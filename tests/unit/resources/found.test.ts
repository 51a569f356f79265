import { DaemonError } from "../../../provider/core/errors";
import { firstValue, lookAt } from "../../../provider/resources/found";
import { FakeHost, observeAnswer, type Section } from "../fake-host";

const FILE = "644 0 0 /etc/docker/daemon.json";
const MANIFEST = { format: 1, id: "dockerd-1", urn: "urn:1", owned: { debug: true } };
let host: FakeHost;

async function look(...sections: Section[]): ReturnType<typeof lookAt> {
  host = new FakeHost(observeAnswer(...sections));
  await host.start();
  try {
    return await lookAt(host, ["labels"]);
  } finally {
    await host.stop();
  }
}

test.each<[string, string, object]>([
  ["an empty file", "", {}],
  ["white space", " \n\t", {}],
  ["a byte order mark", "\uFEFF{}", {}],
  ["an object", '{"labels": ["a=1"]}\n', { labels: ["a=1"] }],
])("daemon.json's value: %s", async (_name, text, value) => {
  expect((await look(["daemon.json", text, FILE])).value).toEqual(value);
});

test("a host as an operation needs it", async () => {
  const found = await look(["manifest", JSON.stringify(MANIFEST), "600 0 0 /m"]);
  expect(found).toMatchObject({ value: {}, manifest: MANIFEST, keys: ["labels", "debug"] });
  expect(found.engine?.versionText).toBe("26.1.5");
});

test("an engine that is stopped isn't asked", async () => {
  const found = await look(["units", "Id=docker.service\nLoadState=loaded\nActiveState=inactive"]);
  expect([found.engine, found.host.service?.active]).toEqual([undefined, false]);
});

test.each(["{", "[]", "null", '"x"', '{"a": 1,}'])("%j is kept and not overwritten", async (text) => {
  const looking = look(["daemon.json", text, FILE]);
  await expect(looking).rejects.toThrow(DaemonError);
  await expect(looking).rejects.toThrow(
    /^ConflictError: \/etc\/docker\/daemon\.json isn't valid JSON; it is kept as it is and not overwritten\n/,
  );
});

test.each<[string, Section[], object]>([
  ["none kept", [], {}],
  ["no file before us", [["first-absent", ""]], {}],
  ["a file", [["first", '{"debug": true}', "644 0 0 /f"]], { debug: true }],
])("the first file: %s", async (_name, sections, value) => {
  expect(firstValue(await look(...sections))).toEqual(value);
});

test("a record of ours that can't be read is told", async () => {
  await expect(look(["manifest", "{}", "600 0 0 /m"])).rejects.toThrow(
    /^ConflictError: our record on the host/,
  );
});

test("an engine that doesn't answer, and one that is too old, are told", async () => {
  host = new FakeHost(observeAnswer());
  await host.start();
  host.answers = { "/version": { Version: "17.05.0-ce" }, "/info": {} };
  await expect(lookAt(host, [])).rejects.toThrow(
    /^UnsupportedHostError: the engine is 17\.05\.0-ce, older than 17\.06\n/,
  );
  host.answers = undefined;
  await expect(lookAt(host, [])).rejects.toThrow(
    /^ConnectionError: the engine doesn't answer .*\n\s+nobody listens\n/,
  );
  await host.stop();
});
