import { request } from "node:http";
import type { JsonObject } from "../../provider/core/json";
import * as daemon from "../../provider/resources/daemon";
import {
  describeOnHosts,
  generations,
  onHost,
  privateKeyOf,
  type SandboxHost,
  sandboxHost,
  stateOf,
} from "../support/sandbox";
import { type Row, rowsAlone, rowsByReload, rowsByRestart } from "./option-rows";

/** An image without a registry: static busybox. */
const IMAGE =
  "docker image inspect busybox:test >/dev/null 2>&1 || { d=$(mktemp -d); mkdir $d/bin; cp $(command -v busybox) $d/bin/sleep; tar -C $d -c . | docker import - busybox:test; rm -r $d; }";

const context = {
  defaults: {},
  urn: "urn:pulumi:test::options::dockerd",
  onStep: () => undefined,
  onNote: () => undefined,
};

const inputsOf = (host: SandboxHost, options: JsonObject): JsonObject => ({
  connection: { host: host.address, hostKey: host.hostKey, privateKey: privateKeyOf(host) },
  options,
  extraOptions: {},
  drift: {},
});

/** What a host shows of each row, in one session: sshd takes few at once, and reloads have to follow each other. */
async function shown(host: SandboxHost, rows: readonly Row[]): Promise<Record<string, string>> {
  const script = rows
    .map(({ name, proof }) => `echo '@ ${name}'; (${proof}) 2>/dev/null | xargs -d '\\n'`)
    .join("\n");
  const parts = (await onHost(host, `${script}\ntrue`)).split(/^@ /m).slice(1);
  return Object.fromEntries(
    parts.map((part) => [part.split("\n")[0] ?? "", part.split("\n").slice(1).join(" ").trim()]),
  );
}

describeOnHosts("every generation of engines", () => {
  describe.each(generations)("on %s", (generation) => {
    const host = sandboxHost(generation);
    const groups = [rowsByReload, rowsByRestart, ...rowsAlone.map((row) => [row])];

    test.each(groups.map((rows) => [rows.map(({ name }) => name).join(" "), rows] as const))(
      "%s",
      async (_names, rows) => {
        const before = await stateOf(host);
        const id = daemon.newId();
        const declared = inputsOf(host, Object.fromEntries(rows.map(({ name, value }) => [name, value])));
        expect(daemon.check(declared)).toEqual([]);
        let outputs = await daemon.create(id, declared, context);
        try {
          expect(await shown(host, rows)).toEqual(
            Object.fromEntries(rows.map(({ name, shows }) => [name, shows])),
          );
          expect((await daemon.read(id, outputs, context)).inputs).toMatchObject({
            options: declared.options,
            drift: {},
          });
          outputs = await daemon.update(id, outputs, inputsOf(host, {}), context);
          const back = rows.filter(({ without }) => without !== undefined);
          expect(await shown(host, back)).toEqual(
            Object.fromEntries(
              back.map(({ name, without }) => [
                name,
                without instanceof RegExp ? (expect.stringMatching(without) as string) : without,
              ]),
            ),
          );
        } finally {
          await daemon.remove(id, outputs, context);
        }
        expect(await stateOf(host)).toBe(before);
      },
    );

    describe("listeners", () => {
      const tcp = (port: number): Promise<string> =>
        new Promise((resolve) => {
          const ask = request({ host: host.address, port, path: "/_ping" }, (response) => {
            response.on("data", (chunk: Buffer) => resolve(chunk.toString()));
          });
          ask.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
          ask.end();
        });
      const commandLine = (): Promise<string> =>
        onHost(host, "tr '\\0' ' ' </proc/$(systemctl show -p MainPID --value docker)/cmdline");

      test("hosts take the place of the unit's -H, and the unit's own file stays as it is", async () => {
        const before = await stateOf(host);
        const unit = await onHost(host, "sha256sum $(systemctl show -p FragmentPath --value docker)");
        const id = daemon.newId();
        // Without an explicit tls: false the engine waits 15 s before it listens in the open.
        const declared = inputsOf(host, { hosts: ["fd://", "tcp://0.0.0.0:2375"], tls: false });
        let outputs = await daemon.create(id, declared, context);
        try {
          expect(await tcp(2375)).toBe("OK");
          expect(await commandLine()).not.toContain("-H");
          expect(await commandLine()).toContain("--containerd=/run/containerd/containerd.sock");
          expect(await onHost(host, "sha256sum $(systemctl show -p FragmentPath --value docker)")).toBe(unit);
          expect((await daemon.read(id, outputs, context)).inputs).toMatchObject({ drift: {} });

          // From the engine's own socket back to systemd's: a restart of the service alone would leave no socket.
          outputs = await daemon.update(
            id,
            outputs,
            inputsOf(host, { hosts: ["unix:///var/run/docker.sock"] }),
            context,
          );
          expect(await tcp(2375)).toBe("ECONNREFUSED");
          await onHost(host, "rm /etc/systemd/system/docker.service.d/50-pulumi-dockerd.conf");
          expect((await daemon.read(id, outputs, context)).inputs.drift).toHaveProperty("unit");
          outputs = await daemon.update(id, outputs, inputsOf(host, { hosts: ["fd://"] }), context);
          expect(await onHost(host, "docker version --format '{{.Server.Os}}'")).toBe("linux");
        } finally {
          await daemon.remove(id, outputs, context);
        }
        expect(await tcp(2375)).toBe("ECONNREFUSED");
        expect(await stateOf(host)).toBe(before);
      });

      test("a port that is taken: the host is put back", async () => {
        const before = await stateOf(host);
        const declared = inputsOf(host, { hosts: ["fd://", "tcp://0.0.0.0:22"], tls: false });
        await expect(daemon.create(daemon.newId(), declared, context)).rejects.toThrow(
          "address already in use",
        );
        expect(await stateOf(host)).toBe(before);
      });

      test("a declared option that DOCKER_OPTS sets, too, is left out of it; the other flags stay", async () => {
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
          expect(await commandLine()).toContain("--debug");
          expect(await commandLine()).not.toMatch(/--label|--dns/);
          expect(await onHost(host, "docker info --format '{{.Labels}} {{.Debug}}'")).toBe(
            "[region=eu] true",
          );
          await daemon.remove(id, outputs, context);
          expect(await stateOf(host)).toBe(before);
        } finally {
          await onHost(
            host,
            "sed -i '/by=flag/d' /etc/default/docker && systemctl reset-failed docker docker.socket && systemctl restart docker",
          );
        }
      });
    });

    describe("failures leave the host as before", () => {
      test.each<[string, JsonObject, RegExp]>([
        ["a key that the engine doesn't know", { extraOptions: { "no-such-key": true } }, /no-such-key/],
        [
          "a value that it refuses at its start",
          { options: { logOpts: { "max-sise": "1m" } } },
          /unknown log opt 'max-sise'/,
        ],
        [
          "TLS files that aren't there",
          {
            options: {
              tls: true,
              tlscert: "/no/cert.pem",
              tlskey: "/no/key.pem",
              hosts: ["fd://", "tcp://127.0.0.1:2376"],
            },
          },
          /no such file or directory/,
        ],
      ])("%s", async (_name, over, message) => {
        const before = await stateOf(host);
        await expect(
          daemon.create(daemon.newId(), { ...inputsOf(host, {}), ...over }, context),
        ).rejects.toThrow(message);
        expect(await stateOf(host)).toBe(before);
      });

      test("a value that passes and doesn't show up afterwards", async () => {
        await onHost(host, IMAGE);
        await onHost(
          host,
          `echo '{"live-restore": true}' >/etc/docker/daemon.json && systemctl reload docker && sleep 1 && docker run -d --name stays busybox:test /bin/sleep 1000`,
        );
        const before = await stateOf(host);
        try {
          // With live-restore and a running container the engine keeps the default bridge as it was, without a word.
          const failure = daemon.create(daemon.newId(), inputsOf(host, { mtu: 1400 }), context);
          await expect(failure).rejects.toThrow(
            /mtu: 1400 was declared, GET \/networks\/bridge: .* shows "1500"/,
          );
          expect(await stateOf(host)).toBe(before);
        } finally {
          await onHost(
            host,
            "docker rm -f stays; rm /etc/docker/daemon.json; systemctl reset-failed docker docker.socket; systemctl restart docker",
          );
        }
      });
    });

    // No option of overlay2 works on every file system; that the engine names it shows that it got it.
    test("storageOpts", async () => {
      const before = await stateOf(host);
      const declared = inputsOf(host, {
        storageDriver: "overlay2",
        storageOpts: ["overlay2.no-such-option=1"],
      });
      await expect(daemon.create(daemon.newId(), declared, context)).rejects.toThrow(
        "unknown option overlay2.no-such-option",
      );
      expect(await stateOf(host)).toBe(before);
    });
  });
});
