import { NO_CLI, originalOf, problemOf, type Survey } from "../../../../provider/core/survey/survey";
import { surveyFree, surveyHost } from "../../../../provider/resources/daemon/survey";
import { answerOf, FakeHost, observeAnswer, type Section } from "../../fake-host";
import { termsOf } from "../../fixtures";

const FILE = "644 0 0 /etc/docker/daemon.json";
const MANIFEST = { format: 1, id: "dockerd-1", urn: "urn:1", owned: { debug: true } };
let host: FakeHost;

async function surveyed(...sections: Section[]): Promise<Survey> {
  host = new FakeHost(observeAnswer(...sections));
  await host.start();
  try {
    return await surveyHost(host, { keys: ["labels"] }, 30);
  } finally {
    await host.stop();
  }
}

test.each<[string, string, object]>([
  ["an empty file", "", {}],
  ["white space", " \n\t", {}],
  ["a byte order mark", "\uFEFF{}", {}],
  ["an object", '{"labels": ["a=1"]}\n', { labels: ["a=1"] }],
])("daemon.json is parsed: %s", async (_name, text, value) => {
  expect((await surveyed(["daemon.json", text, FILE])).daemonJson).toEqual(value);
});

test("a survey has the files, the engine and the keys of an operation", async () => {
  const found = await surveyed(["manifest", JSON.stringify(MANIFEST), "600 0 0 /m"]);
  expect(found).toMatchObject({ daemonJson: {}, manifest: MANIFEST, keys: ["labels", "debug"] });
  expect(found.engine?.versionText).toBe("26.1.5");
});

test("a stopped engine isn't queried", async () => {
  const found = await surveyed(["units", "Id=docker.service\nLoadState=loaded\nActiveState=inactive"]);
  expect([found.engine, found.host.service?.active]).toEqual([undefined, false]);
});

test.each([
  ["{", "invalid JSON at line 1, column 2: close brace expected"],
  ['{"a": 1,}', "invalid JSON at line 1, column 9: property name expected"],
  ['{\n  "a": 1\n}\n}', "invalid JSON at line 4, column 1: text after the end of the value"],
  ["[]", "expected an object, got a list"],
  ["null", "expected an object, got null"],
  ['"x"', "expected an object, got a string"],
  ['{"debug": true,\n "debug": false}', 'duplicate key "debug" at line 2, column 2'],
])("a daemon.json of %j is refused with the reason", async (text, reason) => {
  const found = await surveyed(["daemon.json", text, FILE]);
  expect(found.daemonJson).toEqual({});
  expect(problemOf(found)).toMatchObject({
    kind: "ConflictError",
    step: "observe",
    what: `cannot use /etc/docker/daemon.json: ${reason}`,
  });
});

test("the error of a broken daemon.json quotes nothing of it", async () => {
  const text = '{"log-opts": {"splunk-token": "B5A79AAD-D822"\n "tag": "x"}}';
  const what = (await surveyed(["daemon.json", text, FILE])).problems.daemonJson?.what;
  expect(what).toBe("cannot use /etc/docker/daemon.json: invalid JSON at line 2, column 2: comma expected");
});

test.each<[string, Section[], object]>([
  ["no recorded original", [], {}],
  ["no original file", [["first-absent", ""]], {}],
  ["an original file", [["first", '{"debug": true}', "644 0 0 /f"]], { debug: true }],
])("the original is read: %s", async (_name, sections, value) => {
  expect(originalOf(await surveyed(...sections)).value).toEqual(value);
});

test("a manifest that can't be read is a problem", async () => {
  const found = await surveyed(["manifest", "{}", "600 0 0 /m"]);
  expect(found.manifest).toBeUndefined();
  expect(problemOf(found)?.what).toMatch(/^the manifest on the host/);
});

test("an engine that doesn't answer, and one that is too old, are problems", async () => {
  host = new FakeHost(observeAnswer());
  await host.start();
  try {
    host.answers = { "/version": { Version: "17.05.0-ce" }, "/info": {} };
    const old = await surveyHost(host, { keys: [] }, 30);
    expect(problemOf(old)?.what).toBe("the engine is 17.05.0-ce, older than 17.06");
    host.answers = undefined;
    const silent = await surveyHost(host, { keys: [] }, 30);
    expect(silent.engine).toBeUndefined();
    expect(problemOf(silent)?.what).toMatch(/^the engine does not answer /);
    expect(problemOf(silent)?.detail).toMatch(/^GET \/version: the engine closed the connection/);
  } finally {
    await host.stop();
  }
});

describe("a running engine is queried", () => {
  const RUNNING: Section = ["running", ""];
  const http = (value: object): string => {
    const text = JSON.stringify(value);
    return `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
  };
  const fromScript = (version: string): Section => [
    "engine /version /info /networks/bridge",
    [{ Version: version }, { Labels: [] }, { Name: "bridge" }].map(http).join(""),
  ];

  async function queried(answer: Buffer, forwarding = true): Promise<[string | undefined, string[]]> {
    host = new FakeHost(answer);
    host.forwarding = forwarding;
    await host.start();
    try {
      return [(await surveyHost(host, { keys: ["bip"] }, 30)).engine?.versionText, host.connected];
    } finally {
      await host.stop();
    }
  }

  test("during the script over one forwarded stream, if the script's first line reports that it runs", async () => {
    expect(await queried(Buffer.concat([answerOf(RUNNING), observeAnswer()]))).toEqual([
      "26.1.5",
      ["forward"],
    ]);
  });

  test("after the script if no socket is forwarded, since sshd may allow one session only", async () => {
    const answer = Buffer.concat([answerOf(RUNNING), observeAnswer()]);
    expect(await queried(answer, false)).toEqual(["26.1.5", ["forward", "forward", "dial"]]);
  });

  test("by the script itself", async () => {
    expect(await queried(observeAnswer(fromScript("20.10.5")))).toEqual(["20.10.5", []]);
  });

  test("again if the script has no complete response", async () => {
    const [name, text] = fromScript("20.10.5");
    expect(await queried(observeAnswer([name, text.slice(0, -9)]))).toEqual(["26.1.5", ["forward"]]);
  });

  test("only if the script reports it, and not because of a file's text", async () => {
    const stopped: Section = ["units", "Id=docker.service\nLoadState=loaded\nActiveState=inactive"];
    const forged: Section = ["environment", "running 0\n", "644 0 0 /etc/default/docker"];
    expect(await queried(observeAnswer(stopped, forged))).toEqual([undefined, []]);
  });
});

test("a host that another run holds is not surveyed further", async () => {
  const units =
    "Id=docker.service\nLoadState=loaded\nActiveState=active\nFragmentPath=/u/docker.service\n\n" +
    "Id=pulumi-dockerd.timer\nActiveState=active\nDescription=pulumi-dockerd: other";
  host = new FakeHost(observeAnswer(["units", units]));
  await host.start();
  const context = { defaults: {}, urn: "urn:1", onStep: () => undefined, onNote: () => undefined };
  const session = { host, reconnect: () => Promise.resolve(host), terms: termsOf(), context };
  const request = { keys: [], lastCli: NO_CLI, lastEngine: { version: "20.10.5" } };
  try {
    await expect(surveyFree(session, request)).rejects.toThrow(/^LockedError: /);
    expect(host.ran.map(({ name }) => name)).toEqual(["observe"]);
  } finally {
    await host.stop();
  }
});
