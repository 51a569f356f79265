import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "../../provider/core/json";
import { daemon } from "../../provider/resources/daemon";
import {
  describeOnHosts,
  onHost,
  privateKeyOf,
  type SandboxHost,
  sandboxHost,
  stateOf,
} from "../support/sandbox";

const context = {
  defaults: {},
  urn: "urn:pulumi:test::tls::dockerd",
  onStep: () => undefined,
  onNote: () => undefined,
};

/** A certificate authority for the test, created by openssl. */
class Authority {
  private readonly folder = mkdtempSync(join(tmpdir(), "authority-"));

  constructor() {
    this.openssl(
      "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -subj /CN=test -days 2",
    );
  }

  get certificate(): string {
    return readFileSync(join(this.folder, "ca.pem"), "utf8");
  }

  sign(name: string, address: string): { certificate: string; privateKey: string } {
    writeFileSync(
      join(this.folder, `${name}.ext`),
      `subjectAltName=IP:${address}\nextendedKeyUsage=serverAuth,clientAuth\n`,
    );
    this.openssl(
      `req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ${name}.key -out ${name}.csr -subj /CN=${name}`,
    );
    this.openssl(
      `x509 -req -in ${name}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out ${name}.pem -days 2 -extfile ${name}.ext`,
    );
    const read = (kind: string): string => readFileSync(join(this.folder, `${name}.${kind}`), "utf8");
    return { certificate: read("pem"), privateKey: read("key") };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private openssl(words: string): void {
    execFileSync("openssl", words.split(" "), { cwd: this.folder, stdio: "pipe" });
  }
}

describeOnHosts("TLS files given as PEM", () => {
  const host: SandboxHost = sandboxHost("tls");
  const authority = new Authority();
  const client = authority.sign("client", "127.0.0.1");
  afterAll(() => authority.remove());

  const inputs = (tls: JsonObject | undefined, options: JsonObject = {}): JsonObject => ({
    connection: { host: host.address, hostKey: host.hostKey, privateKey: privateKeyOf(host) },
    options: { hosts: ["fd://", "tcp://0.0.0.0:2376"], ...options },
    ...(tls === undefined ? {} : { tls }),
    apply: { settle: 0 },
  });

  /**
   * Returns the response of the engine's listener to a client with or without a certificate, and the server's
   * certificate.
   */
  const ping = (withCertificate: boolean): Promise<string> =>
    new Promise((resolve) => {
      const own = withCertificate ? { cert: client.certificate, key: client.privateKey } : {};
      const options = {
        host: host.address,
        port: 2376,
        path: "/_ping",
        ca: authority.certificate,
        ...own,
        agent: false,
      };
      const ask = request(options, (response) => {
        response.on("data", (chunk: Buffer) => resolve(chunk.toString()));
      });
      ask.on("error", () => resolve("refused"));
      ask.end();
    });

  const folders = (): Promise<string> =>
    onHost(
      host,
      "stat -c '%a %U %n' /etc/docker/pulumi-dockerd-tls-* /etc/docker/pulumi-dockerd-tls-*/* | sed 's#tls-[0-9a-f]*#tls#'",
    );

  test("TLS files are created, replaced and removed together, readable only by root", async () => {
    const before = await stateOf(host);
    const id = daemon.newId();
    const first = { caCertificate: authority.certificate, ...authority.sign("first", host.address) };
    expect(daemon.check(inputs(first))).toEqual([]);
    let outputs = await daemon.create(id, inputs(first), context);
    try {
      expect([await ping(true), await ping(false)]).toEqual(["OK", "refused"]);
      expect((await folders()).split("\n")).toEqual([
        "700 root /etc/docker/pulumi-dockerd-tls",
        "400 root /etc/docker/pulumi-dockerd-tls/ca.pem",
        "400 root /etc/docker/pulumi-dockerd-tls/cert.pem",
        "400 root /etc/docker/pulumi-dockerd-tls/key.pem",
      ]);
      expect((await daemon.read(id, outputs, context)).inputs).toEqual(inputs(first));

      // A certificate with another one's key: only the engine's start can reject it, and it is rolled back.
      const good = await stateOf(host);
      const mixed = { ...first, privateKey: client.privateKey };
      await expect(daemon.update(id, outputs, inputs(mixed), context)).rejects.toThrow(
        "private key does not match",
      );
      expect(await stateOf(host)).toBe(good);
      expect(await ping(true)).toBe("OK");

      const second = { ...first, ...authority.sign("second", host.address) };
      outputs = await daemon.update(id, outputs, inputs(second), context);
      expect(await ping(true)).toBe("OK");
      expect((await folders()).split("\n")).toHaveLength(4);

      await onHost(host, "echo >>$(ls /etc/docker/pulumi-dockerd-tls-*/cert.pem)");
      expect((await daemon.read(id, outputs, context)).inputs.drift).toHaveProperty("tls");
      outputs = await daemon.update(id, outputs, inputs(second, { debug: true }), context);
      expect((await daemon.read(id, outputs, context)).inputs).not.toHaveProperty("drift");
    } finally {
      await daemon.delete(id, outputs, context);
    }
    expect(await ping(true)).toBe("refused");
    expect(await stateOf(host)).toBe(before);
  });
});
