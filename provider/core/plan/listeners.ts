import { requiresUnit } from "../desired/unit-text";
import type { ErrorFacts } from "../errors";
import type { JsonObject } from "../json";
import { endpointsOf } from "../observed/endpoints";
import type { ObservedService } from "../observed/host";
import type { Plan } from "./plan";

/** The places of the engine's own socket: /var/run is a link to /run. */
const LOCAL = ["unix://", "unix:///var/run/docker.sock", "unix:///run/docker.sock"];

/**
 * Refuses declared listeners that the host can't have: fd:// without a docker.socket that systemd can pass on, and a set
 * without the engine's own socket, over which its API is reached. Returns undefined for any other plan.
 */
export function listenerConflict(
  { argv, after }: Pick<Plan, "argv" | "after">,
  declared: JsonObject,
  service: Pick<ObservedService, "socket" | "text"> | undefined,
): ErrorFacts | undefined {
  if (!Object.hasOwn(declared, "hosts")) return undefined;
  const endpoints = endpointsOf(argv, after, []);
  if (endpoints.some((endpoint) => endpoint.startsWith("fd://"))) return socketConflict(service);
  if (endpoints.some((endpoint) => LOCAL.includes(endpoint))) return undefined;
  return conflict(
    "options.hosts: no entry is the engine's own socket, over which the change is verified",
    'add "fd://" if the host has an active docker.socket, else "unix:///var/run/docker.sock"',
  );
}

function socketConflict(
  service: Pick<ObservedService, "socket" | "text"> | undefined,
): ErrorFacts | undefined {
  const instead = 'write "unix:///var/run/docker.sock" instead of "fd://"';
  switch (service?.socket) {
    case "none":
      return conflict(
        "options.hosts: fd:// requires docker.socket, which is missing or masked on the host",
        instead,
      );
    case "inactive":
      // A unit that requires it starts it.
      if (requiresUnit(service.text.files, "docker.socket")) return undefined;
      return conflict(
        "options.hosts: fd:// requires docker.socket, which is inactive on the host",
        `${instead}, or run \`systemctl enable --now docker.socket\` on the host`,
      );
    default:
      return undefined;
  }
}

const conflict = (what: string, remedy: string): ErrorFacts => ({
  kind: "ConflictError",
  step: "plan",
  what,
  remedy,
});
