import type { ObservedHost, ObservedService } from "../../../../provider/core/observed/host";
import { parseEngineVersion } from "../../../../provider/core/engine-version";
import { unsupported, unsupportedEngine } from "../../../../provider/core/observed/supported";
import { hostOf } from "../../fixtures";

const service = (other: Partial<ObservedService>): Partial<ObservedHost> => ({
  service: { ...hostOf().service!, ...other },
});
const withoutSystemd = (): ObservedHost => {
  const { os, tools, target, first, unfinished, tlsFolders } = hostOf();
  return { os, tools, target, first, unfinished, tlsFolders, systemd: false };
};

test.each<[string, ObservedHost]>([
  ["a running engine", hostOf()],
  ["a masked socket that the unit doesn't require", hostOf(service({ masked: ["docker.socket"] }))],
  ["a stopped one of 17.06", hostOf({ stoppedEngine: "Docker version 17.06.0-ce, build 02c1d87" })],
  ["a stopped one that says nothing clear", hostOf({ stoppedEngine: "dockerd: broken" })],
  ["a stopped one", hostOf(service({ active: false, state: "inactive", argv: [] }))],
  ["an engine that isn't on the PATH", hostOf({ tools: new Map() })],
  ["the usual file by flag", hostOf(service({ argv: ["dockerd", "--config-file=/etc/docker/daemon.json"] }))],
  [
    "the usual file by two words",
    hostOf(service({ argv: ["dockerd", "--config-file", "/etc/docker/daemon.json"] })),
  ],
])("%s can be worked on", (_name, host) => {
  expect(unsupported(host)).toBeUndefined();
});

test.each<[string, ObservedHost, string]>([
  ["no systemd", withoutSystemd(), "systemd doesn't run there (Debian GNU/Linux 13 (trixie))"],
  [
    "units that are masked",
    hostOf(service({ masked: ["docker.service"] })),
    "docker.service is masked, so systemd can't start docker.service again once it stops",
  ],
  [
    "no unit, no dockerd",
    hostOf({ ...service({ loaded: false, argv: [] }), tools: new Map() }),
    "dockerd isn't installed",
  ],
  [
    "a unit without dockerd",
    hostOf({ ...service({ argv: [] }), tools: new Map() }),
    "dockerd isn't installed",
  ],
  [
    "a socket that the unit requires, and that is masked",
    hostOf(
      service({
        masked: ["docker.socket"],
        text: { cat: "# /u\n[Unit]\nRequires=network.target docker.socket\n", environmentFiles: new Map() },
      }),
    ),
    "docker.socket is masked, so systemd can't start docker.service again once it stops",
  ],
  ["no unit", hostOf(service({ loaded: false })), "dockerd is there, but no docker.service in systemd"],
  [
    "another file by flag",
    hostOf(service({ argv: ["dockerd", "--config-file=/srv/d.json"] })),
    "its dockerd reads /srv/d.json (--config-file in /usr/lib/systemd/system/docker.service)",
  ],
  [
    "another file by two words",
    hostOf(service({ argv: ["dockerd", "--config-file", "/srv/d.json", "-D"] })),
    "its dockerd reads /srv/d.json (--config-file in /usr/lib/systemd/system/docker.service)",
  ],
  [
    "another file with an = in its name",
    hostOf(service({ argv: ["dockerd", "--config-file=/srv/a=b.json"] })),
    "its dockerd reads /srv/a=b.json (--config-file in /usr/lib/systemd/system/docker.service)",
  ],
  [
    "the last of two files, which is the one that counts",
    hostOf(
      service({ argv: ["dockerd", "--config-file=/etc/docker/daemon.json", "--config-file=/srv/d.json"] }),
    ),
    "its dockerd reads /srv/d.json (--config-file in /usr/lib/systemd/system/docker.service)",
  ],
])("%s is refused by name", (_name, host, what) => {
  const refusal = unsupported(host);
  expect(refusal).toMatchObject({ kind: "UnsupportedHostError", step: "observe", what });
  expect(refusal?.remedy).not.toBe("");
});

describe("an engine that is too old", () => {
  const NO_FILE = "; daemon.json has no effect there, 1.13.1 is the least that takes it";

  test.each([
    ["17.05.0-ce", "the engine is 17.05.0-ce, older than 17.06"],
    ["1.13.1", "the engine is 1.13.1, older than 17.06"],
    ["1.12.6", `the engine is 1.12.6, older than 17.06${NO_FILE}`],
    ["1.10.3", `the engine is 1.10.3, older than 17.06${NO_FILE}`],
  ])("%s, running or stopped", (text, what) => {
    const facts = { kind: "UnsupportedHostError", step: "observe", what };
    expect(unsupportedEngine(parseEngineVersion(text)!, text)).toMatchObject(facts);
    const stopped = hostOf({ stoppedEngine: `Docker version ${text}, build 78d1802` });
    expect(unsupported(stopped)).toMatchObject({ ...facts, remedy: "install a Docker Engine from 17.06 on" });
  });

  test.each(["17.06.0-ce", "20.10.24", "29.7.2+v2.0.0-beta.24"])("%s isn't", (text) => {
    expect(unsupportedEngine(parseEngineVersion(text)!, text)).toBeUndefined();
  });
});
