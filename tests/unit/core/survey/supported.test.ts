import type { ObservedHost, ObservedService } from "../../../../provider/core/observed/host";
import { parseEngineVersion } from "../../../../provider/core/engine-version";
import { unsupported, unsupportedEngine } from "../../../../provider/core/survey/supported";
import { hostOf, unitTextOf } from "../../fixtures";

const service = (other: Partial<ObservedService>): Partial<ObservedHost> => ({
  service: { ...hostOf().service!, ...other },
});
const withoutSystemd = (): ObservedHost => {
  const { os, tools, target, original, unfinished, tlsFolders } = hostOf();
  return { os, tools, target, original, unfinished, tlsFolders, systemd: false };
};

test.each<[string, ObservedHost]>([
  ["a running engine", hostOf()],
  ["a masked socket that the unit doesn't require", hostOf(service({ masked: ["docker.socket"] }))],
  ["a stopped engine 17.06", hostOf({ stoppedEngine: "Docker version 17.06.0-ce, build 02c1d87" })],
  ["a stopped engine whose version can't be parsed", hostOf({ stoppedEngine: "dockerd: broken" })],
  ["a stopped engine", hostOf(service({ active: false, state: "inactive", argv: [] }))],
  ["an engine that isn't on the PATH", hostOf({ tools: new Map() })],
  [
    "--config-file=PATH with the default path",
    hostOf(service({ argv: ["dockerd", "--config-file=/etc/docker/daemon.json"] })),
  ],
  [
    "--config-file PATH with the default path",
    hostOf(service({ argv: ["dockerd", "--config-file", "/etc/docker/daemon.json"] })),
  ],
])("%s is supported", (_name, host) => {
  expect(unsupported(host)).toBeUndefined();
});

test.each<[string, ObservedHost, string]>([
  ["no systemd", withoutSystemd(), "systemd doesn't run there (Debian GNU/Linux 13 (trixie))"],
  [
    "a masked docker.service",
    hostOf(service({ masked: ["docker.service"] })),
    "docker.service is masked, so systemd can't start docker.service again once it stops",
  ],
  [
    "neither a unit nor dockerd",
    hostOf({ ...service({ loadState: "not-found", argv: [] }), tools: new Map() }),
    "dockerd isn't installed",
  ],
  [
    "a unit without dockerd",
    hostOf({ ...service({ argv: [] }), tools: new Map() }),
    "dockerd isn't installed",
  ],
  [
    "a masked socket that the unit requires",
    hostOf(
      service({
        masked: ["docker.socket"],
        text: unitTextOf("[Unit]\nRequires = network.target docker.socket\n"),
      }),
    ),
    "docker.socket is masked, so systemd can't start docker.service again once it stops",
  ],
  [
    "no unit",
    hostOf(service({ loadState: "not-found" })),
    "dockerd is there, but no docker.service in systemd",
  ],
  [
    "two ExecStart lines in a unit that systemd doesn't load",
    hostOf(
      service({
        loadState: "bad-setting",
        text: unitTextOf("[Service]\nExecStart=/usr/sbin/dockerd\nExecStart=/usr/sbin/dockerd -D\n"),
      }),
    ),
    "systemd can't load docker.service (bad-setting): docker.service has 2 ExecStart commands (in /usr/lib/systemd/system/docker.service); dockerd must be the only one",
  ],
  [
    "a unit with a bad setting",
    hostOf(service({ loadState: "bad-setting" })),
    "systemd can't load docker.service (bad-setting)",
  ],
  [
    "another file by a flag of a stopped engine",
    hostOf(
      service({
        argv: [],
        text: unitTextOf("[Service]\nExecStart=/usr/sbin/dockerd --config-file /o.json\n"),
      }),
    ),
    "its dockerd reads /o.json (--config-file in /usr/lib/systemd/system/docker.service)",
  ],
  [
    "another file by a flag in a drop-in",
    hostOf(
      service({
        text: unitTextOf("", {
          files: [
            { path: "/u", text: "[Service]\nExecStart=/usr/sbin/dockerd\n" },
            {
              path: "/u.d/x.conf",
              text: "[Service]\nExecStart=\nExecStart=/usr/sbin/dockerd --config-file=/o.json\n",
            },
          ],
        }),
      }),
    ),
    "its dockerd reads /o.json (--config-file in /u.d/x.conf)",
  ],
  [
    "another file by a flag in an environment file",
    hostOf(
      service({
        text: unitTextOf("[Service]\nExecStart=/usr/sbin/dockerd $OPTIONS\n", {
          environmentFiles: [{ path: "/etc/sysconfig/docker", text: "OPTIONS=--config-file=/o.json" }],
        }),
      }),
    ),
    "its dockerd reads /o.json (--config-file in /etc/sysconfig/docker)",
  ],
  ...(
    [
      ["in one word", ["--config-file=/srv/d.json"], "/srv/d.json"],
      ["in two words", ["--config-file", "/srv/d.json", "-D"], "/srv/d.json"],
      ["with an = in its name", ["--config-file=/srv/a=b.json"], "/srv/a=b.json"],
      [
        "as the last of two flags, which takes precedence",
        ["--config-file=/etc/docker/daemon.json", "--config-file=/srv/d.json"],
        "/srv/d.json",
      ],
    ] as const
  ).map(([how, flags, path]): [string, ObservedHost, string] => [
    `another file of the running process, ${how}`,
    hostOf(service({ argv: ["dockerd", ...flags] })),
    `its dockerd runs with --config-file ${path}, which docker.service's files don't set`,
  ]),
])("a host with %s is refused with the reason", (_name, host, what) => {
  const refusal = unsupported(host);
  expect(refusal).toMatchObject({ kind: "UnsupportedHostError", step: "observe", what });
  expect(refusal?.remedy).not.toBe("");
});

describe("the engine's release", () => {
  const NO_FILE = "; daemon.json has no effect there, 1.13.1 is the least that takes it";

  test.each([
    ["17.05.0-ce", "the engine is 17.05.0-ce, older than 17.06"],
    ["1.13.1", "the engine is 1.13.1, older than 17.06"],
    ["1.12.6", `the engine is 1.12.6, older than 17.06${NO_FILE}`],
    ["1.10.3", `the engine is 1.10.3, older than 17.06${NO_FILE}`],
  ])("%s is refused, running or stopped", (text, what) => {
    const facts = { kind: "UnsupportedHostError", step: "observe", what };
    expect(unsupportedEngine(parseEngineVersion(text)!, text)).toMatchObject(facts);
    const stopped = hostOf({ stoppedEngine: `Docker version ${text}, build 78d1802` });
    expect(unsupported(stopped)).toMatchObject({ ...facts, remedy: "install Docker Engine 17.06 or newer" });
  });

  test.each(["17.06.0-ce", "20.10.24", "29.7.2+v2.0.0-beta.24"])("%s is supported", (text) => {
    expect(unsupportedEngine(parseEngineVersion(text)!, text)).toBeUndefined();
  });
});
