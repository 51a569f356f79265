import { pulumiFailure } from "../../../../provider/adapters/dynamic/failure";
import { DaemonError, type HostState } from "../../../../provider/core/errors";

const PROPERTIES = { connection: { host: "h" }, __provider: "text" };
const failure = (hostState: HostState): DaemonError =>
  new DaemonError({ kind: "ActivationError", step: "activate", what: "no", remedy: "look", hostState }, "h");

test.each<HostState>(["untouched", "restored"])(
  "a host that is %s: a plain error, the state stays",
  (hostState) => {
    const error = failure(hostState);
    const told = pulumiFailure(error, "dockerd-1", PROPERTIES);
    expect(told.message).toBe(error.message);
    expect(told).not.toHaveProperty("id");
    expect(told).not.toHaveProperty("reasons");
  },
);

test.each<HostState>(["changed", "unknown"])("a host that is %s: a partial failure", (hostState) => {
  const error = failure(hostState);
  expect(pulumiFailure(error, "dockerd-1", PROPERTIES)).toMatchObject({
    message: error.message,
    id: "dockerd-1",
    reasons: [error.message],
    properties: PROPERTIES,
  });
});

test.each<[unknown, string]>([
  [new TypeError("a mistake of ours"), "a mistake of ours"],
  ["text", "text"],
  [undefined, "undefined"],
  [new Error("GET /info: \u001b[2Jhello \u202e"), "GET /info: \\x1b[2Jhello \\x202e"],
])("anything else stays an error: %s", (error, message) => {
  const told = pulumiFailure(error, "dockerd-1", PROPERTIES);
  expect(told).toBeInstanceOf(Error);
  expect(told.message).toBe(message);
  expect(told.stack).not.toContain("\u001b");
  expect(told).not.toHaveProperty("id");
});

test("the trace of our own errors isn't shown: their text says it all", () => {
  expect(pulumiFailure(failure("untouched"), "dockerd-1", PROPERTIES).stack).not.toContain("failure.test");
});
