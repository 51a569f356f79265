import { daemon } from "../../../provider/resources/daemon";
import { onHost, type SandboxHost, stateOf } from "../../support/sandbox";
import { context, inputsOf, URN } from "./setting";

/** Tests that one `Daemon` owns a host's daemon, and recognizes its own host. */
export function owners(host: SandboxHost): void {
  test("a second owner is refused with the first one's name, and a repeated create adopts the host", async () => {
    const before = await stateOf(host);
    const lost = daemon.newId();
    const declared = inputsOf(host, { labels: { region: "eu" } });
    const outputs = await daemon.create(lost, declared, context);
    const owned = await stateOf(host);
    const other = { ...context, urn: "urn:pulumi:other::stack::dockerd" };
    await expect(daemon.create(daemon.newId(), declared, other)).rejects.toThrow(
      `already managed by another resource: ${URN}`,
    );
    await expect(daemon.update(daemon.newId(), inputsOf(host, {}), declared, other)).rejects.toThrow(URN);
    expect(await stateOf(host)).toBe(owned);

    // The answer to the first create was lost: the same resource is created again.
    const id = daemon.newId();
    const again = await daemon.create(id, declared, context);
    expect(again.lastChange).toMatchObject({ effect: "none" });
    expect(await onHost(host, "cat /var/lib/pulumi-dockerd/manifest.json")).toContain(id);
    const taken = await stateOf(host);
    expect((await daemon.read(lost, outputs, context)).inputs.drift).toHaveProperty("owner");
    await daemon.delete(lost, outputs, context);
    expect(await stateOf(host)).toBe(taken);

    await daemon.delete(id, again, context);
    expect(await stateOf(host)).toBe(before);
  });

  test("outputs report engine, CLI and machine as the host's own programs do", async () => {
    const before = await stateOf(host);
    const id = daemon.newId();
    const outputs = await daemon.create(id, inputsOf(host, {}), context);
    const say = (format: string, of: "info" | "version"): Promise<string> =>
      onHost(host, `docker ${of} --format '${format}'`);
    const reported = {
      running: true,
      version: await say("{{.Server.Version}}", "version"),
      apiVersion: await say("{{.Server.APIVersion}}", "version"),
      minApiVersion: await say("{{.Server.MinAPIVersion}}", "version"),
      gitCommit: await say("{{.Server.GitCommit}}", "version"),
      os: await say("{{.OperatingSystem}}", "info"),
      kernelVersion: await onHost(host, "uname -r"),
      architecture: await onHost(host, "uname -m"),
      cgroupVersion: "2",
      cgroupDriver: await say("{{.CgroupDriver}}", "info"),
      storageDriver: await say("{{.Driver}}", "info"),
      rootDir: await say("{{.DockerRootDir}}", "info"),
      debug: false,
      liveRestore: (await say("{{.LiveRestoreEnabled}}", "info")) === "true",
      labels: [],
      registryMirrors: [],
      swarm: "inactive",
      warnings: ((JSON.parse(await say("{{json .Warnings}}", "info")) as string[] | null) ?? []).sort(),
    };
    expect(outputs.engine).toEqual(reported);
    expect(outputs).toMatchObject({
      status: "applied",
      cliVersion: await say("{{.Client.Version}}", "version"),
      machineId: await onHost(host, "cat /etc/machine-id"),
    });
    // A refresh returns the same.
    expect((await daemon.read(id, outputs, context)).outputs).toEqual(outputs);
    await daemon.delete(id, outputs, context);
    expect(await stateOf(host)).toBe(before);
  });
}
