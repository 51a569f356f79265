import { queryEngine } from "../../../../provider/edge/api/engine";
import { QUESTIONS, questionsFor } from "../../../../provider/edge/api/questions";
import { observeScript } from "../../../../provider/edge/scripts";
import { FakeHost, observeAnswer } from "../../fake-host";

test("observe.sh sends every question, in the same order", () => {
  expect(observeScript.text).toContain(`/docker.sock" ${QUESTIONS.join(" ")}\n`);
});

test.each([
  ["the version and info in any case", [], [], ["/version", "/info"]],
  [
    "the default bridge for a key that only it reports",
    ["mtu"],
    [],
    ["/version", "/info", "/networks/bridge"],
  ],
  [
    "running containers only on request",
    ["labels"],
    ["/containers/json"],
    ["/version", "/info", "/containers/json"],
  ],
] as const)("an engine is queried for %s", (_name, keys, more, questions) => {
  expect(questionsFor(keys, more)).toEqual(questions);
});

test("an engine that doesn't answer is a failure that keeps its cause", async () => {
  const host = new FakeHost(observeAnswer());
  await host.start();
  host.answers = undefined;
  try {
    await expect(queryEngine(host, [], [], 1)).rejects.toMatchObject({
      facts: { kind: "ConnectionError", step: "observe" },
      cause: expect.any(Error) as Error,
    });
  } finally {
    await host.stop();
  }
});
