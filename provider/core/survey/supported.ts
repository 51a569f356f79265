import { valueOf } from "../command-line/flags";
import { unitCommand } from "../desired/unit-command";
import { requiresUnit } from "../desired/unit-text";
import { type EngineVersion, isAtLeast, OLDEST_RELEASE } from "../engine-version";
import type { ErrorFacts } from "../errors";
import { DAEMON_JSON } from "../host-paths";
import type { ObservedHost, ObservedService } from "../observed/host";
import { releaseOf } from "../observed/release";

/** Returns why a host isn't supported; undefined if it is. */
export function unsupported(host: ObservedHost): ErrorFacts | undefined {
  const found = obstacle(host);
  return found === undefined ? undefined : { kind: "UnsupportedHostError", step: "observe", ...found };
}

/** The first engine that daemon.json has an effect on. */
const OLDEST_WITH_FILE = "1.13.1";

/** Returns why an engine of this version isn't supported; undefined if it is. */
export function unsupportedEngine(version: EngineVersion, text: string): ErrorFacts | undefined {
  const found = tooOld(version, text);
  return found === undefined ? undefined : { kind: "UnsupportedHostError", step: "observe", ...found };
}

type Obstacle = Pick<ErrorFacts, "what" | "remedy">;

function tooOld(version: EngineVersion, text: string): Obstacle | undefined {
  if (isAtLeast(version, OLDEST_RELEASE)) return undefined;
  const reason = isAtLeast(version, OLDEST_WITH_FILE)
    ? ""
    : `; daemon.json has no effect there, ${OLDEST_WITH_FILE} is the least that takes it`;
  return {
    what: `the engine is ${text}, older than ${OLDEST_RELEASE}${reason}`,
    remedy: `install Docker Engine ${OLDEST_RELEASE} or newer`,
  };
}

function obstacle(host: ObservedHost): Obstacle | undefined {
  const { service, systemdFailed } = host;
  if (systemdFailed !== undefined) {
    return {
      what: `systemctl show failed on the host (exit status ${systemdFailed}), so the state of docker.service is unknown`,
      remedy: "fix what `systemctl show docker.service` reports on the host, then run again",
    };
  }
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
    (unit) => unit === "docker.service" || requiresUnit(service.text.files, unit),
  );
  if (masked.length > 0) {
    return {
      what: `${masked.join(" and ")} ${masked.length === 1 ? "is" : "are"} masked, so systemd can't start docker.service again once it stops`,
      remedy: `run \`systemctl unmask ${masked.join(" ")}\` on the host, then run again`,
    };
  }
  return notLoaded(service) ?? readsElsewhere(service) ?? notAFile(host) ?? stoppedTooOld(host);
}

function stoppedTooOld(host: ObservedHost): Obstacle | undefined {
  const release = releaseOf(undefined, host.stoppedEngine);
  return release === undefined ? undefined : tooOld(release.version, release.text);
}

function notLoaded({ loadState, text }: ObservedService): Obstacle | undefined {
  if (loadState === "loaded") return undefined;
  if (loadState === "not-found") {
    return {
      what: "dockerd is there, but no docker.service in systemd",
      remedy: "install Docker Engine from its own or the distribution's package, which brings the unit",
    };
  }
  const command = unitCommand(text);
  const why = "conflict" in command ? `: ${command.conflict}` : "";
  const fix =
    "conflict" in command ? command.remedy : "correct the line that `systemctl status docker.service` names";
  return { what: `systemd can't load docker.service (${loadState})${why}`, remedy: fix };
}

/** An engine, running or at its next start, that reads another file. */
function readsElsewhere({ text, argv }: ObservedService): Obstacle | undefined {
  const command = unitCommand(text);
  const words = "conflict" in command ? [] : command.words;
  const inUnit = valueOf(
    "--config-file",
    words.flatMap(({ into }) => into),
  );
  const running = valueOf("--config-file", argv);
  const [elsewhere] = [inUnit, running].filter((path) => path !== undefined && path !== DAEMON_JSON);
  if (elsewhere === undefined) return undefined;
  const by = words.find(({ into }) => into.some((word) => word.startsWith("--config-file")))?.path;
  if (elsewhere === inUnit && by !== undefined) {
    return {
      what: `its dockerd reads ${elsewhere} (--config-file in ${by})`,
      remedy: `remove --config-file from ${by}, so that ${DAEMON_JSON} is read; then run \`systemctl daemon-reload\` and restart docker.service`,
    };
  }
  return {
    what: `its dockerd runs with --config-file ${elsewhere}, which docker.service's files don't set`,
    remedy: `remove --config-file from what starts dockerd, so that ${DAEMON_JSON} is read; then restart docker.service`,
  };
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
