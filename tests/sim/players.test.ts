import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, type Call, Players } from "../support/machine/players";

const players = Players.use();
afterAll(() => Players.leave());

/** Asks as programs/ask.sh does. */
function ask(environment: Readonly<Record<string, string>>, name: string): void {
  const words = [environment.MACHINE_RUN ?? "", name, "", "\n"];
  appendFileSync(join(environment.MACHINE ?? "", "ask"), words.map((word) => `${word}\x1f`).join(""));
}

function newLine(): { asked: string[]; environment: Record<string, string>; release: () => void } {
  const asked: string[] = [];
  const answer = ({ name }: Call): Promise<Answer> => {
    asked.push(name);
    return Promise.resolve({ code: 0 });
  };
  const line = players.open([], answer);
  return { asked, environment: players.environment(line), release: () => line.release() };
}

test("a question of a script that was killed since isn't taken for one of the next script", async () => {
  const killed = newLine();
  ask(killed.environment, "sync");
  killed.release();
  const next = newLine();
  ask(next.environment, "sleep");
  for (let tries = 0; next.asked.length === 0 && tries < 500; tries++) await sleep(10);
  expect([killed.asked, next.asked]).toEqual([[], ["sleep"]]);
  next.release();
});
