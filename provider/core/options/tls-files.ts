import type { Json, JsonObject } from "../json";

/** The options with the paths of the engine's TLS files, and the inputs that replace them. */
export const TLS_FILES = [
  { input: "caCertificate", key: "tlscacert", file: "ca.pem" },
  { input: "certificate", key: "tlscert", file: "cert.pem" },
  { input: "privateKey", key: "tlskey", file: "key.pem" },
] as const;

/** Declared TLS files by their inputs. */
export type TlsInputs = { readonly [file in (typeof TLS_FILES)[number] as file["input"]]?: unknown };

/** Returns the folder of a set of TLS files: one for each set, which is never changed afterwards. */
export const tlsFolder = (set: string): string => `/etc/docker/pulumi-dockerd-tls-${set}`;

/** The names of our TLS folders in the paths that a daemon.json holds, each once. */
export function tlsFoldersIn(daemonJson: Json): readonly string[] {
  const names = textsIn(daemonJson).flatMap((text) =>
    [...text.matchAll(/\/(pulumi-dockerd-tls-[0-9a-z-]+)(?=\/|$)/g)].map((match) => match[1] ?? ""),
  );
  return [...new Set(names)].sort();
}

/** All strings of a value, at any depth. */
function textsIn(value: Json): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/**
 * The keys of daemon.json that go with declared TLS files. If there is an authority, clients must have a certificate of
 * it, unless the options disable that.
 */
export function tlsKeys(tls: TlsInputs, options: JsonObject, folder: string): JsonObject {
  const paths = TLS_FILES.filter(({ input }) => tls[input] !== undefined).map(
    ({ key, file }) => [key, `${folder}/${file}`] as const,
  );
  const switched = options.tls !== undefined || options.tlsverify !== undefined;
  const authority = tls.caCertificate ?? options.tlscacert;
  const how = authority === undefined ? "tls" : "tlsverify";
  return { ...(switched ? {} : { [how]: true }), ...Object.fromEntries(paths) };
}
