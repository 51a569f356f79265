/** A file on a host. */
export interface ObservedFile {
  /** With symbolic links resolved. */
  readonly path: string;
  /** Octal, as in `chmod`: `644`. */
  readonly mode: string;
  /** Numeric, `uid:gid`. */
  readonly owner: string;
  /** The content decoded as UTF-8. */
  readonly text: string;
  readonly bytes: Uint8Array;
  /** The time of the last change in seconds since 1970, by the host's clock. */
  readonly changedAt?: number;
}

/**
 * The original daemon.json, kept on the host for the final restore. `none`: not kept yet. `absent`: there was no file.
 */
export type OriginalFile = "none" | "absent" | ObservedFile;

/** A file of a unit, or one of its environment files. */
export interface UnitFile {
  readonly path: string;
  readonly text: string;
}

/** The files of docker.service. */
export interface UnitText {
  /** The unit's file and its drop-ins, in systemd's order. */
  readonly files: readonly UnitFile[];
  /** The files that EnvironmentFile= names, in order. */
  readonly environmentFiles: readonly UnitFile[];
  /** The required environment files that are missing or not regular files: systemd can't start the unit. */
  readonly unreadable: readonly string[];
  /** Each ExecStart as systemd parsed it; undefined if the files are newer than systemd's last reload. */
  readonly commands: readonly string[] | undefined;
}

/** A socket unit other than docker.socket that starts docker.service. */
export interface ObservedSocket {
  readonly unit: string;
  /** `tcp://[::]:2375` each. */
  readonly endpoints: readonly string[];
}

/** docker.service as systemd reports it. */
export interface ObservedService {
  /** LoadState: `loaded`, `not-found`, `bad-setting`, `error`, `masked`. */
  readonly loadState: string;
  /** Which of docker.service and docker.socket are masked. */
  readonly masked: readonly string[];
  readonly active: boolean;
  /** ActiveState: `active`, `inactive`, `failed`, `activating` ... */
  readonly state: string;
  readonly text: UnitText;
  /** Whether the program of ExecStart is a script. */
  readonly startsScript: boolean;
  /** Active socket units, other than docker.socket, whose sockets dockerd gets by `fd://`. */
  readonly sockets: readonly ObservedSocket[];
  /** The text of the provider's drop-in. */
  readonly dropIn?: string;
  /** The running engine's command line, word by word; empty if none runs. */
  readonly argv: readonly string[];
  /** The start of its process in seconds since 1970, by the host's clock; undefined if there was none. */
  readonly startedAt?: number;
  /** The state of docker.socket: `none` if it is missing or masked. */
  readonly socket?: "none" | "inactive" | "active";
  /** The running engine's executable; undefined if none runs. */
  readonly executable?: string;
}

/** A managed folder of TLS files, with their SHA-256 by name. */
export interface ObservedTlsFolder {
  readonly path: string;
  readonly files: ReadonlyMap<string, string>;
}

/** The lock of a transaction in progress. */
export interface ObservedLock {
  /** The holder's description of itself. */
  readonly holder: string;
  /** The time of the lock, as the host prints it. */
  readonly since: string;
}

/** The output of docker's programs; "" for a program that is not on the PATH. */
export interface Programs {
  /** `docker --version`: `Docker version 26.1.5+dfsg1, build a72d7cd`. */
  readonly dockerVersion: string;
  /** `dockerd --help`. */
  readonly dockerdHelp: string;
}

/** A host as observe.sh reports it, without the engine's API. */
export interface ObservedHost {
  /** PRETTY_NAME of os-release: `Debian GNU/Linux 13 (trixie)`. */
  readonly os: string;
  /** /etc/machine-id. Cloned machines may share it. */
  readonly machineId?: string;
  readonly systemd: boolean;
  /** The exit status of a `systemctl show` that failed; then nothing is known of docker.service. */
  readonly systemdFailed?: string;
  /** The host's clock, in seconds since 1970. */
  readonly now?: number;
  /** The paths of programs by name: `dockerd`, and those that can connect to its socket. */
  readonly tools: ReadonlyMap<string, string>;
  readonly service?: ObservedService;
  /** An identity of the docker CLI's file: size, time of change, path. */
  readonly cliFile?: string;
  /** Observed only on a new host. */
  readonly programs?: Programs;
  /** `dockerd --version` of a stopped engine: `Docker version 26.1.5+dfsg1, build a72d7cd`. */
  readonly stoppedEngine?: string;
  /** The path of daemon.json, existing or not, with symbolic links resolved. */
  readonly target: string;
  /** What is at that path instead of a file: `directory`, `special` (a fifo, a device), `link TARGET` for a dangling link. */
  readonly targetKind?: string;
  readonly daemonJson?: ObservedFile;
  readonly manifest?: string;
  readonly original: OriginalFile;
  readonly tlsFolders: readonly ObservedTlsFolder[];
  /** The lock of the transaction in progress. */
  readonly lock?: ObservedLock;
  /** Whether a transaction is neither confirmed nor rolled back. Without a lock, no run is going to end it. */
  readonly unfinished: boolean;
  /** Whether its rollback has begun and not finished: another run may continue it, locked or not. */
  readonly undoing?: true;
}
