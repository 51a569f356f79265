import type { JsonObject } from "../../../provider/core/json";
import { daemon } from "../../../provider/resources/daemon";
import { labelsOf, onHost, type SandboxHost, stateOf } from "../../support/sandbox";
import { commandLine, context, inputsOf, RESTART } from "./setting";

const DROP_INS = "/etc/systemd/system/docker.service.d";
const CONTAINERD = "--containerd=/run/containerd/containerd.sock";

/** Tests the ways in which dockerd gets flags other than from the provider. */
export function units(host: SandboxHost): void {
  const write = (path: string, text: string): Promise<string> =>
    onHost(
      host,
      `mkdir -p ${path.replace(/\/[^/]*$/, "")}; echo ${Buffer.from(text).toString("base64")} | base64 -d >${path}; ${text.startsWith("#!") ? `chmod 755 ${path};` : ""} systemctl daemon-reload`,
    );
  const file = async (): Promise<unknown> => JSON.parse(await onHost(host, "cat /etc/docker/daemon.json"));
  const info = (format: string): Promise<string> => onHost(host, `docker info --format '${format}'`);

  /** Runs a function with additional files on a host, and then removes them and expects the original state. */
  async function withFiles(
    files: Readonly<Record<string, string>>,
    work: (before: string) => Promise<void>,
  ): Promise<void> {
    const untouched = await stateOf(host);
    try {
      for (const [path, text] of Object.entries(files)) await write(path, text);
      await onHost(host, RESTART);
      await work(await stateOf(host));
    } finally {
      await onHost(
        host,
        `rm -rf ${Object.keys(files).join(" ")}; rmdir --ignore-fail-on-non-empty ${DROP_INS}; systemctl daemon-reload; ${RESTART}`,
      );
    }
    expect(await stateOf(host)).toBe(untouched);
  }

  /** Declares options, runs a function, and removes the options again. */
  async function declared(options: JsonObject, look: () => Promise<void>): Promise<readonly string[]> {
    const id = daemon.newId();
    const notes: string[] = [];
    const noting = { ...context, onNote: (note: string) => void notes.push(note) };
    const outputs = await daemon.create(id, inputsOf(host, options), noting);
    try {
      await look();
      const { inputs } = await daemon.read(id, outputs, context);
      expect(inputs).toMatchObject({ options });
      expect(inputs).not.toHaveProperty("drift");
    } finally {
      await daemon.delete(id, outputs, context);
    }
    return notes;
  }

  test("entries of maps that only flags of override.conf set stay in effect, and destroy restores the flags", async () => {
    const command = `/usr/sbin/dockerd -H fd:// ${CONTAINERD} $OPTS --label=rack=r1 --label site=ams --default-ulimit nofile=1024:2048`;
    const files = {
      [`${DROP_INS}/override.conf`]: `[Service]\nEnvironmentFile=-/etc/default/docker-opts\nExecStart=\nExecStart = \\\n# a comment \\\n${command}\n`,
      "/etc/default/docker-opts": 'OPTS="--log-opt max-size=50m --log-opt max-file=10 --dns 10.0.0.53"\n',
    };
    await withFiles(files, async (before) => {
      const options = { labels: { site: "fra" }, logOpts: { "max-size": "5m" }, dns: ["10.0.0.54"] };
      const notes = await declared(options, async () => {
        expect(await file()).toEqual({
          labels: ["rack=r1", "site=fra"],
          "log-opts": { "max-size": "5m", "max-file": "10" },
          dns: ["10.0.0.54"],
        });
        expect(await labelsOf(host)).toEqual(["rack=r1", "site=fra"]);
        expect(await commandLine(host)).toMatch(/--default-ulimit nofile=1024:2048/);
        expect(await commandLine(host)).not.toMatch(/--label|--log-opt|--dns/);
      });
      expect(notes).toEqual(
        expect.arrayContaining([
          "docker.service: declared options replace these flags: --dns",
          "docker.service: flags move to daemon.json: log-opts.max-file, labels.rack",
        ]),
      );
      expect(await stateOf(host)).toBe(before);
    });
  });

  test("--add-runtime stays beside declared runtimes, and its runtimes stay in effect", async () => {
    const command = `/usr/sbin/dockerd -H fd:// ${CONTAINERD} --add-runtime=other=/usr/bin/runc`;
    const files = { [`${DROP_INS}/override.conf`]: `[Service]\nExecStart=\nExecStart=${command}\n` };
    await withFiles(files, async (before) => {
      await declared({ runtimes: { mine: { path: "/usr/sbin/runc" } }, defaultRuntime: "mine" }, async () => {
        expect(await info("{{range $name, $_ := .Runtimes}}{{$name}} {{end}}")).toMatch(/mine .*other /);
        expect(await commandLine(host)).toContain("--add-runtime=other=");
      });
      expect(await stateOf(host)).toBe(before);
    });
  });

  test("a declared option's flag is removed from any environment file", async () => {
    const files = {
      [`${DROP_INS}/10-storage.conf`]: `[Service]\nEnvironmentFile=-/run/flannel/*.env\nExecStart=\nExecStart=/usr/sbin/dockerd -H fd:// ${CONTAINERD} $FLANNEL_OPTS\n`,
      "/run/flannel/docker.env": 'FLANNEL_OPTS=" --mtu=1450 --debug "\n',
    };
    await withFiles(files, async (before) => {
      await declared({ mtu: 1400 }, async () => {
        expect(await commandLine(host)).toMatch(/--debug/);
        expect(await commandLine(host)).not.toMatch(/--mtu/);
      });
      expect(await stateOf(host)).toBe(before);
    });
  });

  test("a missing environment file is named, and nothing is touched", async () => {
    const files = { [`${DROP_INS}/10-env.conf`]: "[Service]\nEnvironmentFile=/etc/missing.env\n" };
    const untouched = await stateOf(host);
    const [[path, text] = ["", ""]] = Object.entries(files);
    try {
      await write(path, text);
      await expect(
        daemon.create(daemon.newId(), inputsOf(host, { labels: { a: "b" } }), context),
      ).rejects.toThrow("its environment file /etc/missing.env is missing or not a regular file");
    } finally {
      await onHost(host, `rm ${path}; rmdir --ignore-fail-on-non-empty ${DROP_INS}; systemctl daemon-reload`);
    }
    expect(await stateOf(host)).toBe(untouched);
  });

  describe.each([
    ["a shell", `/bin/sh -c "exec /usr/sbin/dockerd -H fd:// ${CONTAINERD} --mtu=1450"`],
    ["a script that ignores its arguments", "/usr/local/bin/dockerd-start"],
  ])("a unit that starts dockerd by %s", (_name, command) => {
    const files = {
      [`${DROP_INS}/override.conf`]: `[Service]\nExecStart=\nExecStart=${command}\n`,
      "/usr/local/bin/dockerd-start": `#!/bin/sh\nexec /usr/sbin/dockerd -H fd:// ${CONTAINERD} --mtu=1450\n`,
    };
    const withWrapper = (work: (before: string) => Promise<void>): Promise<void> => withFiles(files, work);

    test("a wrapped dockerd accepts options while it runs, except for those that the wrapper passes", async () => {
      await withWrapper(async (before) => {
        await expect(daemon.create(daemon.newId(), inputsOf(host, { mtu: 1400 }), context)).rejects.toThrow(
          /^ConflictError: .*docker\.service starts .*: it passes --mtu,/,
        );
        expect(await stateOf(host)).toBe(before);
        await declared({ labels: { a: "b" } }, async () => {
          expect(await labelsOf(host)).toEqual(["a=b"]);
          expect(await commandLine(host)).toContain("--mtu=1450");
        });
        expect(await stateOf(host)).toBe(before);
      });
    });

    test("a wrapped dockerd is refused while it is stopped, and is not started", async () => {
      await withWrapper(async () => {
        await onHost(host, "systemctl stop docker.socket docker.service");
        await expect(
          daemon.create(daemon.newId(), inputsOf(host, { labels: { a: "b" } }), context),
        ).rejects.toThrow(/^ConflictError: .*docker\.service starts .* unknown while the engine is stopped/);
        expect(await onHost(host, "pgrep -x dockerd || echo none")).toBe("none");
        await onHost(host, "systemctl start docker.socket");
      });
    });
  });

  test("create leaves an engine stopped whose socket listens, and so does destroy", async () => {
    const active = (): Promise<string> =>
      onHost(host, "systemctl is-active docker.socket docker.service || true");
    await onHost(host, "systemctl stop docker.service; systemctl start docker.socket");
    try {
      const notes = await declared({ labels: { a: "b" } }, async () => {
        expect((await active()).split("\n")).toEqual(["active", "inactive"]);
      });
      expect(notes.join()).toContain("docker.service is stopped and stays stopped");
      expect((await active()).split("\n")).toEqual(["active", "inactive"]);
    } finally {
      await onHost(host, "systemctl start docker.service");
    }
  });

  test("two ExecStart lines are refused with their file's name, and the remedy works", async () => {
    const path = `${DROP_INS}/override.conf`;
    const line = `ExecStart=/usr/sbin/dockerd -H fd:// ${CONTAINERD}\n`;
    const untouched = await stateOf(host);
    const create = (): Promise<unknown> => declared({ labels: { a: "b" } }, () => Promise.resolve());
    try {
      await write(path, `[Service]\n${line}`);
      await expect(create()).rejects.toThrow(
        new RegExp(
          `docker\\.service \\(bad-setting\\): docker\\.service has 2 ExecStart commands \\(in .*${path}\\)`,
        ),
      );
      await write(path, `[Service]\nExecStart=\n${line}`);
      await create();
    } finally {
      await onHost(
        host,
        `rm ${path}; rmdir --ignore-fail-on-non-empty ${DROP_INS}; systemctl daemon-reload; ${RESTART}`,
      );
    }
    expect(await stateOf(host)).toBe(untouched);
  });

  test("a --config-file of a stopped engine is refused with its file's name", async () => {
    const files = {
      [`${DROP_INS}/override.conf`]: `[Service]\nExecStart=\nExecStart=/usr/sbin/dockerd -H fd:// ${CONTAINERD} --config-file /etc/other.json\n`,
      "/etc/other.json": "{}",
    };
    await withFiles(files, async () => {
      await onHost(host, "systemctl stop docker.socket docker.service");
      await expect(
        daemon.create(daemon.newId(), inputsOf(host, { labels: { a: "b" } }), context),
      ).rejects.toThrow(`its dockerd reads /etc/other.json (--config-file in ${DROP_INS}/override.conf)`);
      await onHost(host, "systemctl start docker.socket");
    });
  });

  test("a socket other than docker.socket is an endpoint, and an unprotected one gets a note", async () => {
    const unit = "/etc/systemd/system/docker-tcp.socket";
    const text = "[Socket]\nListenStream=127.0.0.1:2375\nService=docker.service\n";
    const untouched = await stateOf(host);
    const id = daemon.newId();
    const notes: string[] = [];
    try {
      await write(unit, text);
      await onHost(
        host,
        "systemctl stop docker.socket docker.service; systemctl start docker-tcp.socket docker.socket docker.service",
      );
      const noting = { ...context, onNote: (note: string) => void notes.push(note) };
      const outputs = await daemon.create(id, inputsOf(host, { labels: { a: "b" } }), noting);
      expect(outputs.endpoints).toEqual(["fd://", "tcp://127.0.0.1:2375"]);
      expect(notes.join()).toContain("docker-tcp.socket exposes the Docker API at tcp://127.0.0.1:2375");
      await daemon.delete(id, outputs, context);
    } finally {
      await onHost(
        host,
        `systemctl stop docker-tcp.socket docker.socket docker.service; rm ${unit}; systemctl daemon-reload; systemctl reset-failed docker docker.socket; systemctl start docker.socket docker.service`,
      );
    }
    expect(await stateOf(host)).toBe(untouched);
  });
}
