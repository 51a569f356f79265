import type { JsonObject } from "../../../provider/core/json";
import { daemon } from "../../../provider/resources/daemon";
import { IMAGE, onHost, type SandboxHost, stateOf } from "../../support/sandbox";
import { context, inputsOf, RESTART } from "./setting";

/** Configurations that the engine rejects, early or late: they are rolled back. */
export function failures(host: SandboxHost): void {
  test("a key that the engine doesn't know is rejected by --validate or, in engines without it, at the start", async () => {
    const checks = (await onHost(host, "dockerd --help")).includes("--validate");
    const before = await stateOf(host);
    const failure = await daemon
      .create(daemon.newId(), inputsOf(host, {}, { "no-such-key": true }), context)
      .then(
        () => "not refused",
        (error: unknown) => (error as Error).message,
      );
    expect(failure).toContain(checks ? "ValidationError" : "ActivationError");
    expect(failure).toContain("no-such-key");
    expect(failure).toContain(
      checks ? "host: unchanged" : "rolled back: daemon.json and the running engine are as they were",
    );
    expect(await stateOf(host)).toBe(before);
  });

  test.each<[string, JsonObject, RegExp]>([
    [
      "a value that it rejects at its start",
      { options: { logOpts: { mode: "non-blocking", "max-buffer-size": "lots" } } },
      /error parsing option max-buffer-size/,
    ],
    [
      "TLS files that don't exist",
      {
        options: {
          tls: true,
          tlscert: "/no/cert.pem",
          tlskey: "/no/key.pem",
          hosts: ["fd://", "tcp://127.0.0.1:2376"],
        },
      },
      /options.tlscert: \/no\/cert.pem is not a file on this host/,
    ],
  ])("%s: the host is left unchanged", async (_name, over, message) => {
    const before = await stateOf(host);
    await expect(daemon.create(daemon.newId(), { ...inputsOf(host, {}), ...over }, context)).rejects.toThrow(
      message,
    );
    expect(await stateOf(host)).toBe(before);
  });

  test("a value that would have no effect, since live-restore keeps containers running, is refused", async () => {
    await onHost(host, IMAGE);
    await onHost(
      host,
      `echo '{"live-restore": true}' >/etc/docker/daemon.json && systemctl reload docker && sleep 1 && docker run -d --name stays busybox:test /bin/sleep 1000`,
    );
    const kept = { containersKept: true };
    const before = await stateOf(host, kept);
    try {
      const failure = daemon.create(daemon.newId(), inputsOf(host, { mtu: 1400 }), context);
      await expect(failure).rejects.toThrow(
        "mtu: a restart doesn't change the default bridge while live-restore keeps containers running: stays",
      );
      expect(await stateOf(host, kept)).toBe(before);
    } finally {
      await onHost(host, `docker rm -f stays; rm /etc/docker/daemon.json; ${RESTART}`);
    }
  });
}
