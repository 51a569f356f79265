import { valueOf } from "../command-line/flags";
import { type EngineVersion, isAtLeast } from "../engine-version";
import type { ErrorFacts } from "../errors";
import type { ObservedHost } from "./host";
import { releaseOf } from "./release";

/** Why we can't work on a host; undefined where we can. */
export function unsupported(host: ObservedHost): ErrorFacts | undefined {
  const found = obstacle(host);
  return found === undefined ? undefined : { kind: "UnsupportedHostError", step: "observe", ...found };
}

/** Older engines than this have options, files or units that we don't know. */
const OLDEST = "17.06";

/** The first engine that daemon.json has an effect on. */
const OLDEST_WITH_FILE = "1.13.1";

/** Why we can't work with an engine of this version; undefined where we can. */
export function unsupportedEngine(version: EngineVersion, text: string): ErrorFacts | undefined {
  const found = tooOld(version, text);
  return found === undefined ? undefined : { kind: "UnsupportedHostError", step: "observe", ...found };
}

type Obstacle = Pick<ErrorFacts, "what" | "remedy">;

function tooOld(version: EngineVersion, text: string): Obstacle | undefined {
  if (isAtLeast(version, OLDEST)) return undefined;
  const reason = isAtLeast(version, OLDEST_WITH_FILE)
    ? ""
    : `; daemon.json has no effect there, ${OLDEST_WITH_FILE} is the least that takes it`;
  return {
    what: `the engine is ${text}, older than ${OLDEST}${reason}`,
    remedy: `install a Docker Engine from ${OLDEST} on`,
  };
}

function obstacle(host: ObservedHost): Obstacle | undefined {
  const { service } = host;
  if (!host.systemd || service === undefined) {
    return {
      what: `systemd doesn't run there (${host.os})`,
      remedy: "use a host whose dockerd is a systemd service; OpenRC and sysvinit aren't supported",
    };
  }
  if (service.argv.length === 0 && !host.tools.has("dockerd")) {
    return { what: "dockerd isn't installed", remedy: "install Docker Engine there, then run again" };
  }
  const masked = service.masked.filter(
    (unit) => unit === "docker.service" || requires(service.text.cat, unit),
  );
  if (masked.length > 0) {
    return {
      what: `${masked.join(" and ")} ${masked.length === 1 ? "is" : "are"} masked, so systemd can't start docker.service again once it stops`,
      remedy: `run \`systemctl unmask ${masked.join(" ")}\` on the host, then run again`,
    };
  }
  if (!service.loaded) {
    return {
      what: "dockerd is there, but no docker.service in systemd",
      remedy: "install Docker Engine from its own or the distribution's package, which brings the unit",
    };
  }
  const elsewhere = valueOf("--config-file", service.argv);
  if (elsewhere !== undefined && elsewhere !== "/etc/docker/daemon.json") {
    return {
      what: `its dockerd reads ${elsewhere} (--config-file in ${service.unitFile})`,
      remedy: "take --config-file out of the unit, so that /etc/docker/daemon.json is read",
    };
  }
  const blocked = notAFile(host);
  if (blocked !== undefined) return blocked;
  const release = releaseOf(undefined, host.stoppedEngine);
  return release === undefined ? undefined : tooOld(release.version, release.text);
}

/** Something else in daemon.json's place: it couldn't be restored later. */
function notAFile({ target, targetKind }: ObservedHost): Obstacle | undefined {
  if (targetKind === undefined) return undefined;
  const link = /^link (.*)/s.exec(targetKind)?.[1];
  if (link === undefined) {
    const kind = targetKind === "directory" ? "a directory" : "neither a regular file nor a directory";
    return { what: `${target} is ${kind}`, remedy: "remove it on the host, then run again" };
  }
  return {
    what: `${target} is a symbolic link to ${link}, which can't be resolved`,
    remedy: "create the directory that it leads to, or remove the link, then run again",
  };
}

const requires = (unitText: string, unit: string): boolean =>
  unitText.split("\n").some((line) => line.startsWith("Requires=") && line.split(/[= ]/).includes(unit));
