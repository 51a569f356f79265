/** A file on a host. `text` is its content read as UTF-8. */
export interface ObservedFile {
  /** The file itself, symbolic links resolved. */
  readonly path: string;
  /** Octal, as in `chmod`: `644`. */
  readonly mode: string;
  /** Numbers, `uid:gid`. */
  readonly owner: string;
  readonly text: string;
  /** The content as it is. */
  readonly bytes: Uint8Array;
  /** When the content was changed last, in seconds since 1970 by the host's clock. */
  readonly changedAt?: number;
}

/** The first file of all, kept on the host for the day we leave: none kept yet, kept, or there was no file. */
export type FirstFile = "none" | "absent" | ObservedFile;

/** docker.service as a host has it: what `systemctl cat` shows, and environment files by their paths. */
export interface UnitText {
  readonly cat: string;
  readonly environmentFiles: ReadonlyMap<string, string>;
}

/** What systemd says of docker.service. */
export interface ObservedService {
  readonly loaded: boolean;
  /** Of docker.service and docker.socket, those that are masked. */
  readonly masked: readonly string[];
  readonly active: boolean;
  /** As systemd names it: `active`, `inactive`, `failed`, `activating` ... */
  readonly state: string;
  readonly unitFile: string;
  /** Whether docker.socket is masked: a unit that requires it can't be started then. */
  /** The unit's text with its environment files, for a command line of ours. */
  readonly text: UnitText;
  /** Our drop-in as it is there. */
  readonly dropIn?: string;
  /** The running engine's command line, word by word; empty where none runs. */
  readonly argv: readonly string[];
  /** When its process was started, in seconds since 1970 by the host's clock; undefined if none was. */
  readonly startedAt?: number;
  /** docker.socket: `none` if there is no such unit, or it is masked. */
  readonly socket?: "none" | "inactive" | "active";
}

/** A folder of ours with the engine's TLS files: their SHA-256 by name. */
export interface ObservedTlsFolder {
  readonly path: string;
  readonly files: ReadonlyMap<string, string>;
}

/** A transaction that someone is in the middle of. */
export interface ObservedLock {
  /** Who, as he told himself. */
  readonly holder: string;
  /** Since when, in the host's own words. */
  readonly since: string;
}

/** What docker's programs say of themselves; "" where there is none on the PATH. */
export interface Programs {
  /** `docker --version`: `Docker version 26.1.5+dfsg1, build a72d7cd`. */
  readonly dockerVersion: string;
  /** `dockerd --help`. */
  readonly dockerdHelp: string;
}

/** One host as it shows itself, without the engine's own word. */
export interface ObservedHost {
  /** As in os-release: `Debian GNU/Linux 13 (trixie)`. */
  readonly os: string;
  /** Of /etc/machine-id: it informs, cloned machines share it. */
  readonly machineId?: string;
  readonly systemd: boolean;
  /** The host's clock, in seconds since 1970. */
  readonly now?: number;
  /** Programs by name with their paths: `dockerd` and what could reach its socket. */
  readonly tools: ReadonlyMap<string, string>;
  readonly service?: ObservedService;
  /** docker's CLI by its file: size, time of change, path. Another file has another one of these. */
  readonly cliFile?: string;
  /** Asked only of a host that is new to us. */
  readonly programs?: Programs;
  /** What a dockerd that is stopped says of its version: `Docker version 26.1.5+dfsg1, build a72d7cd`. */
  readonly stoppedEngine?: string;
  /** Where daemon.json is or would be, symbolic links resolved. */
  readonly target: string;
  /** What stands there instead of a file: `directory`, `special` (a fifo, a device), `link TARGET` for one that leads nowhere. */
  readonly targetKind?: string;
  readonly daemonJson?: ObservedFile;
  readonly manifest?: string;
  readonly first: FirstFile;
  readonly tlsFolders: readonly ObservedTlsFolder[];
  /** The transaction that holds the host right now. */
  readonly lock?: ObservedLock;
  /** A transaction was begun there and not ended; unless the host is locked, nobody is going to end it. */
  readonly unfinished: boolean;
  /** That transaction is being undone, or couldn't be: whoever is next may go on with it, locked or not. */
  readonly undoing?: true;
}
