import { type UnitFacts, validationWords } from "../../../../provider/core/desired/engine-words";
import { plannedUnit, unitWithoutDropIn } from "../../../../provider/core/desired/unit";
import { unitTextOf } from "../../fixtures";

const RUNNING = "/usr/sbin/dockerd -H fd:// --label=a=b".split(" ");
const facts = (command: string, other: Partial<UnitFacts> = {}): UnitFacts => ({
  text: unitTextOf(`[Service]\nExecStart=${command}\n`),
  startsScript: false,
  argv: [],
  ...other,
});
const WRAPPERS: [string, UnitFacts][] = [
  ["a shell", facts(`/bin/sh -c "exec /usr/sbin/dockerd -H fd:// --label=a=b"`)],
  ["a program of another name", facts("/usr/local/bin/start-docker -H fd:// --label=a=b")],
  ["a script that is called dockerd", facts("/usr/local/bin/dockerd -H fd://", { startsScript: true })],
];
const MIXED = "/usr/local/bin/start-docker --label=a=b -H fd://";

describe.each(WRAPPERS)("a unit that starts dockerd by %s", (_name, service) => {
  test("has daemon.json validated by the running engine's binary with its own flags", () => {
    const running = { ...service, argv: RUNNING, executable: "/usr/sbin/dockerd" };
    expect(plannedUnit(running, { debug: true })).toMatchObject({ dropIn: undefined, argv: RUNNING });
  });

  test("is refused while the engine is stopped, since no binary is known to be dockerd", () => {
    expect(plannedUnit(service, { debug: true })).toMatchObject({
      conflict: expect.stringMatching(/not dockerd itself: the flags that it passes are unknown/) as string,
      remedy: expect.stringMatching(/^start docker\.service, or set ExecStart to dockerd/) as string,
    });
  });

  test("is refused if its main process isn't dockerd", () => {
    const running = { ...service, argv: ["/bin/sh", "-c", "dockerd"], executable: "/usr/bin/dash" };
    expect(plannedUnit(running, { debug: true })).toMatchObject({
      conflict: expect.stringMatching(
        /main process of docker\.service is not dockerd \(\/usr\/bin\/dash\)/,
      ) as string,
    });
  });

  test("can be released without a validation", () => {
    expect(unitWithoutDropIn(service)).toEqual({ dropIn: undefined, argv: [] });
  });
});

test("a flag of a declared key that only the wrapper passes is refused with its name", () => {
  const service = facts("/usr/local/bin/start-docker", { argv: RUNNING, executable: "/usr/sbin/dockerd" });
  expect(plannedUnit(service, { labels: ["c=d"] })).toEqual({
    conflict:
      "docker.service starts /usr/local/bin/start-docker (in /usr/lib/systemd/system/docker.service), not dockerd itself: it passes --label, which a declared option sets too",
    remedy:
      "remove --label from /usr/local/bin/start-docker and restart docker.service, or set ExecStart to dockerd and its flags (`systemctl edit docker.service`)",
  });
});

test("a flag of a declared key that the unit passes to a wrapper is removed from the unit", () => {
  const service = facts(MIXED, { argv: RUNNING, executable: "/usr/sbin/dockerd" });
  expect(plannedUnit(service, { labels: ["c=d"] })).toMatchObject({
    dropIn: expect.stringContaining("\nExecStart=/usr/local/bin/start-docker -H fd://\n") as string,
    argv: ["/usr/sbin/dockerd", "-H", "fd://"],
    moved: { labels: ["a=b"] },
  });
});

test.each([
  ["/usr/bin/dockerd-current --authorization-plugin=rhel-push-plugin"],
  ["/nix/store/x/libexec/docker/.dockerd-wrapped -D"],
])("%s is dockerd itself", (command) => {
  expect(plannedUnit(facts(command), { labels: ["c=d"] })).toMatchObject({ argv: command.split(" ") });
});

test("a validation uses its own file", () => {
  const argv =
    "/usr/sbin/dockerd --config-file=/etc/docker/daemon.json -H fd:// --config-file /a --validate=false -D";
  expect(validationWords(argv.split(" "))).toEqual(["/usr/sbin/dockerd", "-H", "fd://", "-D"]);
});
