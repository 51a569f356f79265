import { type HostFacts, judge, parseHostFacts } from "../../../../tools/demo-parts/own-host";

const URN = "urn:pulumi:demo::x::y::fleet-web";
const host: HostFacts = {
  ...{ version: "26.1.5", containers: 0, liveRestore: false, labelFlag: false, file: "", record: "" },
};
const RESTARTED = 'the engine is restarted at the end, because its daemon.json has no "labels"';

test("the output of look.sh is parsed", () => {
  const base64 = (text: string): string => Buffer.from(text).toString("base64");
  const text = `version 20.10.24+dfsg1
containers 3
liveRestore true
labelFlag yes
file ${base64('{"debug": true}')}
record ${base64("{}")}
`;
  expect(parseHostFacts(text)).toEqual({
    ...{ version: "20.10.24+dfsg1", containers: 3, liveRestore: true, labelFlag: true },
    ...{ file: '{"debug": true}', record: "{}" },
  });
  expect(parseHostFacts("version \ncontainers 0\nliveRestore \nlabelFlag no\nfile \nrecord \n")).toEqual({
    ...host,
    version: "",
  });
});

test.each<[string, Partial<HostFacts>, string]>([
  [
    "labels are there already",
    { file: '{"labels": []}', containers: 2 },
    "Docker 26.1.5, 2 running containers",
  ],
  ["nothing runs", {}, `Docker 26.1.5, 0 running containers; ${RESTARTED}`],
  [
    "live-restore is on",
    { containers: 1, liveRestore: true },
    `Docker 26.1.5, 1 running container, which live-restore keeps; ${RESTARTED}`,
  ],
  [
    "an earlier demo was interrupted",
    { record: JSON.stringify({ urn: URN }), file: '{"labels": ["pulumi-dockerd-demo-role=web"]}' },
    `Docker 26.1.5, 0 running containers; ${RESTARTED}`,
  ],
])("a host takes part if containers aren't affected: %s", (_why, facts, note) => {
  expect(judge({ ...host, ...facts }, URN)).toEqual({ note });
});

test.each<[string, Partial<HostFacts>, string]>([
  ["no engine answers", { version: "" }, "its engine doesn't answer `docker version`"],
  [
    "it has an owner",
    { record: '{"urn": "urn:other"}' },
    "it is already managed by another resource: urn:other",
  ],
  ["a broken file", { file: "{" }, "its daemon.json isn't JSON"],
  ["labels by flag", { labelFlag: true }, "its dockerd has --label on its command line"],
  ["containers would stop", { containers: 2 }, "which stops 2 running containers"],
  [
    "labels of a log driver aren't labels of the engine",
    { containers: 1, file: '{"log-opts": {"labels": "a"}}' },
    "which stops 1 running container;",
  ],
])("a host can't take part: %s", (_why, facts, refusal) => {
  expect(judge({ ...host, ...facts }, URN)).toEqual({ refusal: expect.stringContaining(refusal) as string });
});
