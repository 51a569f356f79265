import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runOutside } from "../support/outside";
import { describeOnHosts, onHost, repository, sandboxHost, stateOf } from "../support/sandbox";

describeOnHosts("the demo on the user's own hosts", () => {
  const host = sandboxHost("own");
  let folder: string;
  let before: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "pulumi-dockerd-demo-"));
    const { address, hostKey, privateKeyFile } = host;
    const hosts = [{ name: "mine", address, user: "ops", hostKey, privateKeyFile }];
    writeFileSync(join(folder, "my-hosts.json"), JSON.stringify({ hosts }));
    await onHost(host, `echo '{"labels": ["by=hand"]}' >/etc/docker/daemon.json; systemctl reload docker`);
    before = await stateOf(host);
  });

  afterAll(async () => {
    await onHost(host, "rm -f /etc/docker/daemon.json; systemctl restart docker");
    rmSync(folder, { recursive: true });
  });

  /** Runs the demo on the host without a terminal; ends it at the line that begins with a text. */
  function demo(
    variables: Readonly<Record<string, string>>,
    endAt?: string,
  ): Promise<{ code: number; text: string }> {
    return new Promise((resolve) => {
      const env = { ...process.env, INVENTORY: join(folder, "my-hosts.json"), ...variables };
      const child = spawn(join(repository, "tools/demo"), { env, stdio: ["ignore", "pipe", "pipe"] });
      let text = "";
      let ended = false;
      const hear = (data: Buffer): void => {
        text += data.toString();
        if (ended || endAt === undefined || !text.includes(`\n${endAt}`)) return;
        ended = true;
        child.kill("SIGTERM");
      };
      child.stdout.on("data", hear);
      child.stderr.on("data", hear);
      child.on("close", (code) => resolve({ code: code ?? 1, text }));
    });
  }

  test("the demo touches nothing without a confirmation", async () => {
    const { code, text } = await demo({ CONFIRM: "" });
    expect(text).toContain(`mine, ops@${host.address}:22: Docker `);
    expect(text).toContain("no terminal for the confirmation, so nothing was touched; set CONFIRM=yes");
    expect(code).toBe(1);
    expect((await demo({ CONFIRM: "y" })).text).toContain("not confirmed, so nothing was touched");
    expect(await stateOf(host)).toBe(before);
  });

  test("a demo that is interrupted restores the host without a restart", async () => {
    const engine = "systemctl show -p MainPID docker.service";
    const running = await onHost(host, engine);
    const { code, text } = await demo({ CONFIRM: "yes" }, "4. An administrator edits");
    expect(text).toContain("every running engine reports: labels (pulumi-dockerd-demo-region=eu");
    expect(text).toContain("restoring your hosts");
    expect(code).toBe(143);
    expect(await stateOf(host)).toBe(before);
    expect(await onHost(host, engine)).toBe(running);
  });
});

describeOnHosts("the demo in the sandbox", () => {
  test("the demo runs to its end on three hosts of its own", async () => {
    const output = await runOutside(join(repository, "tools/demo"), [], { cwd: repository });
    expect(output).toContain("every running engine reports: labels (region=eu role=web), mirrors (");
    expect(output).toContain("no label and no file is left");
    expect(output).toMatch(/\nDone: \d+ s, of which \d+ s for set-up\.\n$/);
  });

  test("the demo runs on simulated hosts, and reports that they are simulated", async () => {
    const env = { ...process.env, SIMULATED: "yes" };
    const output = await runOutside(join(repository, "tools/demo"), [], { cwd: repository, env });
    expect(output).toContain("The hosts of this demo are simulated (as requested).");
    expect(output).toContain("every running engine reports: labels (region=eu role=web), mirrors (");
    expect(output).toContain("no label and no file is left");
  });
});
