import { fork } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { repository } from "../on-host";
import type { Ended, Operation } from "./operation";

/** When a fault strikes: some milliseconds after a step began. */
export interface Moment {
  readonly step: string;
  readonly delay: number;
}

type Message = { readonly step: string } | { readonly ended: Ended };

/**
 * Carries an operation out in a process that gets SIGKILL at a moment.
 *
 * @returns how it ended; undefined where the process was killed before
 */
export function performUntilKilled(operation: Operation, moment: Moment): Promise<Ended | undefined> {
  const child = fork(join(__dirname, "client.ts"), { cwd: repository, execArgv: ["--import", "tsx"] });
  let ended: Ended | undefined;
  child.on("message", (message: Message) => {
    if ("ended" in message) ended = message.ended;
    else if (message.step === moment.step) void sleep(moment.delay).then(() => child.kill("SIGKILL"));
  });
  child.send(operation);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      if (ended !== undefined || signal === "SIGKILL") resolve(ended);
      else reject(new Error(`the client ended with code ${code ?? "none"} by itself`));
    });
  });
}
