import { DAEMON_JSON, DROP_IN, MANIFEST, STATE, ThrowAwayHost, underEveryShell } from "./throw-away-host";

const OLD = '{"labels": ["a=0"]}\n\n';
const BOOT_UNIT = "/etc/systemd/system/pulumi-dockerd-restore.service";

/** Returns whether a file is in the state folder, which only the provider reads. */
const isState = (path: string): boolean => path.startsWith(STATE);

/** Returns the targets that a call moves or removes, of files that others read. */
function mutated(call: string): readonly string[] {
  const [program = "", ...words] = call.split(" ");
  const paths = words.filter((word) => word.startsWith("/"));
  if (/^(mv|cp|ln)$/.test(program)) return paths.slice(-1);
  return /^(rm|rmdir)$/.test(program) ? paths : [];
}

underEveryShell((shell) => {
  let host: ThrowAwayHost;
  beforeEach(async () => {
    host = await ThrowAwayHost.start(shell);
    host.machine.startWith(OLD, 0o640);
  });
  afterEach(() => host.stop());

  const change = () =>
    ({
      file: { kind: "write", text: '{"debug": true}' },
      unit: {
        kind: "write",
        text: `[Service]\nExecStart=\nExecStart=${host.machine.runs.dockerd} -H fd://\n`,
      },
      effect: "restart",
      rebinds: true,
      back: "{}",
    }) as const;

  const at = (call: string | RegExp): number => {
    const { called } = host.machine;
    const found = called.findIndex((one) => (typeof call === "string" ? one === call : call.test(one)));
    if (found < 0) throw new Error(`${String(call)} wasn't called: ${called.join("\n")}`);
    return found;
  };

  /** Expects every rename of a file after its fsync, and before that of its folder. */
  function expectDurable(): void {
    const { called } = host.machine;
    const renames = called.filter(
      (call) => call.startsWith("mv ") && !/ \S*\/(undoing|settled|cleared)$/.test(call),
    );
    expect(renames.length).toBeGreaterThan(3);
    for (const rename of renames) {
      const [from = "", to = ""] = rename.split(" ").filter((word) => word.startsWith("/"));
      const moved = called.indexOf(rename);
      const before = called.slice(0, moved).filter((call) => call.startsWith("sync "));
      const after = called.slice(moved).filter((call) => call.startsWith("sync "));
      const isFile = before.some((call) => call.split(" ").includes(from));
      const isSet = before.some((call) => call.includes(`${from}/`));
      expect([rename, isFile || isSet || isState(from)]).toEqual([rename, true]);
      const folder = to.slice(0, to.lastIndexOf("/"));
      expect([rename, after.some((call) => call.split(" ").includes(folder))]).toEqual([rename, true]);
    }
  }

  test("a change syncs each file before its rename, and its folder afterwards", async () => {
    await host.apply(change());
    expectDurable();
    const [mv, sync] = ["mv -f", "sync"];
    for (const path of [DAEMON_JSON, DROP_IN, BOOT_UNIT]) {
      const folder = path.slice(0, path.lastIndexOf("/"));
      const renamed = at(`${mv} ${path}.pulumi-dockerd ${path}`);
      expect(host.machine.called[renamed - 1]).toBe(`${sync} ${path}.pulumi-dockerd`);
      expect(host.machine.called[renamed + 1]).toBe(`${sync} ${folder}`);
    }
  });

  test("a rollback syncs each file before its rename, and its folder afterwards", async () => {
    await host.apply(change());
    host.machine.called.length = 0;
    await host.rollBack();
    const restored = at(`mv -f ${DAEMON_JSON}.pulumi-dockerd-old ${DAEMON_JSON}`);
    expect(host.machine.called[restored - 1]).toBe(`sync ${DAEMON_JSON}.pulumi-dockerd-old`);
    expect(host.machine.called[restored + 1]).toBe("sync /etc/docker");
  });

  test("a confirmation syncs the manifest before its rename, and its folder afterwards", async () => {
    await host.apply(change());
    await host.confirm(MANIFEST);
    expect(at(`sync ${STATE}/pending/manifest.json ${STATE}/pending`)).toBeLessThan(
      at(`mv ${STATE}/pending ${STATE}/settled`),
    );
    expect(at(`mv -f ${STATE}/settled/manifest.json ${STATE}/manifest.json`)).toBeLessThan(
      host.machine.called.lastIndexOf(`sync ${STATE}`),
    );
  });

  test("files that others read are changed only under the lock, after the backup, once the rollback is armed", async () => {
    await host.apply(change());
    await host.confirm(MANIFEST);
    const { called } = host.machine;
    const locked = at(/^systemd-run .*--unit=pulumi-dockerd --/);
    const backedUp = at(/^sync .*\/pending\.new\/values .*\/pending\.new$/);
    const armed = at(`sync ${BOOT_UNIT.replace(/[^/]*$/, "sysinit.target.wants")}`);
    const begun = at(`mv ${STATE}/pending.new ${STATE}/pending`);
    const unlocked = called.findIndex((call) => call.startsWith("systemctl stop pulumi-dockerd-confirm"));
    const order = [locked, backedUp, armed, begun, unlocked];
    expect(order).toEqual([...order].sort((one, other) => one - other));
    const read = [DAEMON_JSON, DROP_IN];
    called.forEach((call, position) => {
      const changes =
        mutated(call).some((path) => read.includes(path)) ||
        /^systemctl (restart|reload|st\w+) docker/.test(call);
      if (changes) expect([call, position > begun, position < unlocked]).toEqual([call, true, true]);
      const writes = mutated(call).length > 0;
      if (writes) expect([call, position > locked, position <= unlocked + 1]).toEqual([call, true, true]);
    });
    // Nothing of it is left in the end.
    expect(called.slice(unlocked + 1).filter((call) => mutated(call).length > 0)).toEqual([]);
  });

  test("validation comes before the backup, and the guard right before the switch", async () => {
    const { steps } = await host.apply(change());
    expect(steps).toEqual([
      "lock_host",
      "preflight",
      "check_files",
      "stage",
      "validate",
      "guard",
      "backup",
      "arm",
      "guard",
      "switch_over",
      "activate",
      "report",
    ]);
    expect(at(/^dockerd .*--validate/)).toBeLessThan(at(/^sha256sum \/etc\/docker\/daemon.json/));
    expect(at(/^sha256sum \/etc\/docker\/daemon.json/)).toBeLessThan(
      at(`mv ${STATE}/pending.new ${STATE}/pending`),
    );
  });
});
