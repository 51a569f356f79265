import { CONNECTION_DEFAULTS } from "../core/schema/inputs/connection";
import type { ConnectionDefaults } from "../core/connection/settings";

/**
 * Whose config it is: the program's, or the one that the state stores. Pulumi configures a provider for refresh and
 * destroy with the config of the last `up`, so a key that was rotated since then can only come from the environment.
 */
export type ConfigOrigin = "program" | "stored";

/** What logs in: the environment has one of them, or none. */
const CREDENTIALS: readonly string[] = ["privateKey", "agentSocketPath"];

/**
 * What connections default to: the stack's config (`dockerd:privateKey`), else the environment
 * (`PULUMI_DOCKERD_PRIVATE_KEY`), and the running SSH agent (`SSH_AUTH_SOCK`) at last. Of stored credentials the
 * environment's go first.
 *
 * @throws Error for an invalid port
 */
export function connectionDefaults(
  config: (key: string) => string | undefined,
  environment: NodeJS.ProcessEnv,
  origin: ConfigOrigin = "program",
): ConnectionDefaults {
  const inEnvironment = (name: string): string | undefined => filled(environment[environmentName(name)]);
  const replaced = origin === "stored" && CREDENTIALS.some((name) => inEnvironment(name) !== undefined);
  const found = CONNECTION_DEFAULTS.flatMap((name) => {
    const key = `dockerd:${name}`;
    const inConfig = replaced && CREDENTIALS.includes(name) ? undefined : config(key);
    const value = filled(inConfig ?? inEnvironment(name));
    if (value === undefined) return [];
    const source =
      inConfig === undefined ? `${environmentName(name)} in the environment` : `${key} in the stack's config`;
    return [[name, name === "port" ? portOf(value, source) : value] as const];
  });
  const agent = filled(environment.SSH_AUTH_SOCK);
  return { ...(agent === undefined ? {} : { agentSocketPath: agent }), ...Object.fromEntries(found) };
}

const filled = (text: string | undefined): string | undefined => (text === "" ? undefined : text);

const environmentName = (name: string): string =>
  `PULUMI_DOCKERD_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;

function portOf(text: string, source: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  throw new Error(`${source} is ${text}; write a number from 1 to 65535`);
}
