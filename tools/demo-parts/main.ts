// For the demo's scripts: main.ts hosts INVENTORY FOLDER | judge FOLDER URN-PREFIX
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type InventoryHost, readInventory, sshConfig } from "./inventory";
import { judge, parseHostFacts } from "./own-host";

/** Converts an inventory for ssh and the program; prints each host's name, address, port and key. */
function hosts(inventory: string, folder: string): void {
  const found = readInventory(inventory);
  writeFileSync(join(folder, "inventory.json"), JSON.stringify({ hosts: found }));
  writeFileSync(join(folder, "ssh_config"), sshConfig(found, join(folder, "known_hosts")));
  for (const { name, address, port, hostKey } of found)
    console.log([name, address, port, hostKey].join("\t"));
}

/** Prints the facts of each host; fails if one can't take part. */
function judgeAll(folder: string, urns: string): void {
  const inventory = JSON.parse(readFileSync(join(folder, "inventory.json"), "utf8")) as {
    hosts: InventoryHost[];
  };
  const refusals = inventory.hosts.flatMap(({ name, user, address, port }) => {
    const verdict = judge(parseHostFacts(readFileSync(join(folder, "facts", name), "utf8")), urns + name);
    if ("refusal" in verdict) return [`${name} can't take part: ${verdict.refusal}`];
    console.log(`    ${name}, ${user}@${address}:${port}: ${verdict.note}`);
    return [];
  });
  if (refusals.length > 0) throw new Error(refusals.join("\n"));
}

const [command, ...words] = process.argv.slice(2);
try {
  if (command === "hosts") hosts(words[0] ?? "", words[1] ?? "");
  else judgeAll(words[0] ?? "", words[1] ?? "");
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
