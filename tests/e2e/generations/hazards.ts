import { hasErratum } from "../../../provider/core/errata/errata";
import { parseEngineVersion } from "../../../provider/core/engine-version";
import type { JsonObject } from "../../../provider/core/json";
import { daemon } from "../../../provider/resources/daemon";
import { IMAGE, onHost, type SandboxHost, stateOf } from "../../support/sandbox";
import { context, inputsOf, RESTART } from "./setting";

const EU = { labels: { region: "eu" } };
const LOGS = { ...EU, logOpts: { "max-size": "5m" } };

/** Tests what a change may do to containers and to the API, with real containers. */
export function hazards(host: SandboxHost): void {
  const run = (name: string, flags = ""): Promise<string> =>
    onHost(host, `docker run -d --name ${name} ${flags} busybox:test /bin/sleep 1000 >/dev/null`);
  /** The running containers with their processes, sorted. */
  const running = (): Promise<string> =>
    onHost(host, `docker ps -q | xargs -r docker inspect -f '{{.Name}} {{.State.Pid}}' | sort`);
  const names = async (): Promise<string> => (await running()).replace(/^\/(\S+) .*$/gm, "$1");
  const inputs = (options: JsonObject, apply: JsonObject = {}): JsonObject => ({
    ...inputsOf(host, options),
    apply,
  });
  const created = (options: JsonObject, apply: JsonObject = {}): Promise<JsonObject> =>
    daemon.create("dockerd-hazards", inputs(options, apply), context);
  const released = async (outputs: JsonObject): Promise<void> =>
    daemon.delete(
      "dockerd-hazards",
      { ...outputs, apply: { acknowledge: ["stops-containers", "breaks-host-gateway"] } },
      context,
    );

  beforeEach(() => onHost(host, IMAGE));
  afterEach(() =>
    onHost(
      host,
      `docker ps -aq | xargs -r docker rm -f >/dev/null; docker rmi busybox:test >/dev/null; rm -f /etc/docker/daemon.json; ${RESTART}`,
    ),
  );

  test("a restart is refused while it would stop containers, and names what becomes of each", async () => {
    await run("stays", "--restart always");
    await run("ends");
    await run("goes", "--rm");
    const before = await stateOf(host, { containersKept: true });
    const failure = created(LOGS);
    await expect(failure).rejects.toThrow(
      /stops-containers: .*\(for logOpts\) stops 3 running containers: stays \(started again with dockerd\); /,
    );
    await expect(failure).rejects.toThrow("goes (removed: --rm) and ends (stays stopped: restart policy no)");
    expect(await stateOf(host, { containersKept: true })).toBe(before);

    const notes: string[] = [];
    const noted = { ...context, onNote: (note: string) => void notes.push(note) };
    const accepting = inputs(LOGS, { acknowledge: ["stops-containers"] });
    const outputs = await daemon.create("dockerd-hazards", accepting, noted);
    try {
      expect(outputs.lastChange).toMatchObject({
        containersBefore: ["ends", "goes", "stays"],
        containersAfter: ["stays"],
      });
      expect(notes).toContain("containers that ran before the change and are stopped now: goes, ends");
      expect(await names()).toBe("stays");
      expect(await onHost(host, "docker ps -a --format '{{.Names}}' | sort | xargs")).toBe("ends stays");
    } finally {
      await released(outputs);
    }
  });

  test("a reload keeps containers running, and so does a restart once live-restore is in effect", async () => {
    await run("ends");
    const before = await running();
    let outputs = await created({ ...EU, liveRestore: true }, { allowedEffect: "reload" });
    expect(outputs).toMatchObject({ lastChange: { effect: "reload" }, engine: { liveRestore: true } });
    expect(await running()).toBe(before);
    const wanted = inputs({ ...LOGS, liveRestore: true }, {});
    outputs = await daemon.update("dockerd-hazards", outputs, wanted, context);
    expect(outputs).toMatchObject({ lastChange: { effect: "restart" } });
    expect(await running()).toBe(before);
    await released(outputs);
  });

  test("another data root is refused while the engine has images, and another open listener always", async () => {
    const before = await stateOf(host);
    await expect(created({ dataRoot: "/var/lib/other" })).rejects.toThrow(
      /hides-data: dataRoot: the engine has 1 image, /,
    );
    const open = { hosts: ["fd://", "tcp://127.0.0.1:2375"], tls: false };
    await expect(created(open)).rejects.toThrow(
      "opens-api: dockerd doesn't verify clients at tcp://127.0.0.1:2375: ",
    );
    expect(await stateOf(host)).toBe(before);
  });

  test("a reload is refused where it breaks host-gateway for a container, and only there", async () => {
    const text = await onHost(host, "docker version -f '{{.Server.Version}}'");
    const isAffected = hasErratum("reload-drops-host-gateway", parseEngineVersion(text)!);
    // host-gateway is supported since 20.10.
    const starts = (): Promise<string> =>
      onHost(
        host,
        "docker run --rm --add-host gw:host-gateway busybox:test /bin/sleep 0 >/dev/null 2>&1 && echo starts || echo fails",
      );
    await run("app", "--add-host gw:host-gateway");
    expect(await starts()).toBe("starts");
    const refused = await created(EU).then(
      () => undefined,
      (error: unknown) => String(error),
    );
    if (isAffected) expect(refused).toMatch(/breaks-host-gateway: .*: app can't start again until dockerd/);
    else expect(refused).toBeUndefined();

    // The reproducer: the reload that was refused breaks new containers, and a restart with live-restore repairs them.
    const outputs = await created(EU, { acknowledge: ["breaks-host-gateway"] });
    expect(await starts()).toBe(isAffected ? "fails" : "starts");
    await released(outputs);
  });
}
