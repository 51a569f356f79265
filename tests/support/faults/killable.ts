import { fork } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { repository } from "../on-host";
import type { OperationResult, PulumiCall } from "./operation";

/** The moment at which a fault strikes: some milliseconds after a step began. */
export interface Moment {
  readonly step: string;
  readonly delay: number;
}

type Message = { readonly step: string } | { readonly ended: OperationResult };

/**
 * Performs an operation in a process that gets SIGKILL at a moment.
 *
 * @returns its result; undefined if the process was killed first
 */
export function performUntilKilled(
  operation: PulumiCall,
  moment: Moment,
): Promise<OperationResult | undefined> {
  const child = fork(join(__dirname, "client.ts"), { cwd: repository, execArgv: ["--import", "tsx"] });
  let ended: OperationResult | undefined;
  child.on("message", (message: Message) => {
    if ("ended" in message) ended = message.ended;
    else if (message.step === moment.step) void sleep(moment.delay).then(() => child.kill("SIGKILL"));
  });
  child.send(operation);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      if (ended !== undefined || signal === "SIGKILL") resolve(ended);
      else reject(new Error(`the client exited on its own, with code ${code ?? "none"}`));
    });
  });
}
