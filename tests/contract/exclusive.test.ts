import type { JsonObject } from "../../provider/core/json";
import { inputsFor } from "./support/inputs";
import { providerAndHost } from "./support/setup";

const given = providerAndHost();
const EU = { labels: { region: "eu" } };
const inputs = (ownership: string): JsonObject =>
  inputsFor(given.host, EU, { apply: { settle: 0, ownership } });
const daemonJson = (): unknown => JSON.parse(given.host.machine.daemonJson);
const ORIGINAL = '{"debug": true, "labels": ["by=hand"]}';

test("exclusive ownership removes undeclared keys and entries, and destroy restores them byte for byte", async () => {
  const { provider, host } = given;
  host.machine.startWith(ORIGINAL);
  const { id, outputs } = await provider.create(inputs("exclusive"));
  expect(daemonJson()).toEqual({ labels: ["region=eu"] });
  await provider.delete(id, outputs);
  expect(host.machine.daemonJson).toBe(ORIGINAL);
});

test("a key that is added by hand is drift, which the next up removes", async () => {
  const { provider, host } = given;
  const { id, outputs } = await provider.create(inputs("exclusive"));
  expect((await provider.read(id, outputs)).inputs).not.toHaveProperty("drift");
  host.machine.startWith('{"labels": ["region=eu", "by=hand"], "max-concurrent-uploads": 3}');
  const refreshed = await provider.read(id, outputs);
  expect(refreshed.inputs.drift).toEqual({
    daemonJson: "contains what isn't declared (apply.ownership): labels.by, max-concurrent-uploads",
  });
  expect(await provider.diff(id, refreshed.outputs, inputs("exclusive"))).toMatchObject({ changes: "some" });
  await provider.update(id, refreshed.outputs, inputs("exclusive"));
  expect(daemonJson()).toEqual({ labels: ["region=eu"] });
});

test("a change of apply.ownership changes the host, and back again leaves it alone", async () => {
  const { provider, host } = given;
  host.machine.startWith(ORIGINAL);
  const { id, outputs } = await provider.create(inputs("merge"));
  expect(daemonJson()).toEqual({ debug: true, labels: ["by=hand", "region=eu"] });
  const exclusive = await provider.update(id, outputs, inputs("exclusive"));
  expect(daemonJson()).toEqual({ labels: ["region=eu"] });
  const merged = await provider.update(id, exclusive, inputs("merge"));
  expect(daemonJson()).toEqual({ labels: ["region=eu"] });
  await provider.delete(id, merged);
  expect(host.machine.daemonJson).toBe(ORIGINAL);
});
