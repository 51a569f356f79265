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
    const key = `dockerd:${name}`;
    const inConfig = config(key);
    const value = inConfig ?? environment[environmentName(name)];
    if (value === undefined || value === "") return [];
    const source =
      inConfig === undefined ? `${environmentName(name)} in the environment` : `${key} in the stack's config`;
    return [[name, name === "port" ? portOf(value, source) : value] as const];
  });
  const agent = environment.SSH_AUTH_SOCK;
  return {
    ...(agent === undefined || agent === "" ? {} : { agentSocketPath: agent }),
    ...Object.fromEntries(found),
  };
}

const environmentName = (name: string): string =>
  `PULUMI_DOCKERD_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;

function portOf(text: string, source: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  throw new Error(`${source} is ${text}; write a number from 1 to 65535`);
}
