import { DaemonError } from "../../../provider/core/errors";
import type { Inputs } from "../../../provider/core/schema/inputs";
import type { OperationContext } from "../../../provider/resources/resource";
import { inSession, unlessUnreachable } from "../../../provider/resources/session";
import { inputsOf } from "../fixtures";
import { TestServer, USER_KEYS } from "../edge/ssh/test-server";

let server: TestServer;
let notes: string[];
let context: OperationContext;

beforeEach(async () => {
  server = await TestServer.start();
  notes = [];
  context = {
    defaults: {},
    urn: "urn:1",
    onStep: () => undefined,
    onNote: (note) => void notes.push(note),
  };
});
afterEach(() => server.stop());

function inputs(): Inputs {
  const { host, port, hostKey } = server.settings();
  return inputsOf({
    connection: { host, port, hostKey, privateKey: USER_KEYS.private },
    apply: { onUnreachable: "warn" },
  });
}

const unreachable = {
  kind: "ConnectionError",
  step: "connect",
  what: "it was lost",
  remedy: "run again",
} as const;
const unless = (facts: ConstructorParameters<typeof DaemonError>[0]): Promise<string> =>
  unlessUnreachable(inputs(), context, { consequence: "it is skipped", instead: "skipped" }, () =>
    Promise.reject(new DaemonError(facts)),
  );

test("a host that couldn't be reached is skipped with a note", async () => {
  await expect(unless(unreachable)).resolves.toBe("skipped");
  expect(notes).toEqual([expect.stringContaining("it is skipped")]);
});

test.each(["unknown", "changed", "restored"] as const)(
  "a host that was lost after a change began is never skipped: %s",
  async (hostState) => {
    await expect(unless({ ...unreachable, hostState })).rejects.toMatchObject({ hostState });
    expect(notes).toEqual([]);
  },
);

test("all connections of an operation are closed at its end", async () => {
  await inSession(inputs(), context, async ({ reconnect }) => {
    await reconnect();
    expect(server.connections).toBe(2);
  });
  for (let tries = 0; server.connections > 0 && tries < 100; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(server.connections).toBe(0);
});
