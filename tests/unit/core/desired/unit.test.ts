import { DROP_IN, plannedUnit } from "../../../../provider/core/desired/unit";

const PATH = "/usr/lib/systemd/system/docker.service";
const unit = (command: string, other = "", files: Readonly<Record<string, string>> = {}) => ({
  cat: `# ${PATH}\n[Service]\nExecStart=${command}\n${other}`,
  environmentFiles: new Map(Object.entries(files)),
});
const DEFAULTS = "EnvironmentFile=-/etc/default/docker\n";

test.each([
  [
    "no flag of a declared key",
    "/usr/sbin/dockerd -H fd://",
    ["labels"],
    ["/usr/sbin/dockerd", "-H", "fd://"],
  ],
  ["signs before the program", "-/usr/sbin/dockerd -D", ["labels"], ["/usr/sbin/dockerd", "-D"]],
  ["a variable that isn't set", "/usr/sbin/dockerd $DOCKER_OPTS", ["labels"], ["/usr/sbin/dockerd"]],
])("%s: no drop-in is needed", (_name, command, declared, argv) => {
  expect(plannedUnit(unit(command), declared)).toEqual({ dropIn: undefined, argv });
});

test.each([
  ["--label=a=b", ["labels"]],
  ["--label a=b", ["labels"]],
  ["--label a=b --label c=d", ["labels"]],
  ["-D", ["debug"]],
  ["--debug=true", ["debug"]],
  ["--some-key=1", ["some-key"]],
])("a flag of a declared key is left out, all others are repeated as they are: %s", (flag, declared) => {
  const planned = plannedUnit(unit(`/usr/sbin/dockerd -H fd:// ${flag} --bip="10.0.0.1/24" $X`), declared);
  expect(planned).toEqual({
    dropIn: `# Written by pulumi-dockerd and removed by its destroy; changes here are lost.
# As in ${PATH}, without ${flag}: daemon.json says it.
[Service]
ExecStart=
ExecStart=/usr/sbin/dockerd -H fd:// --bip="10.0.0.1/24" $X
`,
    argv: ["/usr/sbin/dockerd", "-H", "fd://", "--bip=10.0.0.1/24"],
  });
});

test.each([
  ["-DH fd://", ["debug"], "-H fd://", "-D"],
  ["-DH fd://", ["hosts"], "-D", "-H fd://"],
  ["-DHfd://", ["hosts"], "-D", "-Hfd://"],
  ["-D=true --label -D --label x=y", ["debug"], "--label -D --label x=y", "-D=true"],
  ["-H ${HOST}:2375 -D", ["hosts"], "-D", "-H tcp://0.0.0.0:2375"],
  ["--label=${HOST} $NONE -D", ["debug"], "--label=${HOST} $NONE", "-D"],
  [`--label "a b=\\x41 $$ 5%%" -D`, ["debug"], `--label "a b=\\x41 $$ 5%%"`, "-D"],
])("of %s without %j is left %s", (flags, declared, left, gone) => {
  const text = unit(`/usr/sbin/dockerd ${flags}`, "Environment=HOST=tcp://0.0.0.0\n");
  const planned = plannedUnit(text, declared);
  expect("dropIn" in planned && planned.dropIn)
    .toBe(`# Written by pulumi-dockerd and removed by its destroy; changes here are lost.
# As in ${PATH}, without ${gone}: daemon.json says it.
[Service]
ExecStart=
ExecStart=/usr/sbin/dockerd ${left}
`);
});

test("a flag of a variable is left out, the variable's other words are repeated", () => {
  const files = { "/etc/default/docker": 'DOCKER_OPTS="--label a=b --bip 10.0.0.1/24"\n' };
  const planned = plannedUnit(unit("/usr/sbin/dockerd $DOCKER_OPTS", DEFAULTS, files), ["labels"]);
  expect(planned).toMatchObject({ argv: ["/usr/sbin/dockerd", "--bip", "10.0.0.1/24"] });
  expect("dropIn" in planned && planned.dropIn).toContain(
    "\nExecStart=/usr/sbin/dockerd --bip 10.0.0.1/24\n",
  );
});

test("the environment file goes before the unit's own variables", () => {
  const files = { "/etc/default/docker": "DOCKER_OPTS=-D\n" };
  const text = unit(
    "/usr/sbin/dockerd $DOCKER_OPTS",
    `Environment=DOCKER_OPTS=--label=a=b\n${DEFAULTS}`,
    files,
  );
  expect(plannedUnit(text, ["labels"])).toEqual({ dropIn: undefined, argv: ["/usr/sbin/dockerd", "-D"] });
});

test("our own drop-in doesn't count: planning again finds the same", () => {
  const text = unit("/usr/sbin/dockerd --label=a=b");
  const once = plannedUnit(text, ["labels"]);
  const dropIn = "dropIn" in once ? once.dropIn : undefined;
  expect(dropIn).toBeDefined();
  expect(plannedUnit({ ...text, cat: `${text.cat}\n# ${DROP_IN}\n${dropIn}` }, ["labels"])).toEqual(once);
});

test.each([
  ["no ExecStart", "# /u\n[Service]\n", /0 ExecStart lines/],
  ["two", "# /u\n[Service]\nExecStart=a\nExecStart=b\n", /2 ExecStart lines/],
  [
    "a drop-in of others that is read after ours",
    "# /u\nExecStart=a\n\n# /etc/systemd/system/docker.service.d/zzzz.conf\nExecStart=\nExecStart=/d --label=a=b\n",
    /zzzz\.conf sets --label, which a declared option sets too, and is read after our drop-in zzz-pulumi-dockerd\.conf/,
  ],
])("%s is a conflict", (_name, cat, conflict) => {
  expect(plannedUnit({ cat, environmentFiles: new Map() }, ["labels"])).toEqual({
    conflict: expect.stringMatching(conflict) as string,
    remedy: expect.any(String) as string,
  });
});

describe.each(["10-x.conf", "99-x.conf", "docker.conf", "override.conf", "startup_options.conf", "zz.conf"])(
  "a flag of a declared option in %s",
  (name) => {
    const path = `/etc/systemd/system/docker.service.d/${name}`;
    const cat = `# /u\n[Service]\nExecStart=/usr/sbin/dockerd\n\n# ${path}\n[Service]\nExecStart=\nExecStart=/usr/sbin/dockerd --label=a=b -H fd://\n`;
    test("is left out by our drop-in, which systemd reads after it", () => {
      const planned = plannedUnit({ cat, environmentFiles: new Map() }, ["labels"]);
      expect(planned).toMatchObject({
        dropIn: expect.stringContaining("\nExecStart=/usr/sbin/dockerd -H fd://\n") as string,
      });
    });
  },
);

test("a drop-in that sorts after ours can be renamed as the remedy says", () => {
  const dropIn = (name: string): string =>
    `# /u\n[Service]\nExecStart=/usr/sbin/dockerd\n\n# /etc/systemd/system/docker.service.d/${name}\n[Service]\nExecStart=\nExecStart=/usr/sbin/dockerd --label=a=b\n`;
  const planned = plannedUnit({ cat: dropIn("zzzz.conf"), environmentFiles: new Map() }, ["labels"]);
  const name = /\((\S+\.conf)\)/.exec("remedy" in planned ? planned.remedy : "")?.[1] ?? "";
  expect(name).toBe("10-zzzz.conf");
  expect(plannedUnit({ cat: dropIn(name), environmentFiles: new Map() }, ["labels"])).not.toHaveProperty(
    "conflict",
  );
});

test("--add-runtime stays beside runtimes in daemon.json: dockerd merges them", () => {
  const text = unit("/usr/sbin/dockerd -H fd:// --add-runtime=nvidia=/usr/bin/nvidia-container-runtime");
  expect(plannedUnit(text, ["runtimes", "default-runtime"])).toMatchObject({ dropIn: undefined });
});
