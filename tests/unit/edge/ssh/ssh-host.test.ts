import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import type { Client } from "ssh2";
import { observeScript } from "../../../../provider/edge/scripts";
import { SshHost } from "../../../../provider/edge/ssh/ssh-host";

/** A connection whose host tells in one packet that a command runs, what it says to standard error, and its end. */
function endsAtOnce(said: string, code: number): Client {
  const exec = (_command: string, started: (error: undefined, channel: unknown) => void): void => {
    const stderr = new PassThrough();
    const channel = Object.assign(new PassThrough(), { stderr });
    // It answers nothing: what is sent to it isn't its answer.
    channel.end = () => channel;
    started(undefined, channel);
    stderr.end(said);
    channel.emit("exit", code);
    stderr.on("end", () => channel.emit("close"));
  };
  return Object.assign(new EventEmitter(), { exec }) as unknown as Client;
}

test("a command that has ended when we hear that it runs has an exit code, too", async () => {
  const host = new SshHost(endsAtOnce("sudo: a password is required\n", 1), "ops", "SHA256:x");
  await expect(host.run(observeScript, { timeout: 5 })).rejects.toMatchObject({
    facts: { kind: "PrivilegeError", step: "observe", detail: "sudo: a password is required\n" },
  });
});
