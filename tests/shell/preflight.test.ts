import { ownedBy } from "../../provider/core/desired/daemon-json";
import type { JsonObject } from "../../provider/core/json";
import { STATE, termsOf, ThrowAwayHost, underEveryShell } from "./throw-away-host";

const LOCAL = ["10.0.0.5", "172.17.0.1", "172.19.0.1"];
const FIB = LOCAL.map((address) => `           |-- ${address}\n              /32 host LOCAL\n`).join("");
const ROUTES =
  "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n" +
  "eth0\t0000000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n" +
  "docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n" +
  "br-0123456789ab\t000013AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n" +
  "br-lan\t00000A0A\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n";
const INET6 =
  "fd000000000000000000000000000005 02 40 00 80     eth0\n" +
  "fd001000000000000000000000000001 03 40 00 80  docker0\n";

underEveryShell((shell) => {
  let host: ThrowAwayHost;
  beforeEach(async () => {
    host = await ThrowAwayHost.start(shell);
    const { disk } = host;
    disk.write("/proc/net/fib_trie", FIB);
    disk.write("/proc/net/route", ROUTES);
    disk.write("/proc/net/if_inet6", INET6);
    disk.write("/proc/sys/fs/nr_open", "1048576\n");
    disk.write("/opt/runsc", "", 0o755);
    disk.write("/opt/text", "");
    disk.write("/sys/class/net/br0/address", "");
    disk.write("/srv/data/keep", "");
    disk.link("/srv/link", "data");
    disk.write("/etc/group", "ops:x:1000:\n");
    disk.write("/var/lib/docker/plugins/1/config.json", '{"plugin":{"Enabled":true,"Name":"loki:latest"}}');
    disk.write("/var/lib/docker/plugins/2/config.json", '{"plugin":{"Enabled":false,"Name":"off:latest"}}');
    disk.write("/etc/docker/plugins/opa.spec", "unix:///run/opa.sock");
  });
  afterEach(() => host.stop());

  const apply = async (daemonJson: JsonObject) => {
    const text = JSON.stringify(daemonJson);
    const change = { file: { kind: "write", text }, after: daemonJson } as const;
    return host.apply(change, undefined, termsOf(), ownedBy(daemonJson));
  };
  const runtime = (path: string): JsonObject => ({ runtimes: { r: { path } } });
  const nofile = (Hard: number): JsonObject => ({
    "default-ulimits": { nofile: { Name: "nofile", Soft: 1, Hard } },
  });

  test.each<[JsonObject, RegExp]>([
    [
      runtime("/opt/rnsc"),
      /^options.runtimes.r.path: \/opt\/rnsc is not an executable on this host; install it/,
    ],
    [runtime("/opt/text"), /is not an executable/],
    [runtime("/opt"), /is not an executable/],
    [runtime("no-such-program"), /is not an executable/],
    [{ "seccomp-profile": "/etc/none.json" }, /^options.seccompProfile: .* is not a file .*; create it/],
    [{ containerd: "/opt/text" }, /is not a socket/],
    [{ bridge: "br1" }, /^options.bridge: br1 is not a network interface/],
    [{ group: "nobodies", hosts: ["unix:///run/d.sock"] }, /^options.group: nobodies is not a group/],
    [
      { "log-driver": "lokii" },
      /^options.logDriver: lokii is neither a built-in driver nor an enabled plugin/,
    ],
    [{ "log-driver": "off" }, /an enabled plugin; run docker plugin install/],
    [{ "log-driver": "loki", "data-root": "/srv/data" }, /^options.logDriver: loki is neither/],
    [nofile(-1), /is above fs.nr_open \(1048576\) of this host; set 1048576 or less/],
    [nofile(1048577), /^options.defaultUlimits.nofile.hard: 1048577 is above/],
    [
      { "data-root": "/srv/link/docker/x" },
      /is below a symbolic link; create it, or set \/srv\/data\/docker\/x\n/,
    ],
    [{ hosts: ["tcp://10.0.0.6:1"] }, /^options.hosts\[0\]: 10.0.0.6 is not an address of this host/],
    [{ hosts: ["tcp://10.0.0.50:1"] }, /is not an address of this host/],
    [
      { hosts: ["tcp://172.17.0.1:1"] },
      /is an address of docker0, which dockerd itself brings up: .* next boot/,
    ],
    [{ hosts: ["tcp://172.19.0.1:1"] }, /is an address of br-0123456789ab/],
    [{ hosts: ["tcp://[fd00::6]:1"] }, /is not an address/],
    [{ hosts: ["tcp://[fd00:1000::1]:1"] }, /is an address of docker0/],
  ])("preflight refuses %j before anything is changed", async (daemonJson, says) => {
    const before = host.tree();
    const { steps, failures } = await apply(daemonJson);
    expect(steps).toEqual(["lock_host", "preflight", "abandon"]);
    expect(failures).toEqual([
      { step: "preflight", reason: "missing", detail: expect.stringMatching(says) as string },
    ]);
    expect(host.tree()).toEqual(before);
    expect(host.names(STATE)).toEqual([]);
  });

  test.each<[JsonObject]>([
    [runtime("/opt/runsc")],
    [runtime("sh")],
    [{ bridge: "br0" }],
    [{ group: "ops", hosts: ["unix:///run/d.sock"] }],
    [{ "log-driver": "loki" }],
    [{ "authorization-plugins": ["opa"] }],
    [nofile(1048576)],
    [{ "data-root": "/srv/link" }],
    [{ "data-root": "/srv/new/docker" }],
    [{ hosts: ["fd://", "tcp://10.0.0.5:1", "tcp://[fd00::5]:1", "tcp://0.0.0.0:1"] }],
  ])("preflight accepts %j", async (daemonJson) => {
    const { failures } = await apply(daemonJson);
    expect(failures.filter(({ step }) => step === "preflight")).toEqual([]);
  });

  test("preflight accepts any address if the kernel allows binding to missing ones", async () => {
    host.disk.write("/proc/sys/net/ipv4/ip_nonlocal_bind", "1\n");
    const { failures } = await apply({ hosts: ["tcp://172.17.0.1:1", "tcp://10.0.0.6:1"] });
    expect(failures.filter(({ step }) => step === "preflight")).toEqual([]);
  });

  test("preflight reports all missing things at once", async () => {
    const { failures } = await apply({ bridge: "br1", "seccomp-profile": "/none" });
    expect(failures[0]?.detail.trim().split("\n")).toHaveLength(2);
  });
});
