import { settings, unitFiles } from "../../../../provider/core/desired/unit-text";

const CAT = `# /usr/lib/systemd/system/docker.service
[Unit]
Description=Docker
[Service]
# a comment
EnvironmentFile=-/etc/default/docker
ExecStart=/usr/sbin/dockerd -H fd:// \\
  --containerd=/run/containerd/containerd.sock $DOCKER_OPTS

# /etc/systemd/system/docker.service.d/10-proxy.conf
[Service]
Environment="HTTP_PROXY=http://p" A=1
`;

test("a unit's files by their paths, in order", () => {
  expect(unitFiles(CAT).map(({ path }) => path)).toEqual([
    "/usr/lib/systemd/system/docker.service",
    "/etc/systemd/system/docker.service.d/10-proxy.conf",
  ]);
});

test("a line that goes on is one", () => {
  expect(
    settings(unitFiles(CAT), "ExecStart").map(({ path, value }) => [path, value.split(/\s+/).length]),
  ).toEqual([["/usr/lib/systemd/system/docker.service", 5]]);
});

test("an empty setting takes back all before it", () => {
  const files = unitFiles("# /a\nExecStart=x\n\n# /b\nExecStart=\nExecStart=y\nExecStart=z\n");
  expect(settings(files, "ExecStart")).toEqual([
    { path: "/b", value: "y" },
    { path: "/b", value: "z" },
  ]);
});
