import { hazardsOf, neededFacts } from "../../../../provider/core/hazards/hazards";
import type { Json, JsonObject } from "../../../../provider/core/json";
import type { Container } from "../../../../provider/core/observed/containers";
import { observedEngine, type ObservedEngine } from "../../../../provider/core/observed/engine";
import { planDeclared, type Plan } from "../../../../provider/core/plan/plan";
import { fileOf, hostOf, surveyOf } from "../../fixtures";

const ARGV = ["/usr/sbin/dockerd", "-H", "fd://"];

interface Facts {
  readonly version?: string;
  readonly info?: JsonObject;
  /** daemon.json as found. */
  readonly found?: JsonObject;
  readonly containers?: readonly Partial<Container>[];
  readonly volumes?: number;
  /** Whether the engine is stopped. */
  readonly stopped?: true;
}

const containerOf = (other: Partial<Container>): Container => ({
  name: "web",
  running: true,
  restartPolicy: "no",
  isRemoved: false,
  usesHostGateway: false,
  ...other,
});

function engineWith({ version = "26.1.5", info = {}, containers = [] }: Facts): ObservedEngine {
  const defaults = { Debug: false, Labels: [], DockerRootDir: "/var/lib/docker", Driver: "overlay2" };
  const running: Json = containers
    .map(containerOf)
    .filter((container) => container.running)
    .map(({ name }) => ({ Id: "c0ffee", Names: [`/${name}`] }));
  return observedEngine({ Version: version }, { ...defaults, ...info }, null, running);
}

/** Returns the plan of some keys of daemon.json on a host, and what is known of the host. */
function planned(declared: JsonObject, facts: Facts): { plan: Plan; survey: ReturnType<typeof surveyOf> } {
  const found = facts.found ?? {};
  const engine = facts.stopped === true ? undefined : engineWith(facts);
  const plan = planDeclared(
    declared,
    {},
    { argv: ARGV, dropIn: undefined },
    { found, engine, dropIn: undefined },
  );
  return { plan, survey: { ...surveyOf(hostOf({ daemonJson: fileOf(JSON.stringify(found)) })), engine } };
}

function hazards(declared: JsonObject, facts: Facts = {}): readonly string[] {
  const { plan, survey } = planned(declared, facts);
  const { containers = [], volumes = 0 } = facts;
  return hazardsOf(plan, survey, { containers: containers.map(containerOf), volumes }).map(
    ({ hazard, what, instead }) => `${hazard}: ${what} -> ${instead}`,
  );
}

const LOGS = { "log-opts": { "max-size": "1m" } };
const LIVE = { LiveRestoreEnabled: true };
const ALONE =
  "enable live-restore first, in an update that changes nothing but options.liveRestore (a reload)";

describe("stops-containers", () => {
  test("a restart names the containers that it stops, and those that stay stopped", () => {
    const containers = [
      { name: "db", restartPolicy: "always" },
      { name: "web", restartPolicy: "unless-stopped" },
      { name: "job" },
      { name: "once", isRemoved: true },
      { name: "retry", restartPolicy: "on-failure" },
      { name: "old", running: false },
    ];
    expect(hazards(LOGS, { containers })).toEqual([
      "stops-containers: the restart of dockerd (for logOpts) stops 5 running containers: " +
        "db and web (started again with dockerd); job (stays stopped: restart policy no), once (removed: --rm) and " +
        `retry (stays stopped: restart policy on-failure) -> ${ALONE}`,
    ]);
  });

  test("the names of many containers are cut off, their number isn't", () => {
    const containers = Array.from({ length: 44 }, (_, at) => ({ name: `c${at}`, restartPolicy: "always" }));
    const [hazard] = hazards(LOGS, { containers });
    expect(hazard).toContain("stops 44 running containers: c0, c1,");
    expect(hazard).toContain("c19 and 24 more (started again with dockerd)");
  });

  test.each<[string, JsonObject, Facts]>([
    ["a reload", { labels: ["a=1"] }, { containers: [{}] }],
    ["a restart without running containers", LOGS, { containers: [{ running: false }] }],
    [
      "a restart with live-restore in effect",
      LOGS,
      { containers: [{}], info: LIVE, found: { "live-restore": true } },
    ],
    ["a stopped engine", LOGS, { stopped: true }],
  ])("%s stops none", (_name, declared, facts) => {
    expect(hazards(declared, facts)).toEqual([]);
  });

  test("live-restore that only starts with this restart doesn't keep containers", () => {
    expect(hazards({ ...LOGS, "live-restore": true }, { containers: [{}] })).toHaveLength(1);
  });

  test("on a member of a Swarm, which can't have live-restore, the node can be drained", () => {
    const info = { Swarm: { LocalNodeState: "active" } };
    expect(hazards(LOGS, { containers: [{}], info })).toEqual([
      expect.stringContaining(
        "-> drain this Swarm node first (docker node update --availability drain NODE)",
      ),
    ]);
  });

  test("a restart that ends live-restore stops containers, although it is in effect", () => {
    const facts = { containers: [{}], info: LIVE, found: { "live-restore": true } };
    expect(hazards({ ...LOGS, "live-restore": false }, facts)).toEqual([
      expect.stringContaining("-> keep live-restore in this change, and disable it in a later one"),
    ]);
  });
});

describe("hides-data", () => {
  const ROOT = { "data-root": "/srv/docker" };

  test("another data root hides what the engine has", () => {
    expect(hazards(ROOT, { info: { Images: 12, Containers: 1 }, volumes: 2 })).toEqual([
      "hides-data: dataRoot: the engine has 12 images, 1 container and 2 volumes, which it may no longer see until the " +
        "present value is back -> leave dataRoot as it is",
    ]);
  });

  test.each<[string, JsonObject, Facts]>([
    ["another data root of an engine without data", ROOT, { info: { Images: 0, Containers: 0 } }],
    ["a data root that the engine has already", { "data-root": "/var/lib/docker" }, { info: { Images: 1 } }],
    [
      "a storage driver that the engine chose itself",
      { "storage-driver": "overlay2" },
      { info: { Images: 1 } },
    ],
    ["a feature that concerns no data", { features: { cdi: true } }, { info: { Images: 1 } }],
  ])("%s hides nothing", (_name, declared, facts) => {
    expect(hazards(declared, facts)).toEqual([]);
  });

  test("the containerd image store hides images", () => {
    expect(hazards({ features: { "containerd-snapshotter": true } }, { info: { Images: 1 } })).toEqual([
      expect.stringContaining("hides-data: features: the engine has 1 image,"),
    ]);
  });
});

describe("opens-api", () => {
  const TCP = { hosts: ["fd://", "tcp://0.0.0.0:2375"], tls: false };

  test("a tcp listener without client verification is named", () => {
    expect(hazards(TCP)).toEqual([
      "opens-api: dockerd doesn't verify clients at tcp://0.0.0.0:2375: whoever can connect there is root on the host " +
        "-> declare tls with caCertificate, so that clients must present a certificate",
    ]);
  });

  test.each<[string, JsonObject, Facts]>([
    ["a listener that verifies clients", { ...TCP, tls: true, tlsverify: true }, {}],
    ["a listener with tls, which verifies since 20.10,", { ...TCP, tls: true }, {}],
    ["a listener that is open already", { labels: ["a=1"] }, { found: TCP }],
    ["a unix socket", { hosts: ["unix:///run/other.sock"] }, {}],
  ])("%s opens nothing", (_name, declared, facts) => {
    expect(hazards(declared, facts)).toEqual([]);
  });

  test("a listener that no longer verifies clients is opened", () => {
    const found = { hosts: TCP.hosts, tlsverify: true };
    expect(hazards({ tlsverify: false, tls: true }, { found })).toHaveLength(1);
  });
});

describe("authorization", () => {
  const found = { "authorization-plugins": ["opa", "audit"] };

  test("a plugin that is removed is named", () => {
    expect(hazards({ "authorization-plugins": ["opa"] }, { found })).toEqual([
      "authorization: authorizationPlugins: API requests are no longer checked by audit " +
        "-> keep audit in options.authorizationPlugins",
    ]);
  });

  test("an added plugin is not a hazard", () => {
    expect(hazards({ "authorization-plugins": ["opa", "audit", "third"] }, { found })).toEqual([]);
  });
});

describe("cuts-network", () => {
  test.each(["iptables", "ip6tables", "ip-masq", "ip-forward"])("%s: false is named", (key) => {
    expect(hazards({ [key]: false })).toEqual([expect.stringMatching(/^cuts-network: /)]);
    expect(hazards({ [key]: true })).toEqual([]);
  });

  test("a firewall backend that is in the file already is not a hazard", () => {
    const nftables = { "firewall-backend": "nftables" };
    expect(hazards(nftables, { version: "29.1.0" })).toHaveLength(1);
    expect(hazards(nftables, { version: "29.1.0", found: nftables })).toEqual([]);
  });
});

describe("breaks-host-gateway", () => {
  const LABELS = { labels: ["a=1"] };
  const containers = [{ name: "app", running: false, usesHostGateway: true }, { name: "web" }];

  test("a reload of an affected engine names the containers with host-gateway, running or not", () => {
    expect(hazards(LABELS, { version: "28.5.2", containers })).toEqual([
      "breaks-host-gateway: a reload makes engine 28.5.2 lose the address of host-gateway: app can't start again until " +
        "dockerd is restarted (moby#52060) -> enable live-restore in this change: later changes then restart dockerd " +
        "instead, and containers keep running; or upgrade to engine 29.3",
    ]);
  });

  test.each(["26.1.5", "29.3.0"])("engine %s isn't affected", (version) => {
    expect(hazards(LABELS, { version, containers })).toEqual([]);
  });

  test("with live-restore in effect the change is a restart, which keeps the containers", () => {
    const facts = { version: "28.5.2", containers, info: LIVE, found: { "live-restore": true } };
    expect(planned(LABELS, facts).plan.effect).toBe("restart");
    expect(hazards(LABELS, facts)).toEqual([]);
  });
});

test.each<[string, JsonObject, Facts, ReturnType<typeof neededFacts>]>([
  ["a reload", { labels: ["a=1"] }, { containers: [{}] }, { containers: "none", volumes: false }],
  ["a restart", LOGS, { containers: [{}] }, { containers: "running", volumes: false }],
  ["a reload of 28.5", { labels: ["a=1"] }, { version: "28.5.2" }, { containers: "all", volumes: false }],
  ["a data root", { "data-root": "/srv/d" }, {}, { containers: "none", volumes: true }],
  ["a stopped engine", LOGS, { stopped: true }, { containers: "none", volumes: false }],
])("%s queries the engine only for what its hazards depend on", (_name, declared, facts, needed) => {
  const { plan, survey } = planned(declared, facts);
  expect(neededFacts(plan, survey)).toEqual(needed);
});

test("an engine that didn't report its containers is queried once more, never taken for one without", () => {
  const { plan, survey } = planned(LOGS, {});
  const engine = { ...survey.engine!, containersAnswer: null };
  expect(neededFacts(plan, { ...survey, engine })).toEqual({ containers: "running", volumes: false });
});
