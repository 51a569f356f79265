import { sha256 } from "../hash";
import type { JsonObject } from "../json";
import type { ObservedTlsFolder } from "../observed/host";
import { TLS_FILES, tlsFolder, tlsKeys } from "../options/tls-files";
import type { Inputs } from "../schema/inputs";
import type { TlsSet } from "./artefacts";
import { declaredKeys } from "./daemon-json";

/** Returns the declared keys in daemon.json's form. `folder` is that of the TLS files, if some are declared. */
export function declaredOf({ options, extraOptions, tls }: Inputs, folder = ""): JsonObject {
  return {
    ...declaredKeys(options, extraOptions),
    ...(tls === undefined ? {} : tlsKeys(tls, options, folder)),
  };
}

/** Returns the declared TLS files in the folder that holds them already, or in a new one, whose name ends in `set`. */
export function tlsSetOf(
  { tls }: Inputs,
  folders: readonly ObservedTlsFolder[],
  set: string,
): TlsSet | undefined {
  if (tls === undefined) return undefined;
  const files = TLS_FILES.flatMap(({ input, file }) => {
    const text = tls[input];
    return text === undefined ? [] : [{ file, text }];
  });
  const there = folders.find(
    (folder) =>
      folder.files.size === files.length &&
      files.every(({ file, text }) => folder.files.get(file) === sha256(Buffer.from(text))),
  );
  return { folder: there?.path ?? tlsFolder(set), files, isThere: there !== undefined };
}
