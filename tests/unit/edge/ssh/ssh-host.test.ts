import { EventEmitter } from "node:events";
import { Socket } from "node:net";
import { PassThrough } from "node:stream";
import type { Client, Connection, ServerChannel } from "ssh2";
import { DaemonError } from "../../../../provider/core/errors";
import type { Host } from "../../../../provider/edge/host";
import { applyScript, observeScript } from "../../../../provider/edge/scripts";
import { connect } from "../../../../provider/edge/ssh/connect";
import { SshHost } from "../../../../provider/edge/ssh/ssh-host";
import { onCommand, TestServer } from "./test-server";

let server: TestServer;
let host: Host | undefined;

afterEach(async () => {
  host?.close();
  host = undefined;
  await server.stop();
});

/** Connects to a server that handles connections in its own way. */
async function connectedTo(
  serve: (connection: Connection) => void,
  { user = "root", ident }: { user?: string; ident?: string } = {},
): Promise<Host> {
  server = await TestServer.start(ident === undefined ? {} : { ident });
  server.serve = serve;
  return (host = await connect(server.settings({ user })));
}

async function failureOf(call: Promise<unknown>): Promise<DaemonError> {
  const outcome: unknown = await call.catch((error: unknown) => error);
  if (outcome instanceof DaemonError) return outcome;
  throw new Error(`the call didn't fail: ${String(outcome)}`);
}

/** Reads a channel up to the nonce that ends a script, and returns it. */
function nonceOf(channel: ServerChannel): Promise<string> {
  return new Promise((resolve) => {
    let received = "";
    channel.on("data", (chunk: Buffer) => {
      received += chunk.toString("latin1");
      const nonce = /\n(n[0-9a-f]{24})\n/.exec(received)?.[1];
      if (nonce !== undefined) resolve(nonce);
    });
  });
}

/** Answers each script with an empty frame. */
function answerAll(channel: ServerChannel): void {
  void nonceOf(channel).then((nonce) => {
    channel.write(`BEGIN ${nonce}\nEND ${nonce}\n`);
    channel.exit(0);
    channel.end();
  });
}

/** Returns a client whose host reports the start, standard error and exit of a command in one packet. */
function endsAtOnce(text: string, code: number): Client {
  const exec = (_command: string, started: (error: undefined, channel: unknown) => void): void => {
    const stderr = new PassThrough();
    const channel = Object.assign(new PassThrough(), { stderr });
    // A PassThrough would return what is sent to the command as its answer.
    channel.end = () => channel;
    started(undefined, channel);
    stderr.end(text);
    channel.emit("exit", code);
    stderr.on("end", () => channel.emit("close"));
  };
  return Object.assign(new EventEmitter(), { exec }) as unknown as Client;
}

test("a command that has exited when its start is reported has an exit status", async () => {
  server = await TestServer.start();
  const client = endsAtOnce("sudo: a password is required\n", 1);
  const ended = new SshHost({ client, transport: new Socket(), isClosed: () => false }, "ops", "SHA256:x");
  await expect(ended.run(observeScript, { timeout: 5 })).rejects.toMatchObject({
    facts: { kind: "PrivilegeError", step: "observe", detail: "sudo: a password is required\n" },
  });
});

describe("a host that hangs", () => {
  const SESSION_NEVER_OPENS = (connection: Connection): void =>
    void connection.on("session", () => undefined);
  const COMMAND_NEVER_STARTS = (connection: Connection): void =>
    void connection.on("session", (accept) => void accept().on("exec", () => undefined));
  const SCRIPT_NEVER_BEGINS = (connection: Connection): void =>
    onCommand(connection, (channel) => channel.resume());

  describe.each([
    ["the session never opens", SESSION_NEVER_OPENS],
    ["the command never starts", COMMAND_NEVER_STARTS],
    ["the script never begins", SCRIPT_NEVER_BEGINS],
  ])("if %s", (_name, serve) => {
    test.each<[string, (host: Host) => Promise<unknown>]>([
      ["at a script", (host) => host.run(observeScript, { timeout: 0.3 })],
      ["at a script with input", (host) => host.run(applyScript, { timeout: 0.3, input: "end\n" })],
      ["at a dial", (host) => host.dial(0.3)],
    ])("is given up in time %s", async (_call, call) => {
      const begin = Date.now();
      const { facts } = await failureOf(call(await connectedTo(serve)));
      expect(facts).toMatchObject({ kind: "ConnectionError", lost: true });
      expect(facts.what).toContain("no answer within 0.3 s");
      expect(Date.now() - begin).toBeLessThan(5000);
      await until(() => server.connections === 0);
    });
  });

  test("is given up in time at a forwarded socket that never opens", async () => {
    const connection = await connectedTo((c) => void c.on("openssh.streamlocal", () => undefined));
    const { facts } = await failureOf(connection.forward("/var/run/docker.sock", 0.3));
    expect(facts).toMatchObject({ kind: "ConnectionError", lost: true });
    await until(() => server.connections === 0);
  });

  test("fails at once at a call after one that hung", async () => {
    const connection = await connectedTo(SESSION_NEVER_OPENS);
    await failureOf(connection.run(observeScript, { timeout: 0.3 }));
    await until(() => server.connections === 0);
    const begin = Date.now();
    for (const call of [
      connection.run(applyScript, { timeout: 60 }),
      connection.dial(60),
      connection.forward("/s", 60),
    ]) {
      const { facts, hostState } = await failureOf(call);
      expect(facts).toMatchObject({ kind: "ConnectionError", lost: true });
      expect(hostState).toBe("untouched");
    }
    expect(Date.now() - begin).toBeLessThan(5000);
  });
});

describe("the state of a host after a script that changes it", () => {
  test("is unknown once the script was sent, also if nothing was received", async () => {
    const connection = await connectedTo((c) =>
      onCommand(c, (channel) => void nonceOf(channel).then(() => c.end())),
    );
    const { facts, hostState } = await failureOf(connection.run(applyScript, { timeout: 5, input: "end\n" }));
    expect(facts).toMatchObject({ kind: "ConnectionError", step: "apply", lost: true });
    expect(hostState).toBe("unknown");
  });

  test("is unknown if no answer came in time", async () => {
    const connection = await connectedTo((c) => onCommand(c, (channel) => channel.resume()));
    const { hostState } = await failureOf(connection.run(applyScript, { timeout: 0.3, input: "end\n" }));
    expect(hostState).toBe("unknown");
  });

  test("is untouched if no session was opened to send it", async () => {
    const connection = await connectedTo((c) => void c.on("session", () => c.end()));
    const { facts, hostState } = await failureOf(connection.run(applyScript, { timeout: 5, input: "end\n" }));
    expect(facts.lost).toBe(true);
    expect(hostState).toBe("untouched");
  });

  test("is untouched if the login shell or sudo reports that it ran nothing", async () => {
    const connection = await connectedTo((c) =>
      onCommand(c, (channel) => {
        channel.stderr.write("sudo: a password is required\n");
        channel.exit(1);
        channel.end();
      }),
    );
    const { facts, hostState } = await failureOf(connection.run(applyScript, { timeout: 5, input: "end\n" }));
    expect(facts.kind).toBe("PrivilegeError");
    expect(hostState).toBe("untouched");
  });
});

describe("sshd with MaxSessions 1", () => {
  /** Returns a server that frees a session some time after its channel is closed, as sshd does. */
  const serveOne = (slowly: number) => {
    const counts = { open: 0, most: 0, refused: 0 };
    const serve = (connection: Connection): void =>
      void connection.on("session", (accept, reject) => {
        if (counts.open > 0) {
          counts.refused += 1;
          reject();
          return;
        }
        counts.open += 1;
        const session = accept();
        session.on("close", () => setTimeout(() => (counts.open -= 1), slowly));
        session.on("exec", (acceptExec) => answerAll(acceptExec()));
      });
    return { counts, serve };
  };

  test("runs one script after the other, however slowly it frees a session", async () => {
    const { counts, serve } = serveOne(150);
    const connection = await connectedTo(serve);
    for (let run = 0; run < 5; run++) await connection.run(applyScript, { timeout: 20, input: "end\n" });
    expect(counts.refused).toBeGreaterThan(0);
  });

  test("runs scripts that are started together, and a dial among them", async () => {
    const { counts, serve } = serveOne(0);
    const connection = await connectedTo(serve);
    await Promise.all([
      connection.run(applyScript, { timeout: 20, input: "end\n" }),
      connection.dial(20).then((stream) => void stream.resume()),
      connection.run(applyScript, { timeout: 20, input: "end\n" }),
    ]);
    // The next session is requested only once the last one's channel is closed.
    expect(counts.refused).toBeLessThan(5);
  });

  test("is distinguished from an sshd that never opens a session", async () => {
    const connection = await connectedTo((c) => void c.on("session", (_accept, reject) => reject()));
    const begin = Date.now();
    // The clock runs twenty times as fast.
    const { now } = Date;
    const clock = jest.spyOn(Date, "now").mockImplementation(() => begin + (now() - begin) * 20);
    const { facts, hostState } = await failureOf(
      connection.run(applyScript, { timeout: 60, input: "end\n" }),
    );
    clock.mockRestore();
    expect(facts.what).toMatch(/^sshd refused to open a session: /);
    expect(facts.remedy).toContain("MaxSessions");
    expect(facts.lost).toBeUndefined();
    expect(hostState).toBe("untouched");
  });
});

describe.each(["OpenSSH_9.6", "OpenSSH", "Tailscale", "dropbear_2024.85", "x"])(
  "a server that calls itself %s",
  (ident) => {
    test("forwards a socket", async () => {
      const connection = await connectedTo(
        (c) => void c.on("openssh.streamlocal", (accept) => accept().end("hello")),
        { ident },
      );
      const stream = await connection.forward("/s", 5);
      const received: Buffer[] = [];
      for await (const chunk of stream!) received.push(chunk as Buffer);
      expect(Buffer.concat(received).toString()).toBe("hello");
    });

    test("may refuse to forward one, which isn't a lost connection", async () => {
      const connection = await connectedTo(
        (c) => void c.on("openssh.streamlocal", (_accept, reject) => reject()),
        { ident },
      );
      await expect(connection.forward("/s", 5)).resolves.toBeUndefined();
    });
  },
);

describe("endless output", () => {
  const flood = (channel: ServerChannel, to: NodeJS.WritableStream): void => {
    const chunk = Buffer.alloc(64 * 1024, "x");
    const more = (): void => {
      if (channel.writable) to.write(chunk, () => setImmediate(more));
    };
    more();
  };

  test.each([
    ["of a script ends the connection", observeScript, "untouched"],
    [
      "of a script that changes the host ends the connection and leaves its state unknown",
      applyScript,
      "unknown",
    ],
  ])("%s", async (_name, script, state) => {
    const connection = await connectedTo((c) => onCommand(c, (channel) => flood(channel, channel)));
    const { facts, hostState } = await failureOf(connection.run(script, { timeout: 30, input: "end\n" }));
    expect(facts).toMatchObject({ what: "the script's output is too large", lost: true });
    expect(hostState).toBe(state);
    await until(() => server.connections === 0);
  });

  test("of a dialed program is refused", async () => {
    const connection = await connectedTo((c) => onCommand(c, (channel) => flood(channel, channel)));
    const { facts } = await failureOf(connection.dial(30));
    expect(facts.kind).toBe("UnsupportedHostError");
  });

  test("on standard error is truncated in the message", async () => {
    const connection = await connectedTo((c) =>
      onCommand(c, (channel) => {
        channel.stderr.write(Buffer.alloc(1024 * 1024, "x"));
        channel.exit(1);
        channel.end();
      }),
    );
    const { facts } = await failureOf(connection.run(observeScript, { timeout: 30 }));
    expect(facts.detail).toHaveLength(64 * 1024);
  });
});

test.each([
  ["in one packet with the engine's first bytes", (nonce: string) => [`noise\nBEGIN ${nonce}\nHTTP/1.1 200`]],
  ["byte by byte", (nonce: string) => Array.from(`noise\nBEGIN ${nonce}\nHTTP/1.1 200`)],
])("a dialed stream begins after the script's first line, which arrives %s", async (_name, pieces) => {
  const connection = await connectedTo(
    (c) =>
      onCommand(c, (channel) => {
        void nonceOf(channel).then((nonce) => {
          for (const piece of pieces(nonce)) channel.write(piece);
          channel.exit(0);
          channel.end();
        });
      }),
    { user: "ops" },
  );
  const stream = await connection.dial(5);
  const received: Buffer[] = [];
  for await (const chunk of stream) received.push(chunk as Buffer);
  expect(Buffer.concat(received).toString()).toBe("HTTP/1.1 200");
});

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds() && tries < 100; tries++)
    await new Promise((resolve) => setTimeout(resolve, 50));
  expect(holds()).toBe(true);
}
