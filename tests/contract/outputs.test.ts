import { utimesSync } from "node:fs";
import { join } from "node:path";
import { inputsFor } from "./support/inputs";
import { providerAndHost } from "./support/setup";

const given = providerAndHost();

describe("the output cliVersion", () => {
  /** The number of times docker --version was run. */
  const asked = (): number => given.host.machine.calls("docker-cli").length;
  const touch = (): void => {
    const program = join(given.host.machine.runs.programs, "docker");
    utimesSync(program, 1_000_000, 1_000_000 + asked());
  };

  test("docker --version is run by create, and again only if its file changes", async () => {
    const { provider, host } = given;
    const { id, outputs } = await provider.create(inputsFor(host, { labels: { region: "eu" } }));
    expect(outputs.cliVersion).toBe("26.1.5+dfsg1");
    expect(asked()).toBe(1);
    // In the same execution that observes the host; then come apply and confirm.
    expect(host.commands).toHaveLength(3);

    const refreshed = await provider.read(id, outputs);
    const changed = await provider.update(id, outputs, inputsFor(host, { labels: { region: "us" } }));
    expect([refreshed.outputs.cliVersion, changed.cliVersion]).toEqual(["26.1.5+dfsg1", "26.1.5+dfsg1"]);
    expect(asked()).toBe(1);

    touch();
    host.machine.cliVersion = "Docker version 28.5.2, build ecc6942";
    const newer = await provider.read(id, changed);
    expect(newer.outputs.cliVersion).toBe("28.5.2");
    expect((await provider.read(id, newer.outputs)).outputs.cliVersion).toBe("28.5.2");
    expect(asked()).toBe(2);
  });

  test("a docker CLI of another vendor has no version", async () => {
    given.host.machine.cliVersion = "podman version 5.4.2";
    const { outputs } = await given.provider.create(inputsFor(given.host, {}));
    expect(outputs.cliVersion).toBeNull();
  });
});

test("outputs have the machine's id, and the result of the last change", async () => {
  const { provider, host } = given;
  host.machine.disk.write("etc/machine-id", "0123456789abcdef0123456789abcdef\n");
  const { id, outputs } = await provider.create(inputsFor(host, {}));
  expect(outputs).toMatchObject({ machineId: "0123456789abcdef0123456789abcdef", status: "applied" });
  const { outputs: refreshed } = await provider.read(id, outputs);
  expect(refreshed).toEqual(outputs);
});
