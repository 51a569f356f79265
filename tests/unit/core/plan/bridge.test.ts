import type { Json, JsonObject } from "../../../../provider/core/json";
import { observedEngine, type ObservedEngine } from "../../../../provider/core/observed/engine";
import { originalBridge } from "../../../../provider/core/plan/bridge";
import { planDeclared, type Plan } from "../../../../provider/core/plan/plan";

describe("a bridge whose original address is restored", () => {
  const unit = { argv: ["/usr/sbin/dockerd"], dropIn: undefined };
  const engineWith = (info: JsonObject, containers: readonly Json[] = []): ObservedEngine =>
    observedEngine({ Version: "28.5.2" }, info, null, containers);
  const plan = (engine: ObservedEngine, found: JsonObject = { bip: "172.20.0.1/16", debug: true }) =>
    planDeclared({}, { bip: true }, unit, { found, engine, dropIn: undefined, bridge: "172.17.0.1/16" });

  test("starts the engine once with a file that sets the address", () => {
    const { start, bridge, file } = plan(engineWith({}));
    expect(JSON.parse(start ?? "")).toEqual({ debug: true, bip: "172.17.0.1/16" });
    expect([bridge, file.kind]).toEqual(["172.17.0.1/16", "write"]);
  });

  test.each<[string, Plan]>([
    ["no bip is removed from the file", plan(engineWith({}), { debug: true })],
    [
      "containers keep running with live-restore",
      plan(engineWith({ LiveRestoreEnabled: true }, [{ Names: ["/web"] }])),
    ],
  ])("needs no extra start if %s", (_name, { start, bridge }) => {
    expect([start, bridge]).toEqual([undefined, undefined]);
  });
});

test("the original address is recorded before the first change that moves the bridge, and kept", () => {
  const answer = { IPAM: { Config: [{ Subnet: "172.17.0.0/16", Gateway: "172.17.0.1" }] } };
  const engine = observedEngine({ Version: "28.5.2" }, {}, answer);
  const bip = { bip: "172.20.0.1/16" };
  expect(originalBridge(undefined, {}, bip, engine)).toBe("172.17.0.1/16");
  expect(originalBridge("10.9.0.1/24", {}, bip, engine)).toBe("10.9.0.1/24");
  expect(originalBridge(undefined, bip, bip, engine)).toBeUndefined();
  expect(originalBridge(undefined, {}, {}, engine)).toBeUndefined();
});
