import { declaredKeys } from "../core/desired/daemon-json";
import { TLS_FILES, tlsFolder, tlsKeys } from "../core/options/tls-files";
import { isJsonObject, type JsonObject } from "../core/json";
import type { ObservedHost } from "../core/observed/host";
import { sha256 } from "../edge/transaction/payload";
import type { TlsSet } from "../edge/transaction/transaction";
import type { Found } from "./found";
import { record } from "./session";

/** What is declared, as it stands in daemon.json. `folder` is that of the TLS files, where some are declared. */
export function declaredOf(inputs: JsonObject, folder = ""): JsonObject {
  const options = record(inputs.options);
  const ofTls = isJsonObject(inputs.tls) ? tlsKeys(inputs.tls, options, folder) : {};
  return { ...declaredKeys(options, record(inputs.extraOptions)), ...ofTls };
}

/** The TLS files that are declared, in the folder that holds them already, or in one of their own. */
export function tlsSetOf(inputs: JsonObject, host: ObservedHost, id: string): TlsSet | undefined {
  const { tls } = inputs;
  if (!isJsonObject(tls)) return undefined;
  const files = TLS_FILES.flatMap(({ input, file }) => {
    const text = tls[input];
    return typeof text === "string" ? [{ file, text }] : [];
  });
  const there = host.tlsFolders.find(
    (folder) =>
      folder.files.size === files.length &&
      files.every(({ file, text }) => folder.files.get(file) === sha256(Buffer.from(text))),
  );
  return { folder: there?.path ?? tlsFolder(id.slice(0, 8)), files, isThere: there !== undefined };
}

/** Whether the declared TLS files aren't on the host as declared, or daemon.json names others. */
export function tlsDrift(outputs: JsonObject, { host, value }: Found): JsonObject {
  const set = tlsSetOf(outputs, host, "");
  if (set === undefined) return {};
  const named = TLS_FILES.filter(({ file }) => set.files.some((each) => each.file === file)).every(
    ({ key, file }) => value[key] === `${set.folder}/${file}`,
  );
  return set.isThere && named ? {} : { tls: "the engine's TLS files aren't as declared" };
}
