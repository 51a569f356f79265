// Plays operations on conditions of real hosts, and says how each ended. TERRAINS=TEXT plays those with that text.
// SANDBOX_INSTANCE=x tests/sandbox/sandbox exec node_modules/.bin/tsx tests/faults-on-hosts/on-terrains.ts
import { sandbox, type SandboxHost } from "../support/on-host";
import { playOnHost, REAL_PAIRS } from "./on-terrain";

async function main(): Promise<void> {
  const { hosts } = JSON.parse(await sandbox("inventory")) as { hosts: readonly SandboxHost[] };
  const pairs = REAL_PAIRS.filter(([name]) => name.includes(process.env.TERRAINS ?? ""));
  let wrong = 0;
  await Promise.all(
    hosts.map(async (host) => {
      for (let pair = pairs.shift(); pair !== undefined; pair = pairs.shift()) {
        const [end, violation] = await playOnHost(host, ...pair).catch(
          (error: unknown) => ["failed", String(error)] as const,
        );
        if (violation !== "") wrong += 1;
        const told = violation === "" ? "" : `\n  VIOLATION ${violation}`;
        console.log(`${host.spec} | ${pair.join(" | ")} | ${end}${told}`);
      }
    }),
  );
  console.log(`operations on real conditions: ${wrong} violations`);
  process.exitCode = wrong === 0 ? 0 : 1;
}

void main();
