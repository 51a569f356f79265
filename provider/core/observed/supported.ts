import { valueOf } from "../command-line/flags";
import type { ErrorFacts } from "../errors";
import type { ObservedHost } from "./host";

/** Why we can't work on a host; undefined where we can. */
export function unsupported(host: ObservedHost): ErrorFacts | undefined {
  const found = obstacle(host);
  return found === undefined ? undefined : { kind: "UnsupportedHostError", step: "observe", ...found };
}

function obstacle(host: ObservedHost): Pick<ErrorFacts, "what" | "remedy"> | undefined {
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
  return undefined;
}
