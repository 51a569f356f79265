import { generateKeyPairSync } from "node:crypto";
import type { JsonObject } from "../../provider/core/json";
import { daemon } from "../../provider/resources/daemon";
import { describeOnHosts, onHost, privateKeyOf, sandboxHost, stateOf } from "../support/sandbox";

describeOnHosts(
  "a real host that is not supported or not permitted is refused before anything is touched",
  () => {
    const host = sandboxHost("h3");
    const context = {
      defaults: {},
      urn: "urn:pulumi:test::refusals::dockerd",
      onStep: () => undefined,
      onNote: () => undefined,
    };
    const connection = {
      host: host.address,
      hostKey: host.hostKey,
      privateKey: privateKeyOf(host),
    };
    const inputs = (over: JsonObject): JsonObject => ({
      connection: { ...connection, ...over },
      options: { labels: { region: "eu" } },
    });
    const refusal = async (over: JsonObject): Promise<string> =>
      daemon.create(daemon.newId(), inputs(over), context).then(
        () => "not refused",
        (error: unknown) => (error as Error).message,
      );

    test.each([
      [
        "a user without sudo",
        { user: "plain" },
        ["PrivilegeError", "plain has no passwordless sudo", "NOPASSWD"],
      ],
      [
        "a user whose sudo requires a password",
        { user: "admin" },
        ["PrivilegeError", "a password is required"],
      ],
      [
        "an unknown user",
        { user: "unknown-user" },
        ["AuthenticationError", "refused the login of unknown-user"],
      ],
      [
        "an unauthorized key",
        {
          privateKey: generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({
            type: "pkcs1",
            format: "pem",
          }) as string,
        },
        ["AuthenticationError", "authorized_keys"],
      ],
      [
        "an unreadable key",
        {
          privateKey:
            "-----BEGIN OPENSSH PRIVATE KEY-----\nbm90IGEga2V5\n-----END OPENSSH PRIVATE KEY-----\n",
        },
        ["AuthenticationError", "connection.privateKey cannot be parsed"],
      ],
      [
        "another host key",
        { hostKey: `SHA256:${"A".repeat(43)}` },
        ["HostKeyError", `got ssh-ed25519 ${host.hostKey}`, `expected SHA256:${"A".repeat(43)}`],
      ],
      ["a closed port", { port: 23 }, ["ConnectionError", "ECONNREFUSED"]],
    ])("%s is refused", async (_name, over, texts) => {
      const before = await stateOf(host);
      const message = await refusal(over);
      for (const text of [...texts, host.address, "host: unchanged"]) expect(message).toContain(text);
      expect(message).not.toContain("PRIVATE KEY");
      expect(await stateOf(host)).toBe(before);
    });

    test("a host without systemd is refused", async () => {
      const bare = sandboxHost("h4");
      const message = await refusal({ host: bare.address, hostKey: bare.hostKey });
      expect(message).toContain("UnsupportedHostError");
      expect(message).toContain("systemd doesn't run there");
    });

    test("a host without dockerd is refused", async () => {
      const hide = (from: string, to: string): string =>
        `systemctl stop docker.service docker.socket; mv ${from}/docker.service ${to}; mv /usr/sbin/dockerd ${to}/dockerd`;
      const unit = (
        await onHost(host, "dirname $(systemctl show -p FragmentPath --value docker.service)")
      ).trim();
      await onHost(host, `mkdir /root/hidden; ${hide(unit, "/root/hidden")}; systemctl daemon-reload`);
      try {
        expect(await refusal({})).toContain("dockerd isn't installed");
      } finally {
        await onHost(
          host,
          `mv /root/hidden/docker.service ${unit}; mv /root/hidden/dockerd /usr/sbin/; rmdir /root/hidden; systemctl daemon-reload; systemctl reset-failed; systemctl start docker.socket docker.service`,
        );
      }
    });

    test("an engine that is too old is refused, even if it is stopped", async () => {
      const old = "/usr/local/sbin/dockerd";
      await onHost(
        host,
        `systemctl stop docker.socket docker.service; printf '#!/bin/sh\necho "Docker version 1.12.6, build 78d1802"\n' >${old}; chmod +x ${old}`,
      );
      const before = await stateOf(host);
      try {
        const message = await refusal({});
        expect(message).toContain("UnsupportedHostError");
        expect(message).toContain("daemon.json has no effect there");
        expect(await stateOf(host)).toBe(before);
      } finally {
        await onHost(host, `rm ${old}; systemctl reset-failed; systemctl start docker.socket docker.service`);
      }
    });

    test("a masked docker.socket is refused, because docker.service could not be started again", async () => {
      await onHost(host, "systemctl stop docker.socket; systemctl mask docker.socket");
      const before = await stateOf(host);
      try {
        expect(await refusal({})).toContain("docker.socket is masked");
        expect(await stateOf(host)).toBe(before);
      } finally {
        await onHost(
          host,
          "systemctl unmask docker.socket; systemctl reset-failed; systemctl start docker.socket docker.service",
        );
      }
    });

    test("a daemon.json that isn't valid JSON is refused and left unchanged", async () => {
      await onHost(host, `printf '{"labels": [' >/etc/docker/daemon.json`);
      try {
        const message = await refusal({});
        expect(message).toContain("cannot use /etc/docker/daemon.json: invalid JSON at line 1, column ");
        expect(await onHost(host, "cat /etc/docker/daemon.json")).toBe('{"labels": [');
      } finally {
        await onHost(host, "rm /etc/docker/daemon.json");
      }
    });

    test("a file that dockerd --validate rejects is refused", async () => {
      const before = await stateOf(host);
      const bad = { ...inputs({}), extraOptions: { "no-such-key": 1 } };
      const message = await daemon
        .create(daemon.newId(), bad, context)
        .catch((error: unknown) => (error as Error).message);
      expect(message).toContain("ValidationError");
      expect(message).toContain("no-such-key");
      expect(await stateOf(host)).toBe(before);
    });

    test("a second owner is refused", async () => {
      const before = await stateOf(host);
      const id = daemon.newId();
      const outputs = await daemon.create(id, inputs({}), context);
      const owned = await stateOf(host);
      const other = { ...context, urn: "urn:pulumi:other::stack::dockerd" };
      await expect(daemon.create(daemon.newId(), inputs({}), other)).rejects.toThrow(context.urn);
      await daemon.delete("dockerd-superseded", outputs, other);
      expect(await stateOf(host)).toBe(owned);
      await daemon.delete(id, outputs, context);
      expect(await stateOf(host)).toBe(before);
    });
  },
);
