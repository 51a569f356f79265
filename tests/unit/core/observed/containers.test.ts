import { containerIds, containersIn, volumeCount } from "../../../../provider/core/observed/containers";

test("containerIds returns the ids of a list", () => {
  expect(containerIds([{ Id: "c0ffee" }, { Id: "ab12" }])).toEqual(["c0ffee", "ab12"]);
  expect(containerIds([])).toEqual([]);
});

test.each([null, {}, "text", [{}], [{ Id: "../x" }], [{ Id: "" }], [null]])(
  "containerIds refuses %j: it is never taken for no containers",
  (answer) => {
    expect(() => containerIds(answer)).toThrow(TypeError);
  },
);

test("containersIn reads what decides about a container, and skips one that was removed meanwhile", () => {
  const web = {
    Name: "/web",
    State: { Running: true },
    HostConfig: {
      RestartPolicy: { Name: "always" },
      AutoRemove: true,
      ExtraHosts: ["db:10.0.0.2", "gw:host-gateway"],
    },
  };
  expect(containersIn([web, null])).toEqual([
    { name: "web", running: true, restartPolicy: "always", isRemoved: true, usesHostGateway: true },
  ]);
});

test.each([
  [["gw=host-gateway"], true],
  [["host-gateway:10.0.0.1"], false],
  [null, false],
])("the extra hosts %j use host-gateway: %s", (ExtraHosts, uses) => {
  expect(containersIn([{ Name: "/a", HostConfig: { ExtraHosts } }])).toEqual([
    { name: "a", running: false, restartPolicy: "no", isRemoved: false, usesHostGateway: uses },
  ]);
});

test("volumeCount counts, and refuses anything but a list", () => {
  expect(volumeCount({ Volumes: [{}, {}] })).toBe(2);
  expect(volumeCount({ Volumes: null })).toBe(0);
  expect(() => volumeCount({})).toThrow(TypeError);
  expect(() => volumeCount(null)).toThrow(TypeError);
});
