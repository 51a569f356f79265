import { playOnHosts, REAL_SAMPLE } from "../faults-on-hosts/on-terrains";
import { describeOnHosts, sandboxHost } from "../support/sandbox";

const MINUTES = 60_000;

describeOnHosts("operations on real hosts in special conditions", () => {
  test(
    "each operation is confirmed, refused with nothing touched, or rolled back",
    async () => {
      const played = await playOnHosts(["terrains1", "terrains2"].map(sandboxHost), REAL_SAMPLE);
      expect(played).toHaveLength(REAL_SAMPLE.length);
      expect(played.filter(({ violation }) => violation !== "")).toEqual([]);
    },
    30 * MINUTES,
  );
});
