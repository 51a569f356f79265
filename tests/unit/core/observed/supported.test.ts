import type { ObservedHost, ObservedService } from "../../../../provider/core/observed/host";
import { unsupported } from "../../../../provider/core/observed/supported";
import { hostOf } from "../../fixtures";

const service = (other: Partial<ObservedService>): Partial<ObservedHost> => ({
  service: { ...hostOf().service!, ...other },
});
const withoutSystemd = (): ObservedHost => {
  const { os, tools, target, first } = hostOf();
  return { os, tools, target, first, systemd: false };
};

test.each<[string, ObservedHost]>([
  ["a running engine", hostOf()],
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
    "no unit, no dockerd",
    hostOf({ ...service({ loaded: false, argv: [] }), tools: new Map() }),
    "dockerd isn't installed",
  ],
  [
    "a unit without dockerd",
    hostOf({ ...service({ argv: [] }), tools: new Map() }),
    "dockerd isn't installed",
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
