import type { Json, JsonObject } from "../json";

/** The engine's TLS files: the input that declares each, the key that names it, and its name on the host. */
export const TLS_FILES = [
  { input: "caCertificate", key: "tlscacert", file: "ca.pem" },
  { input: "certificate", key: "tlscert", file: "cert.pem" },
  { input: "privateKey", key: "tlskey", file: "key.pem" },
] as const;

/** Declared TLS files by their inputs. */
export type TlsInputs = { readonly [file in (typeof TLS_FILES)[number] as file["input"]]?: unknown };

/** Returns the folder of a set of TLS files. Each set has a folder of its own, which is never changed. */
export const tlsFolder = (set: string): string => `/etc/docker/pulumi-dockerd-tls-${set}`;

/** Returns the names of the managed TLS folders to which a daemon.json refers, each once. */
export function tlsFoldersIn(daemonJson: Json): readonly string[] {
  const names = textsIn(daemonJson).flatMap((text) =>
    [...text.matchAll(/\/(pulumi-dockerd-tls-[0-9a-z-]+)(?=\/|$)/g)].map((match) => match[1] ?? ""),
  );
  return [...new Set(names)].sort();
}

/** Returns all strings in a value, at any depth. */
function textsIn(value: Json): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/**
 * Returns the keys of daemon.json for declared TLS files. With an authority, clients must have a certificate that it
 * signed, unless the options disable this.
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
