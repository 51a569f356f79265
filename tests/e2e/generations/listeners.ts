import { request } from "node:http";
import { daemon } from "../../../provider/resources/daemon";
import { labelsOf, onHost, type SandboxHost, stateOf } from "../../support/sandbox";
import { commandLine, context, inputsOf, RESTART } from "./setting";

/** Tests where the engine listens, compared with the unit's flags. */
export function listeners(host: SandboxHost): void {
  const tcp = (port: number): Promise<string> =>
    new Promise((resolve) => {
      const ask = request({ host: host.address, port, path: "/_ping" }, (response) => {
        response.on("data", (chunk: Buffer) => resolve(chunk.toString()));
      });
      ask.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      ask.end();
    });

  test("hosts replace the unit's -H, and the unit's own file is left unchanged", async () => {
    const before = await stateOf(host);
    const unit = await onHost(host, "sha256sum $(systemctl show -p FragmentPath --value docker)");
    const id = daemon.newId();
    // Without an explicit tls: false, the engine waits 15 s before it listens without TLS.
    const declared = inputsOf(host, { hosts: ["fd://", "tcp://0.0.0.0:2375"], tls: false });
    let outputs = await daemon.create(id, declared, context);
    try {
      expect(await tcp(2375)).toBe("OK");
      expect(await commandLine(host)).not.toContain("-H");
      expect(await commandLine(host)).toContain("--containerd=/run/containerd/containerd.sock");
      expect(await onHost(host, "sha256sum $(systemctl show -p FragmentPath --value docker)")).toBe(unit);
      expect((await daemon.read(id, outputs, context)).inputs).not.toHaveProperty("drift");

      // Back from the engine's own socket to systemd's: a restart of only the service would leave no socket.
      outputs = await daemon.update(
        id,
        outputs,
        inputsOf(host, { hosts: ["unix:///var/run/docker.sock"] }),
        context,
      );
      expect(await tcp(2375)).toBe("ECONNREFUSED");
      await onHost(host, "rm /etc/systemd/system/docker.service.d/zzz-pulumi-dockerd.conf");
      expect((await daemon.read(id, outputs, context)).inputs.drift).toHaveProperty("unit");
      outputs = await daemon.update(id, outputs, inputsOf(host, { hosts: ["fd://"] }), context);
      expect(await onHost(host, "docker version --format '{{.Server.Os}}'")).toBe("linux");
    } finally {
      await daemon.delete(id, outputs, context);
    }
    expect(await tcp(2375)).toBe("ECONNREFUSED");
    expect(await stateOf(host)).toBe(before);
  });

  test("a change to a port that is in use is rolled back", async () => {
    const before = await stateOf(host);
    const declared = inputsOf(host, { hosts: ["fd://", "tcp://0.0.0.0:22"], tls: false });
    await expect(daemon.create(daemon.newId(), declared, context)).rejects.toThrow("address already in use");
    expect(await stateOf(host)).toBe(before);
  });

  test("a drop-in removes flags of DOCKER_OPTS that declared options set, moves their other entries to daemon.json, and keeps other flags", async () => {
    await onHost(
      host,
      `echo 'DOCKER_OPTS="--label=by=flag --debug --dns 10.0.0.53"' >>/etc/default/docker && systemctl restart docker`,
    );
    const before = await stateOf(host);
    const id = daemon.newId();
    try {
      const outputs = await daemon.create(
        id,
        inputsOf(host, { labels: { region: "eu" }, dns: ["10.0.0.54"] }),
        context,
      );
      expect(await commandLine(host)).toContain("--debug");
      expect(await commandLine(host)).not.toMatch(/--label|--dns/);
      expect(await labelsOf(host)).toEqual(["by=flag", "region=eu"]);
      expect(await onHost(host, "docker info --format '{{.Debug}}'")).toBe("true");
      await daemon.delete(id, outputs, context);
      expect(await stateOf(host)).toBe(before);
    } finally {
      await onHost(host, `sed -i '/by=flag/d' /etc/default/docker; ${RESTART}`);
    }
  });
}
