import type { Disk } from "./disk";
import { isMasked, ownFileOf, unitFilesOf, unitNames, valuesOf } from "./unit-files";

/** The socket unit whose file is the engine's API. */
export const SOCKET = "docker.socket";

/** The file of docker.socket: it is there while the socket listens, unless an engine replaced it by its own. */
export interface SocketFile {
  make(): void;
  remove(): void;
}

/** The socket units that start docker.service: docker.socket, and any other with `Service=docker.service`. */
export class Sockets {
  private readonly states = new Map<string, "active" | "failed">();

  constructor(
    private readonly disk: Disk,
    private readonly file: SocketFile,
  ) {}

  /** Those that have a unit file, or are active without one. */
  get names(): readonly string[] {
    const onDisk = unitNames(this.disk.root, ".socket").filter((name) => this.starts(name));
    return [...new Set([...onDisk, ...this.states.keys()])];
  }

  get listening(): readonly string[] {
    return this.names.filter((name) => this.stateOf(name) === "active");
  }

  stateOf(name: string): "inactive" | "active" | "failed" {
    return this.states.get(name) ?? "inactive";
  }

  /** Where a socket listens, as `systemctl show -p Listen` prints it. */
  listensAt(name: string): readonly string[] {
    const texts = unitFilesOf(this.disk.root, name).map(({ text }) => text);
    return valuesOf(texts, "ListenStream").map((address) => `${address} (Stream)`);
  }

  /** Why a socket can't be started; undefined if it can. */
  obstacle(name: string): "masked" | "not found" | undefined {
    if (isMasked(this.disk.root, name)) return "masked";
    return ownFileOf(this.disk.root, name) === undefined ? "not found" : undefined;
  }

  start(name: string): void {
    if (this.stateOf(name) === "active") return;
    this.states.set(name, "active");
    if (name === SOCKET) this.file.make();
  }

  stop(name: string): void {
    if (this.stateOf(name) !== "failed") this.states.delete(name);
    if (name === SOCKET) this.file.remove();
  }

  resetFailed(name: string): void {
    if (this.stateOf(name) === "failed") this.states.delete(name);
  }

  /** The service hit its start limit: the sockets fail with it. */
  fail(): void {
    for (const name of this.listening) this.states.set(name, "failed");
    this.file.remove();
  }

  lose(): void {
    this.states.clear();
    this.file.remove();
  }

  private starts(name: string): boolean {
    const texts = unitFilesOf(this.disk.root, name).map(({ text }) => text);
    return (valuesOf(texts, "Service").at(-1) ?? name.replace(/socket$/, "service")) === "docker.service";
  }
}
