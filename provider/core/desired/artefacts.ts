import type { ObservedFile } from "../observed/host";

/** The engine's TLS files, in a folder of their own that never changes: another set is another folder. */
export interface TlsSet {
  readonly folder: string;
  readonly files: readonly { readonly file: string; readonly text: string }[];
  /** Whether the folder is on the host already, with just these files. */
  readonly isThere: boolean;
}

/** What a change makes of a file: `original` is its content before the first change of all, byte for byte. */
export type NewContent =
  | { readonly kind: "keep" }
  | { readonly kind: "write"; readonly text: string }
  | { readonly kind: "absent" }
  | { readonly kind: "original" };

/** A folder that comes as a whole. */
export interface NewFolder {
  readonly kind: "folder";
  readonly files: TlsSet["files"];
}

/** A file, or a folder of files, that a change puts in place on a host and that a rollback restores. */
export interface Artefact {
  /** Its name in a backup: a word. */
  readonly name: string;
  /** Its path on the host, symbolic links resolved. */
  readonly path: string;
  /** Octal, as in `chmod`; of the files of a folder. */
  readonly mode: string;
  /** Numbers, `uid:gid`. */
  readonly owner: string;
  readonly content: NewContent | NewFolder;
  /** Who reads it: a change of a file of systemd's needs a daemon-reload, and one of the engine's is restored in any case. */
  readonly needs: "engine" | "systemd" | "nothing";
  /** `shared` if others may have written it before the first change, so that a destroy may restore it. */
  readonly owned: "managed" | "shared";
  /** The file that the change expects, or the transaction ends; `any` if it expects none. */
  readonly found: ObservedFile | "absent" | "any";
}
