import type { Disk } from "./disk";
import { isMasked, ownFileOf, unitFilesOf, unitNames, valuesOf } from "./unit-files";

/** The socket unit at which the engine's API listens. */
export const SOCKET = "docker.socket";

/** The socket file of docker.socket: it exists while the socket listens, unless an engine replaced it by its own. */
export interface SocketFile {
  make(): void;
  remove(): void;
}

/** The socket units that start docker.service: docker.socket, and every other one with `Service=docker.service`. */
export class Sockets {
  private readonly states = new Map<string, "active" | "failed">();

  constructor(
    private readonly disk: Disk,
    private readonly file: SocketFile,
  ) {}

  /** The sockets that have a unit file, or are active without one. */
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

  /** The listeners of a socket, as `systemctl show -p Listen` prints them. */
  listensAt(name: string): readonly string[] {
    const texts = unitFilesOf(this.disk.root, name).map(({ text }) => text);
    return valuesOf(texts, "ListenStream").map((address) => `${address} (Stream)`);
  }

  /** Returns why a socket can't be started; undefined if it can. */
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

  /** Fails the sockets: their service hit its start limit. */
  fail(): void {
    for (const name of this.listening) this.states.set(name, "failed");
    this.file.remove();
  }

  losePower(): void {
    this.states.clear();
    this.file.remove();
  }

  private starts(name: string): boolean {
    const texts = unitFilesOf(this.disk.root, name).map(({ text }) => text);
    return (valuesOf(texts, "Service").at(-1) ?? name.replace(/socket$/, "service")) === "docker.service";
  }
}
