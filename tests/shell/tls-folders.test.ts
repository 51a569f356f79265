import { TLS_FILES, tlsFolder } from "../../provider/core/options/tls-files";
import { applyScript } from "../../provider/edge/scripts";
import type { TlsSet } from "../../provider/core/desired/artefacts";
import {
  type ChangeSpec,
  DAEMON_JSON,
  MANIFEST,
  termsOf,
  ThrowAwayHost,
  underEveryShell,
} from "./throw-away-host";

const OLD = tlsFolder("00000001");
const NEW = tlsFolder("00000002");

const setAt = (folder: string): TlsSet => ({
  folder,
  files: TLS_FILES.map(({ file }) => ({ file, text: file })),
  isThere: false,
});
const keysOf = (folder: string) =>
  Object.fromEntries(TLS_FILES.map(({ key, file }) => [key, `${folder}/${file}`]));

/** daemon.json as another tool may write it: the same value in other bytes. */
const escaped = (folder: string): string => JSON.stringify(keysOf(folder)).replaceAll("/", "\\/");

const changeTo = (folder: string, before: ChangeSpec["before"] = {}): ChangeSpec => ({
  before,
  file: { kind: "write", text: JSON.stringify(keysOf(folder)) },
  after: keysOf(folder),
  tls: setAt(folder),
});

underEveryShell((shell) => {
  let host: ThrowAwayHost;
  beforeEach(async () => void (host = await ThrowAwayHost.start(shell)));
  afterEach(() => host.stop());

  const folders = (): string[] =>
    host.names("/etc/docker").filter((path) => /^\/etc\/docker\/pulumi-dockerd-tls-[^/]*$/.test(path));

  /** A host whose daemon.json names a TLS folder with escaped slashes. */
  const withEscapedSlashes = async (): Promise<void> => {
    await host.change(changeTo(OLD));
    host.disk.write(DAEMON_JSON, escaped(OLD));
  };

  test("a TLS folder that daemon.json names with escaped slashes survives a run that writes the manifest alone", async () => {
    await withEscapedSlashes();
    expect((await host.record(MANIFEST, termsOf(), keysOf(OLD))).failures).toEqual([]);
    expect(folders()).toEqual([OLD]);
  });

  test("a TLS folder that daemon.json names with escaped slashes survives a change that is refused", async () => {
    await withEscapedSlashes();
    host.machine.intervene = ({ args }) =>
      args.includes("--validate") ? { code: 1, err: "refused" } : undefined;
    expect((await host.apply(changeTo(NEW, keysOf(OLD)))).failures.map(({ step }) => step)).toEqual([
      "validate",
    ]);
    expect(folders()).toEqual([OLD]);
  });

  test("a TLS folder that daemon.json names with escaped slashes survives a change that is rolled back", async () => {
    await withEscapedSlashes();
    expect((await host.apply(changeTo(NEW, keysOf(OLD)))).failures).toEqual([]);
    expect(folders()).toEqual([OLD, NEW]);
    expect((await host.rollBack()).failures).toEqual([]);
    expect(host.disk.read(DAEMON_JSON)).toBe(escaped(OLD));
    expect(folders()).toEqual([OLD]);
  });

  test("a confirmed change removes the TLS folder that the new daemon.json doesn't name", async () => {
    await withEscapedSlashes();
    await host.change(changeTo(NEW, keysOf(OLD)));
    expect(folders()).toEqual([NEW]);
  });

  test("no TLS folder is removed if daemon.json was changed after it was observed", async () => {
    await withEscapedSlashes();
    const observed = await host.observe();
    host.disk.write(DAEMON_JSON, `${escaped(OLD)}\n`);
    expect((await host.apply(changeTo(NEW, {}), observed)).failures.map(({ step }) => step)).toEqual([
      "guard",
    ]);
    expect(folders()).toContain(OLD);
  });

  test("a TLS folder that was only staged is removed by the watchdog", async () => {
    await host.change(changeTo(OLD));
    host.machine.intervene = ({ args }, run) => {
      if (!args.includes("--validate")) return undefined;
      host.machine.runs.kill(run);
      return { code: 1 };
    };
    await host.start(applyScript, await host.payloadOf(changeTo(NEW, keysOf(OLD)))).ended;
    host.machine.intervene = () => undefined;
    expect(folders()).toEqual([OLD, NEW]);
    expect(await host.restore("watchdog")).toBe(0);
    expect(folders()).toEqual([OLD]);
  });
});
