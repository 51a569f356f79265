import type { JsonObject } from "../../../../provider/core/json";
import { hostChecks } from "../../../../provider/core/plan/preflight";
import { ownedBy } from "../../../../provider/core/desired/daemon-json";

const checks = (daemonJson: JsonObject): string[] =>
  hostChecks(daemonJson, ownedBy(daemonJson)).map(({ kind, option, value, more }) =>
    [kind, option, value, ...(more === undefined ? [] : [more])].join(" "),
  );

test.each<[JsonObject, string[]]>([
  [
    { hosts: ["fd://", "tcp://172.17.0.1:2375", "tcp://[fd00::1]:2375"] },
    [
      "ipv4 options.hosts[1] 172.17.0.1 16781740",
      "ipv6 options.hosts[2] fd00::1 fd000000000000000000000000000001",
    ],
  ],
  [{ hosts: ["tcp://0.0.0.0:1", "tcp://:1", "tcp://[::]:1", "tcp://127.0.0.2:1", "tcp://[::1]:1"] }, []],
  [{ hosts: ["tcp://localhost:2375", "unix:///run/d.sock"] }, []],
  [{ "metrics-addr": "10.0.0.1:9323" }, ["ipv4 options.metricsAddr 10.0.0.1 16777226"]],
  [
    {
      runtimes: { a: { path: "/bin/a" }, b: { runtimeType: "io.containerd.b.v1" }, c: { runtimeType: "/c" } },
    },
    ["program options.runtimes.a.path /bin/a", "program options.runtimes.c.runtimeType /c"],
  ],
  [
    { tlscacert: "/ca", tlscert: "/c", tlskey: "/k" },
    ["file options.tlscacert /ca", "file options.tlscert /c", "file options.tlskey /k"],
  ],
  [{ "seccomp-profile": "/s.json" }, ["file options.seccompProfile /s.json"]],
  [{ "seccomp-profile": "unconfined" }, []],
  [{ "init-path": "tini" }, ["program options.initPath tini"]],
  [{ "userland-proxy-path": "/p" }, ["program options.userlandProxyPath /p"]],
  [{ containerd: "/run/c.sock" }, ["socket options.containerd /run/c.sock"]],
  [{ bridge: "br0" }, ["interface options.bridge br0"]],
  [{ bridge: "none" }, []],
  [{ bridge: "docker0" }, []],
  [{ group: "ops", hosts: ["unix:///run/d.sock"] }, ["group options.group ops"]],
  [{ group: "ops", hosts: ["fd://"] }, []],
  [{ "log-driver": "local" }, []],
  [{ "log-driver": "loki" }, ["plugin options.logDriver loki /var/lib/docker"]],
  [
    { "authorization-plugins": ["opa"], "data-root": "/d" },
    ["data options.dataRoot /d", "plugin options.authorizationPlugins[0] opa /d"],
  ],
  [
    { "log-opts": { "syslog-tls-ca-cert": "/ca", tag: "/x" } },
    ['file options.logOpts["syslog-tls-ca-cert"] /ca'],
  ],
  [
    { "default-ulimits": { nofile: { Name: "nofile", Soft: 1, Hard: -1 } } },
    ["files options.defaultUlimits.nofile.hard -1"],
  ],
])("the host is checked for what %j refers to", (daemonJson, expected) => {
  expect(checks(daemonJson).sort()).toEqual([...expected].sort());
});

test("unmanaged entries and keys aren't checked", () => {
  const daemonJson = { runtimes: { managed: { path: "/m" }, unmanaged: { path: "/u" } }, bridge: "br0" };
  expect(hostChecks(daemonJson, { runtimes: ["managed"] }).map(({ option }) => option)).toEqual([
    "options.runtimes.managed.path",
  ]);
});
