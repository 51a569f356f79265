import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** Folders whose files a power cut may lose. */
const LASTING = ["etc", "srv", "var/lib"];

/** The files of a simulated machine, and which of them have reached the disk. */
export class Disk {
  /** The keys of files whose current content has reached the disk. */
  private safe = new Set<string>();

  constructor(readonly root: string) {
    for (const path of ["etc/systemd/system", "proc", "run/systemd/system", "var/lib"]) {
      mkdirSync(join(root, path), { recursive: true });
    }
    symlinkSync("../run", join(root, "var/run"));
  }

  /** Writes a file that is on the disk at once. */
  write(path: string, content: string | Uint8Array, mode = 0o644): void {
    const at = join(this.root, path);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, content);
    chmodSync(at, mode);
    this.sync(at);
  }

  mode(path: string, mode: number): void {
    chmodSync(join(this.root, path), mode);
  }

  link(path: string, target: string): void {
    const at = join(this.root, path);
    mkdirSync(dirname(at), { recursive: true });
    symlinkSync(target, at);
  }

  remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true, force: true });
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), "utf8");
  }

  /** Returns a file's text, links followed; undefined if it does not exist. */
  find(path: string): string | undefined {
    const at = join(this.root, path);
    return existsSync(at) && !this.isDirectory(path) ? readFileSync(at, "utf8") : undefined;
  }

  isDirectory(path: string): boolean {
    return statSync(join(this.root, path), { throwIfNoEntry: false })?.isDirectory() === true;
  }

  has(path: string): boolean {
    return lstatSync(join(this.root, path), { throwIfNoEntry: false }) !== undefined;
  }

  /** Resolves symbolic links in a path; a path that does not exist is returned unchanged. */
  real(path: string): string {
    const at = join(this.root, path);
    return existsSync(at) ? realpathSync(at).slice(realpathSync(this.root).length) : path;
  }

  /** Returns everything in a folder with kind, mode, owner and content, and on request with times. */
  tree(folder = "/", times = false): Record<string, string> {
    const all: Record<string, string> = {};
    const visit = (path: string): void => {
      const at = join(this.root, path);
      const stat = lstatSync(at);
      const mode = (stat.mode & 0o7777).toString(8);
      const facts = [mode, stat.uid, stat.gid, ...(times ? [stat.mtimeMs, stat.ctimeMs] : [])].join(" ");
      if (stat.isSymbolicLink()) all[path] = `-> ${readlinkSync(at)}`;
      else if (stat.isFile()) all[path] = `${facts} ${readFileSync(at, "base64")}`;
      else if (!stat.isDirectory()) all[path] = `${facts} of another kind`;
      else {
        all[path] = `${facts}/`;
        for (const name of readdirSync(at).sort()) visit(join(path, name));
      }
    };
    if (this.has(folder)) visit(folder);
    return all;
  }

  /** Writes all files to the disk, as a system does after a while. */
  syncAll(): void {
    this.safe = new Set(this.files().map(({ key }) => key));
  }

  /** fsync of a file or folder. @returns false if it does not exist */
  sync(path: string): boolean {
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (stat === undefined) return false;
    if (stat.isFile()) this.safe.add(keyOf(stat));
    return true;
  }

  /**
   * Simulates a power cut: truncates files that have not reached the disk, and clears /run. @returns the truncated
   * files
   */
  losePower(): readonly string[] {
    const lost = this.files().filter(({ key, size }) => size > 0 && !this.safe.has(key));
    for (const { path } of lost) truncateSync(path);
    rmSync(join(this.root, "run"), { recursive: true, force: true });
    rmSync(join(this.root, "proc"), { recursive: true, force: true });
    for (const path of ["run/systemd/system", "proc"]) mkdirSync(join(this.root, path), { recursive: true });
    this.syncAll();
    return lost.map(({ path }) => path.slice(this.root.length));
  }

  private files(): { path: string; key: string; size: number }[] {
    return LASTING.flatMap((folder) => filesIn(join(this.root, folder))).map((path) => {
      const stat = lstatSync(path, { bigint: true });
      return { path, key: keyOf(stat), size: Number(stat.size) };
    });
  }
}

interface Stat {
  readonly ino: bigint;
  readonly birthtimeNs: bigint;
  readonly mtimeNs: bigint;
  readonly size: bigint;
}

const keyOf = ({ ino, birthtimeNs, mtimeNs, size }: Stat): string =>
  `${ino} ${birthtimeNs} ${mtimeNs} ${size}`;

function filesIn(folder: string): string[] {
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(path);
    return entry.isFile() ? [path] : [];
  });
}
