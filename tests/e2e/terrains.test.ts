import { playOnHost, REAL_PAIRS } from "../faults-on-hosts/on-terrain";
import { describeOnHosts, sandboxHost } from "../support/sandbox";

const MINUTES = 60_000;
const HOSTS = ["terrains1", "terrains2"] as const;

describeOnHosts("conditions of real hosts", () => {
  test.concurrent.each(HOSTS)(
    "each operation is confirmed, refused untouched or rolled back on %s",
    async (name) => {
      const share = REAL_PAIRS.filter(
        (_pair, at) => Math.floor(at / 4) % HOSTS.length === HOSTS.indexOf(name),
      );
      const violations: string[] = [];
      for (const pair of share) {
        const [end, violation] = await playOnHost(sandboxHost(name), ...pair);
        if (violation !== "") violations.push(`${pair.join(", ")}: ${end}: ${violation}`);
      }
      expect(violations).toEqual([]);
    },
    30 * MINUTES,
  );
});
