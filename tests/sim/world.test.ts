import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SCENARIOS } from "./scenarios";
import { World } from "./world";

const FILE = "etc/docker/daemon.json";

test.each([["ro"], ["full"]])(
  "a power cut loses unwritten data of a disk that is %s and stays so",
  async (state) => {
    await World.use(SCENARIOS[0]!, async (world) => {
      if (!world.ownDisk()) return;
      const file = join(world.machine.root, FILE);
      appendFileSync(file, "x");
      expect(world.remount(state)).toBe(true);
      await world.powerCut();
      expect(readFileSync(file, "utf8")).toBe("");
      expect(() => appendFileSync(file, "x".repeat(1_000_000))).toThrow(/EROFS|ENOSPC/);
      expect(world.remount("rw,size=1g")).toBe(true);
    });
  },
);

test("an engine that restarts while the power fails stays off until the boot", async () => {
  await World.use(SCENARIOS[0]!, async ({ machine, clock }) => {
    const { pid } = machine.engine;
    const restarted = machine.docker.restart();
    await machine.powerCut();
    await clock.pass(10);
    expect([await restarted, machine.engine.running]).toEqual([false, false]);
    const boot = machine.boot();
    await clock.pass(10);
    await boot;
    expect(machine.engine.pid).toBe(pid + 1);
  });
});

test("a unit whose stop the power ended is active after the boot, and stays so", async () => {
  await World.use(SCENARIOS[0]!, async ({ machine, clock }) => {
    const unit = "[Unit]\nRequires=docker.service\n[Service]\nExecStop=/bin/sleep 20\n";
    machine.addUnit("shop.service", unit, "active");
    const restarted = machine.docker.restart();
    await machine.powerCut();
    const boot = machine.boot();
    await clock.pass(30);
    await Promise.all([boot, restarted]);
    expect(machine.docker.dependents.stateOf("shop.service")).toBe("active");
  });
});
