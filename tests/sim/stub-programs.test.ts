import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, type Call, StubPrograms } from "../support/machine/stub-programs";

const stubs = StubPrograms.use();
afterAll(() => StubPrograms.leave());

/** Reports a call as programs/ask.sh does. */
function ask(environment: Readonly<Record<string, string>>, name: string): void {
  const words = [environment.MACHINE_RUN ?? "", name, "", "\n"];
  appendFileSync(join(environment.MACHINE ?? "", "ask"), words.map((word) => `${word}\x1f`).join(""));
}

/** A pipe whose calls are answered at once, or never. */
function newLine(answers = true): {
  asked: string[];
  environment: Record<string, string>;
  release: () => void;
} {
  const asked: string[] = [];
  const answer = ({ name }: Call): Promise<Answer> => {
    asked.push(name);
    return answers ? Promise.resolve({ code: 0 }) : new Promise(() => undefined);
  };
  const line = stubs.open([], answer);
  return { asked, environment: stubs.environment(line), release: () => line.release() };
}

/** Starts a program that a script calls. */
const start = (environment: Readonly<Record<string, string>>, name: string): ChildProcess =>
  spawn(join(stubs.programs, name), [], { env: { ...process.env, ...environment }, stdio: "ignore" });

async function untilAsked(asked: readonly string[]): Promise<void> {
  for (let tries = 0; asked.length === 0 && tries < 500; tries++) await sleep(10);
}

test("a call of a killed script isn't attributed to the next script", async () => {
  const killed = newLine();
  ask(killed.environment, "sync");
  killed.release();
  const next = newLine();
  ask(next.environment, "sleep");
  await untilAsked(next.asked);
  expect([killed.asked, next.asked]).toEqual([[], ["sleep"]]);
  next.release();
});

test("a program that outlives its script ends, and doesn't take an answer meant for another program", async () => {
  const killed = newLine(false);
  const orphan = start(killed.environment, "systemctl");
  const ended = once(orphan, "close");
  await untilAsked(killed.asked);
  // By now it waits for its answer.
  await sleep(100);
  killed.release();
  const next = newLine();
  const [code] = (await once(start(next.environment, "sleep"), "close")) as [number];
  expect([code, next.asked]).toEqual([0, ["sleep"]]);
  const [orphans] = (await ended) as [number];
  expect(orphans).not.toBe(0);
  next.release();
});
