import { daemon } from "../../../provider/resources/daemon";
import { labelsOf, onHost, type SandboxHost, stateOf } from "../../support/sandbox";
import { commandLine, context, inputsOf, RESTART } from "./setting";

const DROP_INS = "/etc/systemd/system/docker.service.d";
const DROP_IN = `${DROP_INS}/zzz-pulumi-dockerd.conf`;

/** Returns another tool's drop-in that sets the command line, with flags in addition to the vendor's containerd. */
const otherDropIn = (flags: string): string =>
  `[Service]\\nEnvironment=BY=them\\nExecStart=\\nExecStart=$(systemctl show -p ExecStart --value docker | sed 's/^{ path=\\([^ ]*\\).*/\\1/') ${flags} --containerd=/run/containerd/containerd.sock\\n`;
const writeDropIn = (name: string, flags: string): string =>
  `mkdir -p ${DROP_INS}; printf "${otherDropIn(flags)}" >${DROP_INS}/${name} && systemctl daemon-reload`;

/** Tests that unmanaged settings are read, reported, kept, and left after destroy. */
export function unmanagedSettings(host: SandboxHost): void {
  const file = async (): Promise<unknown> => JSON.parse(await onHost(host, "cat /etc/docker/daemon.json"));

  test("unmanaged keys and entries are kept by create, update and destroy", async () => {
    await onHost(
      host,
      `printf '{"labels":["by=hand","region=none"],\\t"max-concurrent-downloads": 4}' >/etc/docker/daemon.json; chmod 640 /etc/docker/daemon.json; systemctl reload docker; sleep 1`,
    );
    const before = await stateOf(host);
    const id = daemon.newId();
    try {
      let outputs = await daemon.create(
        id,
        inputsOf(host, { labels: { region: "eu" }, debug: true }),
        context,
      );
      expect(await file()).toEqual({
        labels: ["by=hand", "region=eu"],
        "max-concurrent-downloads": 4,
        debug: true,
      });
      outputs = await daemon.update(
        id,
        outputs,
        inputsOf(host, { labels: { zone: "a" }, debug: true }),
        context,
      );
      // The original file has region, too: an entry that the program drops stays away until destroy restores it.
      expect(await file()).toEqual({
        labels: ["by=hand", "zone=a"],
        "max-concurrent-downloads": 4,
        debug: true,
      });
      expect(await onHost(host, "stat -c '%a %U' /etc/docker/daemon.json")).toBe("640 root");
      expect((await daemon.read(id, outputs, context)).inputs).not.toHaveProperty("drift");
      await daemon.delete(id, outputs, context);
      expect(await stateOf(host)).toBe(before);
    } finally {
      await onHost(host, `rm -f /etc/docker/daemon.json; ${RESTART}`);
    }
  });

  test("the command line of a drop-in that is read before the provider's is repeated without flags of declared options", async () => {
    const untouched = await stateOf(host);
    await onHost(
      host,
      `${writeDropIn("10-other.conf", "-H fd:// -H tcp://127.0.0.1:2375 --label=by=flag --max-concurrent-downloads 5")}; ${RESTART}`,
    );
    const before = await stateOf(host);
    const id = daemon.newId();
    try {
      const declared = inputsOf(host, { hosts: ["fd://"], labels: { by: "flag" } });
      const outputs = await daemon.create(id, declared, context);
      expect(await commandLine(host)).not.toMatch(/-H|--label/);
      expect(await commandLine(host)).toContain(
        "--max-concurrent-downloads 5 --containerd=/run/containerd/containerd.sock",
      );
      expect(await labelsOf(host)).toEqual(["by=flag"]);
      expect(await onHost(host, `grep '^#' ${DROP_IN}`)).toContain(`${DROP_INS}/10-other.conf`);
      expect((await daemon.read(id, outputs, context)).inputs).not.toHaveProperty("drift");
      await daemon.delete(id, outputs, context);
      expect(await stateOf(host)).toBe(before);
    } finally {
      await onHost(
        host,
        `rm -r ${DROP_INS}/10-other.conf; rmdir --ignore-fail-on-non-empty ${DROP_INS}; systemctl daemon-reload; ${RESTART}`,
      );
    }
    expect(await stateOf(host)).toBe(untouched);
  });

  test("a drop-in that is read after the provider's is refused if it sets a declared option's flag, and left alone otherwise", async () => {
    const untouched = await stateOf(host);
    const late = `${DROP_INS}/zzzz-other.conf`;
    try {
      await onHost(host, `${writeDropIn("zzzz-other.conf", "-H fd:// --label=by=flag")}; ${RESTART}`);
      const before = await stateOf(host);
      await expect(
        daemon.create(daemon.newId(), inputsOf(host, { labels: { by: "flag" } }), context),
      ).rejects.toThrow(new RegExp(`ConflictError: .*${late} sets --label`));
      expect(await stateOf(host)).toBe(before);

      const id = daemon.newId();
      const outputs = await daemon.create(id, inputsOf(host, { debug: true }), context);
      expect(await onHost(host, "docker info --format '{{.Debug}} {{.Labels}}'")).toBe("true [by=flag]");
      expect(await onHost(host, `ls ${DROP_INS}`)).not.toContain("zzz-pulumi-dockerd.conf");
      // A drop-in that adds the flag of a declared option later is drift, and is named.
      await onHost(host, writeDropIn("zzzz-other.conf", "-H fd:// --label=by=flag -D"));
      expect((await daemon.read(id, outputs, context)).inputs.drift).toMatchObject({
        unit: expect.stringContaining(late) as string,
      });
      await onHost(host, writeDropIn("zzzz-other.conf", "-H fd:// --label=by=flag"));
      await daemon.delete(id, outputs, context);
      expect(await stateOf(host)).toBe(before);
    } finally {
      await onHost(
        host,
        `rm -f ${late}; rmdir --ignore-fail-on-non-empty ${DROP_INS}; systemctl daemon-reload; ${RESTART}`,
      );
    }
    expect(await stateOf(host)).toBe(untouched);
  });

  test("unmanaged log-opts of another driver are a conflict", async () => {
    await onHost(host, `printf '{"log-opts": {"max-size": "5m"}}' >/etc/docker/daemon.json`);
    try {
      const before = await stateOf(host);
      await expect(
        daemon.create(daemon.newId(), inputsOf(host, { logDriver: "local" }), context),
      ).rejects.toThrow(
        "log-opts of json-file that aren't declared here (max-size), and the driver becomes local",
      );
      expect(await stateOf(host)).toBe(before);
    } finally {
      await onHost(host, "rm /etc/docker/daemon.json");
    }
  });
}
