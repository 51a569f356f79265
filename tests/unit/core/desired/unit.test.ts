import { plannedUnit, type UnitPlan, unitWithoutDropIn } from "../../../../provider/core/desired/unit";
import { DROP_IN } from "../../../../provider/core/host-paths";
import type { UnitFacts } from "../../../../provider/core/desired/engine-words";
import type { JsonObject } from "../../../../provider/core/json";
import type { UnitText } from "../../../../provider/core/observed/host";
import { unitTextOf } from "../../fixtures";

const PATH = "/usr/lib/systemd/system/docker.service";
const DROP_INS = "/etc/systemd/system/docker.service.d";
const DEFAULTS = "EnvironmentFile=-/etc/default/docker\n";

const facts = (text: UnitText, other: Partial<UnitFacts> = {}): UnitFacts => ({
  text,
  startsScript: false,
  argv: [],
  ...other,
});

/** Returns a unit with a command line, other lines, and environment files by their paths. */
const unit = (command: string, other = "", files: Readonly<Record<string, string>> = {}): UnitFacts =>
  facts(
    unitTextOf(`[Service]\nExecStart=${command}\n${other}`, {
      environmentFiles: Object.entries(files).map(([path, text]) => ({ path, text })),
    }),
  );

/** Returns a unit with a drop-in that sets its command line. */
const withDropIn = (name: string, command: string): UnitFacts =>
  facts(
    unitTextOf("", {
      files: [
        { path: PATH, text: "[Service]\nExecStart=/usr/sbin/dockerd -H fd://\n" },
        { path: `${DROP_INS}/${name}`, text: `[Service]\nExecStart=\nExecStart=${command}\n` },
      ],
    }),
  );

/** Returns keys of daemon.json, each with some declared value. */
const keys = (...names: string[]): JsonObject =>
  Object.fromEntries(names.map((name) => [name, name === "labels" ? ["x=y"] : true]));

function planOf(service: UnitFacts, declared: JsonObject): UnitPlan {
  const plan = plannedUnit(service, declared);
  if ("conflict" in plan) throw new Error(plan.conflict);
  return plan;
}

/** Returns the command line of the planned drop-in. */
const execStart = ({ dropIn = "" }: UnitPlan): string | undefined => /\nExecStart=(.+)\n/.exec(dropIn)?.[1];

test.each([
  [
    "no flag of a declared key",
    "/usr/sbin/dockerd -H fd://",
    ["labels"],
    ["/usr/sbin/dockerd", "-H", "fd://"],
  ],
  ["signs before the program", "-/usr/sbin/dockerd -D", ["labels"], ["/usr/sbin/dockerd", "-D"]],
  ["another name for the program", "@/usr/sbin/dockerd docker -D", ["labels"], ["/usr/sbin/dockerd", "-D"]],
  ["a variable that isn't set", "/usr/sbin/dockerd $DOCKER_OPTS", ["labels"], ["/usr/sbin/dockerd"]],
])("a command line with %s needs no drop-in", (_name, command, declared, argv) => {
  expect(plannedUnit(unit(command), keys(...declared))).toEqual({
    dropIn: undefined,
    argv,
    moved: {},
    notes: [],
  });
});

test.each([
  ["--label=a=b", "--label", ["labels"]],
  ["--label a=b", "--label", ["labels"]],
  ["--label a=b --label c=d", "--label", ["labels"]],
  ["-D", "-D", ["debug"]],
  ["--debug=true", "--debug", ["debug"]],
  ["--some-key=1", "--some-key", ["some-key"]],
])(
  "a flag of a declared key is left out, all others are repeated as they are: %s",
  (flag, name, declared) => {
    const service = unit(`/usr/sbin/dockerd -H fd:// ${flag} --bip="10.0.0.1/24" $X`);
    const { dropIn, argv } = planOf(service, keys(...declared));
    expect(dropIn).toBe(`# Written by pulumi-dockerd and removed by its destroy; changes here are lost.
# ExecStart is that of ${PATH} without ${name}: daemon.json sets these.
[Service]
ExecStart=
ExecStart=/usr/sbin/dockerd -H fd:// --bip="10.0.0.1/24" $X
`);
    expect(argv).toEqual(["/usr/sbin/dockerd", "-H", "fd://", "--bip=10.0.0.1/24"]);
  },
);

test.each([
  ["-DH fd://", ["debug"], "-H fd://", "-D"],
  ["-DH fd://", ["hosts"], "-D", "-H"],
  ["-DHfd://", ["hosts"], "-D", "-H"],
  ["-D=true --label -D --label x=y", ["debug"], "--label -D --label x=y", "-D"],
  ["-H ${HOST}:2375 -D", ["hosts"], "-D", "-H"],
  ["--label=${HOST} $NONE -D", ["debug"], "--label=${HOST} $NONE", "-D"],
  [`--label "a b=\\x41 $$ 5%%" -D`, ["debug"], `--label "a b=\\x41 $$ 5%%"`, "-D"],
])("%s without the flags of %j becomes %s", (flags, declared, left, removed) => {
  const text = unit(`/usr/sbin/dockerd ${flags}`, "Environment=HOST=tcp://0.0.0.0\n");
  const planned = planOf(text, keys(...declared));
  expect(execStart(planned)).toBe(`/usr/sbin/dockerd ${left}`);
  expect(planned.dropIn).toContain(` without ${removed}: `);
});

test("a line end in a flag or a path can't add a line to the drop-in", () => {
  const service = withDropIn("a\nb.conf", `/usr/sbin/dockerd "--x\\nExecStartPre=/usr/bin/touch /x" -D`);
  const { dropIn } = planOf(service, { "x\nExecStartPre": true, debug: true });
  expect(dropIn?.split("\n")).toHaveLength(6);
  expect(dropIn).not.toMatch(/^ExecStartPre/m);
});

test("a flag of a variable is left out, the variable's other words are repeated", () => {
  const files = { "/etc/default/docker": 'DOCKER_OPTS="--label a=b --bip 10.0.0.1/24"\n' };
  const planned = planOf(unit("/usr/sbin/dockerd $DOCKER_OPTS", DEFAULTS, files), keys("labels"));
  expect(planned.argv).toEqual(["/usr/sbin/dockerd", "--bip", "10.0.0.1/24"]);
  expect(execStart(planned)).toBe("/usr/sbin/dockerd --bip 10.0.0.1/24");
});

test("variables aren't expanded in a command line with the prefix :", () => {
  const files = { "/etc/default/docker": "DOCKER_OPTS=-D\n" };
  const planned = planOf(
    unit(":/usr/sbin/dockerd --label=a=$DOCKER_OPTS -D", DEFAULTS, files),
    keys("debug"),
  );
  expect(planned.argv).toEqual(["/usr/sbin/dockerd", "--label=a=$DOCKER_OPTS"]);
});

test("an environment file overrides the unit's own variables, and a later file overrides it", () => {
  const files = { "/etc/a": "DOCKER_OPTS=-D\nA=--bip=10.0.0.1/24", "/etc/b": "A=" };
  const own = `Environment=DOCKER_OPTS=--label=a=b\n${DEFAULTS}`;
  const { dropIn, argv } = planOf(
    unit("/usr/sbin/dockerd $DOCKER_OPTS $A", own, files),
    keys("labels", "bip"),
  );
  expect([dropIn, argv]).toEqual([undefined, ["/usr/sbin/dockerd", "-D"]]);
});

test("the provider's own drop-in is ignored, so planning again has the same result", () => {
  const service = unit("/usr/sbin/dockerd --label=a=b");
  const once = planOf(service, keys("labels"));
  const files = [...service.text.files, { path: DROP_IN, text: once.dropIn ?? "" }];
  expect(once.dropIn).toBeDefined();
  expect(plannedUnit(facts({ ...service.text, files }), keys("labels"))).toEqual(once);
});

describe("the values of flags", () => {
  test.each<[string, JsonObject, JsonObject]>([
    ["--label site=ams --label rack=r1", { labels: ["site=fra"] }, { labels: ["rack=r1"] }],
    [
      "--log-opt max-size=500m --log-opt max-file=10",
      { "log-opts": { "max-size": "50m" } },
      { "log-opts": { "max-file": "10" } },
    ],
    [
      "--default-ulimit nofile=1024:2048 --default-ulimit nproc=7",
      { "default-ulimits": { nproc: { Name: "nproc", Hard: 1, Soft: 1 } } },
      { "default-ulimits": { nofile: { Name: "nofile", Hard: 2048, Soft: 1024 } } },
    ],
    [
      "--http-proxy=http://p --no-proxy=x",
      { proxies: { "no-proxy": "y" } },
      { proxies: { "http-proxy": "http://p" } },
    ],
    [
      "--feature cdi=true --feature buildkit=false",
      { features: { cdi: false } },
      { features: { buildkit: false } },
    ],
    [
      "--default-network-opt bridge=com.docker.network.driver.mtu=1400",
      { "default-network-opts": { ipvlan: { a: "b" } } },
      { "default-network-opts": { bridge: { "com.docker.network.driver.mtu": "1400" } } },
    ],
    ["--dns 10.0.0.53 --label=a=b", { dns: ["10.0.0.54"] }, {}],
    ["--label=a=b", { labels: ["a=c"] }, {}],
  ])("of %s are moved to daemon.json if %j is declared: %j", (flags, declared, moved) => {
    expect(planOf(unit(`/usr/sbin/dockerd ${flags}`), declared).moved).toEqual(moved);
  });

  test("are noted if they are moved, and if a declared list or scalar replaces them", () => {
    const service = unit("/usr/sbin/dockerd --dns=10.0.0.53 --mtu 1400 --label a=b --label c=d");
    expect(planOf(service, { dns: ["10.0.0.54"], mtu: 1500, labels: ["a=x"] }).notes).toEqual([
      "docker.service: declared options replace these flags: --dns --mtu",
      "docker.service: flags move to daemon.json: labels.c",
    ]);
  });

  test("that can't be read are a conflict that names the flag, not its value", () => {
    expect(plannedUnit(unit("/usr/sbin/dockerd --log-opt secret"), { "log-opts": { a: "b" } })).toEqual({
      conflict: `--log-opt on the command line of docker.service (in ${PATH}) has an invalid value, and a declared option sets the same`,
      remedy: `fix or remove --log-opt in ${PATH}, and run \`systemctl daemon-reload\``,
    });
  });

  test.each([
    ["in ExecStart", "/usr/sbin/dockerd --label host=%H", ""],
    ["in a variable", "/usr/sbin/dockerd $OPTS", "Environment=OPTS=--label=host=%%H%H\n"],
    ["of a flag that may stay", "/usr/sbin/dockerd --add-runtime %H=/x --label=a=b", ""],
  ])("with a specifier %s are unknown, which is a conflict", (_name, command, other) => {
    const declared = { labels: ["x=y"], runtimes: { x: { path: "/x" } } };
    expect(plannedUnit(unit(command, other), declared)).toMatchObject({
      conflict: `${PATH} sets ${command.includes("--add") ? "--add-runtime" : "--label"} with a systemd specifier (%), and a declared option sets the same`,
    });
    expect(plannedUnit(unit(command, other), keys("debug"))).toMatchObject({ dropIn: undefined });
  });
});

describe.each(["10-x.conf", "99-x.conf", "docker.conf", "override.conf", "startup_options.conf", "zz.conf"])(
  "a flag of a declared option in %s",
  (name) => {
    test("is left out by the provider's drop-in, which systemd reads later", () => {
      const planned = planOf(withDropIn(name, "/usr/sbin/dockerd --label=a=b -H fd://"), keys("labels"));
      expect(execStart(planned)).toBe("/usr/sbin/dockerd -H fd://");
    });
  },
);

test("a drop-in that sorts after the provider's is named with the flag, and can be renamed as the remedy says", () => {
  const planned = plannedUnit(withDropIn("zzzz.conf", "/usr/sbin/dockerd --label=a=b"), keys("labels"));
  expect(planned).toMatchObject({
    conflict: `${DROP_INS}/zzzz.conf sets --label, which a declared option sets too, and overrides the provider's drop-in zzz-pulumi-dockerd.conf`,
  });
  const name = /\((\S+\.conf)\)/.exec("remedy" in planned ? planned.remedy : "")?.[1] ?? "";
  expect(name).toBe("10-zzzz.conf");
  expect(planOf(withDropIn(name, "/usr/sbin/dockerd --label=a=b"), keys("labels")).dropIn).toBeDefined();
});

test("--add-runtime stays on the command line, and its entries are added to runtimes, since dockerd accepts both", () => {
  const text = unit("/usr/sbin/dockerd -H fd:// --add-runtime=nvidia=/usr/bin/nvidia-container-runtime");
  expect(plannedUnit(text, { runtimes: { x: { path: "/x" } }, "default-runtime": "nvidia" })).toMatchObject({
    dropIn: undefined,
    moved: { runtimes: { nvidia: { path: "/usr/bin/nvidia-container-runtime" } } },
  });
  expect(plannedUnit(text, { "default-runtime": "nvidia" })).toMatchObject({ dropIn: undefined, moved: {} });
});

describe("a unit that can't be planned", () => {
  test.each<[string, UnitFacts, RegExp, RegExp]>([
    ["no ExecStart", facts(unitTextOf("[Service]\n")), /has no ExecStart/, /set ExecStart/],
    [
      "two commands",
      unit("/usr/sbin/dockerd", "Type=oneshot\nExecStart=/usr/sbin/dockerd -D\n"),
      /has 2 ExecStart commands \(in \/usr\/lib\/systemd\/system\/docker\.service\)/,
      /empty line `ExecStart=` before the command that starts dockerd in /,
    ],
    [
      "an environment file that can't be read",
      facts(
        unitTextOf("[Service]\nExecStart=/usr/sbin/dockerd $A\nEnvironmentFile=/etc/a\n", {
          unreadable: ["/etc/a"],
        }),
      ),
      /its environment file \/etc\/a is missing or not a regular file/,
      /EnvironmentFile=-\/etc\/a/,
    ],
    [
      "a command line that systemd reads in another way",
      facts(unitTextOf("[Service]\nExecStart=/usr/sbin/dockerd\n", { commands: ["/usr/sbin/dockerd -D"] })),
      /ExecStart in .* cannot be parsed as systemd parses it/,
      /in one line/,
    ],
  ])("is a conflict with a remedy of its own: %s", (_name, service, conflict, remedy) => {
    expect(plannedUnit(service, keys("labels"))).toEqual({
      conflict: expect.stringMatching(conflict) as string,
      remedy: expect.stringMatching(remedy) as string,
    });
    expect(unitWithoutDropIn(service)).toEqual({ dropIn: undefined, argv: [] });
  });

  test("can be planned once an empty ExecStart resets the others, as the remedy says", () => {
    const service = unit("/usr/sbin/dockerd", "ExecStart=\nExecStart=/usr/sbin/dockerd -D\n");
    expect(planOf(service, keys("labels")).argv).toEqual(["/usr/sbin/dockerd", "-D"]);
  });
});
