import { CONNECTION_DEFAULTS } from "../../core/schema/connection";
import type { ConnectionDefaults } from "../../resources/connection";

/**
 * What connections default to: the stack's config (`dockerd:privateKey`), else the environment
 * (`PULUMI_DOCKERD_PRIVATE_KEY`), and the running SSH agent (`SSH_AUTH_SOCK`) at last.
 *
 * @throws Error for a port that is no number
 */
export function connectionDefaults(
  config: (key: string) => string | undefined,
  environment: NodeJS.ProcessEnv,
): ConnectionDefaults {
  const found = CONNECTION_DEFAULTS.flatMap((name) => {
    const value = config(`dockerd:${name}`) ?? environment[environmentName(name)];
    return value === undefined || value === ""
      ? []
      : [[name, name === "port" ? portOf(value) : value] as const];
  });
  const agent = environment.SSH_AUTH_SOCK;
  return {
    ...(agent === undefined || agent === "" ? {} : { agentSocketPath: agent }),
    ...Object.fromEntries(found),
  };
}

const environmentName = (name: string): string =>
  `PULUMI_DOCKERD_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  throw new Error(`dockerd:port in the stack's config is ${text}; write a number from 1 to 65535`);
}
