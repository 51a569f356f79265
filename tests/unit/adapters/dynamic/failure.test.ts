import { pulumiFailure } from "../../../../provider/adapters/dynamic/failure";
import { DaemonError, type HostState } from "../../../../provider/core/errors";

const PROPERTIES = { connection: { host: "h" }, __provider: "text" };
const failure = (hostState: HostState): DaemonError =>
  new DaemonError({ kind: "ActivationError", step: "activate", what: "no", remedy: "look", hostState }, "h");

test.each<HostState>(["untouched", "restored"])(
  "the host state %s is a plain error, which keeps Pulumi's state",
  (hostState) => {
    const error = failure(hostState);
    const result = pulumiFailure(error, "dockerd-1", PROPERTIES);
    expect(result.message).toBe(error.message);
    expect(result).not.toHaveProperty("id");
    expect(result).not.toHaveProperty("reasons");
  },
);

test.each<HostState>(["changed", "unknown"])("the host state %s is a partial failure", (hostState) => {
  const error = failure(hostState);
  expect(pulumiFailure(error, "dockerd-1", PROPERTIES)).toMatchObject({
    message: error.message,
    id: "dockerd-1",
    reasons: [error.message],
    properties: PROPERTIES,
  });
});

test.each<[unknown, string]>([
  [new TypeError("an internal error"), "an internal error"],
  ["text", "text"],
  [undefined, "undefined"],
  [new Error("GET /info: \u001b[2Jhello \u202e"), "GET /info: \\x1b[2Jhello \\x202e"],
])("any other exception becomes a plain error: %s", (error, message) => {
  const result = pulumiFailure(error, "dockerd-1", PROPERTIES);
  expect(result).toBeInstanceOf(Error);
  expect(result.message).toBe(message);
  expect(result.stack).not.toContain("\u001b");
  expect(result).not.toHaveProperty("id");
});

test("the stack trace of a DaemonError isn't printed", () => {
  expect(pulumiFailure(failure("untouched"), "dockerd-1", PROPERTIES).stack).not.toContain("failure.test");
});
