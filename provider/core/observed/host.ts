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

/** A file of a unit, or an environment file of one. */
export interface UnitFile {
  readonly path: string;
  readonly text: string;
}

/** docker.service as a host has it. */
export interface UnitText {
  /** The unit's file and its drop-ins, in the order in which systemd reads them. */
  readonly files: readonly UnitFile[];
  /** The files that EnvironmentFile= names, in order. */
  readonly environmentFiles: readonly UnitFile[];
  /** Those of them that systemd has to read at a start, and that aren't there or are no regular files. */
  readonly unreadable: readonly string[];
  /** Each ExecStart as systemd reads it, its words with a blank between; undefined if the files are newer than that. */
  readonly commands: readonly string[] | undefined;
}

/** A socket unit other than docker.socket that starts docker.service. */
export interface ObservedSocket {
  readonly unit: string;
  /** `tcp://[::]:2375` each. */
  readonly endpoints: readonly string[];
}

/** What systemd says of docker.service. */
export interface ObservedService {
  /** As systemd names it: `loaded`, `not-found`, `bad-setting`, `error`, `masked`. */
  readonly loadState: string;
  /** Of docker.service and docker.socket, those that are masked. */
  readonly masked: readonly string[];
  readonly active: boolean;
  /** As systemd names it: `active`, `inactive`, `failed`, `activating` ... */
  readonly state: string;
  readonly text: UnitText;
  /** Whether the program of ExecStart is a script. */
  readonly startsScript: boolean;
  /** Active socket units whose addresses dockerd gets by `fd://`, without docker.socket. */
  readonly sockets: readonly ObservedSocket[];
  /** Our drop-in as it is there. */
  readonly dropIn?: string;
  /** The running engine's command line, word by word; empty where none runs. */
  readonly argv: readonly string[];
  /** When its process was started, in seconds since 1970 by the host's clock; undefined if none was. */
  readonly startedAt?: number;
  /** docker.socket: `none` if there is no such unit, or it is masked. */
  readonly socket?: "none" | "inactive" | "active";
  /** The running engine's executable; undefined where none runs. */
  readonly executable?: string;
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
  /** The exit status of a `systemctl show` that failed; then nothing is known of docker.service. */
  readonly systemdFailed?: string;
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
