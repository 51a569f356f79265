import type { Disk } from "./disk";
import type { DockerService } from "./docker-service";
import { RELATIONS } from "./dependents";
import { SOCKET } from "./sockets";
import type { TransientUnits } from "./transient";
import {
  dependenciesOf,
  isMasked,
  ownFileOf,
  secondsOf,
  unitFilesOf,
  unitNames,
  valuesOf,
  wantedBy,
} from "./unit-files";

type Property = readonly [name: string, value: string];

/** The output of `systemctl show`. A name may occur twice: a line for each value. */
export class Properties {
  constructor(
    private readonly disk: Disk,
    private readonly docker: DockerService,
    private readonly transient: TransientUnits,
    private readonly stateOf: (unit: string) => string | undefined,
  ) {}

  /** show UNIT... -p NAME[,NAME...]... [--value]: one block for each unit, separated by empty lines. */
  show(words: readonly string[]): string {
    const isOption = (word: string, at: number): boolean => word.startsWith("-") || words[at - 1] === "-p";
    const units = words.filter((word, at) => !isOption(word, at));
    const names = words.flatMap((word, at) => {
      if (words[at - 1] === "-p") return word.split(",");
      return word.startsWith("--property=") ? word.slice("--property=".length).split(",") : [];
    });
    const block = (unit: string): string =>
      this.of(unit)
        .filter(([name]) => names.length === 0 || names.includes(name))
        .map(([name, value]) => (words.includes("--value") ? `${value}\n` : `${name}=${value}\n`))
        .join("");
    return units.map((unit) => block(unit.includes(".") ? unit : `${unit}.service`)).join("\n");
  }

  private of(unit: string): readonly Property[] {
    const state = this.stateOf(unit) ?? "inactive";
    const { description, since } = this.transient.describe(unit);
    const { root } = this.disk;
    const load = this.loadState(unit);
    const files = load === "loaded" ? unitFilesOf(root, unit) : [];
    const texts = unit === "docker.service" ? this.docker.texts : files.map(({ text }) => text);
    const loaded = load === "loaded" ? texts : [];
    return [
      ...this.ofType(unit, loaded),
      ["Id", unit],
      ["Description", valuesOf(loaded, "Description").at(-1) ?? description],
      ["LoadState", load],
      ["ActiveState", state],
      ["SubState", this.subState(unit, state)],
      ["FragmentPath", ownFileOf(root, unit) ?? ""],
      ["DropInPaths", files.slice(1).map(({ path }) => quoted(path)).join(" ")], // prettier-ignore
      ["UnitFileState", this.fileState(unit, load)],
      ["NeedDaemonReload", unit === "docker.service" && this.docker.needsReload ? "yes" : "no"],
      ["ActiveEnterTimestamp", state === "active" ? `at second ${since.toFixed(1)}` : ""],
      ["InvocationID", "0"],
      ...RELATIONS.map((name): Property => [name, dependenciesOf(loaded, name).join(" ")]),
      ["RequiredBy", this.dependingOn(unit, "Requires")],
      ["BoundBy", this.dependingOn(unit, "BindsTo")],
      ["ConsistsOf", this.dependingOn(unit, "PartOf")],
      ["Triggers", this.docker.sockets.names.includes(unit) && load === "loaded" ? "docker.service" : ""],
      ["TriggeredBy", unit === "docker.service" ? this.triggers : ""],
      ["StartLimitBurst", valuesOf(loaded, "StartLimitBurst").at(-1) ?? "5"],
      ["StartLimitIntervalUSec", timeText(secondsOf(loaded, "StartLimitIntervalSec") ?? 10)],
    ];
  }

  private ofType(unit: string, texts: readonly string[]): readonly Property[] {
    if (unit.endsWith(".socket"))
      return this.docker.sockets.listensAt(unit).map((address): Property => ["Listen", address]);
    if (!unit.endsWith(".service")) return [];
    const values = (name: string): readonly string[] => valuesOf(texts, name);
    return [
      ["MainPID", unit === "docker.service" ? String(this.docker.engine.pid) : "0"],
      ["ExecMainStartTimestamp", unit === "docker.service" ? utcText(this.docker.engine.startedAt) : ""],
      ["Type", values("Type").at(-1) ?? (texts.length === 0 ? "" : "simple")],
      ["Restart", values("Restart").at(-1) ?? "no"],
      ["RestartUSec", timeText(secondsOf(texts, "RestartSec") ?? 0.1)],
      ["TimeoutStopUSec", timeText(secondsOf(texts, "TimeoutStopSec") ?? 90)],
      // The words as they are: without quotes, variables not expanded.
      ...values("ExecStart").map((line): Property => ["ExecStart", commandText(line)]),
      ["Environment", values("Environment").join(" ")],
      ...values("EnvironmentFile").map((path): Property => {
        const optional = path.startsWith("-") ? "yes" : "no";
        return ["EnvironmentFiles", `${path.replace(/^-/, "")} (ignore_errors=${optional})`];
      }),
    ];
  }

  private loadState(unit: string): "loaded" | "masked" | "not-found" | "bad-setting" {
    const { root } = this.disk;
    if (isMasked(root, unit)) return "masked";
    if (ownFileOf(root, unit) === undefined)
      return this.transient.stateOf(unit) === undefined ? "not-found" : "loaded";
    if (unit !== "docker.service") return "loaded";
    // Only a oneshot service may have several commands, or none.
    const oneshot = valuesOf(this.docker.texts, "Type").at(-1) === "oneshot";
    return oneshot || valuesOf(this.docker.texts, "ExecStart").length === 1 ? "loaded" : "bad-setting";
  }

  private fileState(unit: string, load: string): string {
    if (load === "masked") return "masked";
    if (load === "not-found") return "";
    const { root } = this.disk;
    if (ownFileOf(root, unit) === undefined) return "transient";
    if (this.docker.atBoot.has(unit) || wantedBy(root, "sysinit.target").includes(unit)) return "enabled";
    return unitFilesOf(root, unit).some(({ text }) => text.includes("[Install]")) ? "disabled" : "static";
  }

  private subState(unit: string, state: string): string {
    if (state === "active") return this.docker.dependents.find(unit) === undefined ? "running" : "exited";
    if (state === "activating") return this.docker.engine.running ? "start" : "auto-restart";
    return { failed: "failed", deactivating: "stop-sigterm" }[state] ?? "dead";
  }

  /** The loaded units that have a dependency on the unit: a unit that is stopped and disabled is not loaded. */
  private dependingOn(unit: string, relation: (typeof RELATIONS)[number]): string {
    const { root } = this.disk;
    const names = [...unitNames(root, ".service"), ...unitNames(root, ".socket")];
    return names
      .filter((name) => this.isInMemory(name))
      .filter((name) => {
        const texts = unitFilesOf(root, name).map(({ text }) => text);
        return dependenciesOf(texts, relation).includes(unit);
      })
      .join(" ");
  }

  private isInMemory(unit: string): boolean {
    const { dependents, atBoot } = this.docker;
    return atBoot.has(unit) || dependents.find(unit) === undefined || dependents.stateOf(unit) !== "inactive";
  }

  private get triggers(): string {
    const { sockets } = this.docker;
    // systemd does not associate a masked socket with its service.
    return sockets.names.filter((name) => name !== SOCKET || sockets.obstacle(name) === undefined).join(" ");
  }
}

const quoted = (path: string): string => (/[\s"\\]/.test(path) ? JSON.stringify(path) : path);

const commandText = (line: string): string => {
  const words = line.replace(/["']/g, "").trim().split(/\s+/).join(" ");
  return `{ path=${words.split(" ")[0]} ; argv[]=${words} ; ignore_errors=no ; start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 }`;
};

/** Formats a time as systemd prints it: `1min 30s`, `100ms`. */
function timeText(seconds: number): string {
  if (seconds === Infinity) return "infinity";
  if (seconds === 0) return "0";
  const parts = [
    [Math.floor(seconds / 60), "min"],
    [Math.floor(seconds % 60), "s"],
    [Math.round((seconds % 1) * 1000), "ms"],
  ] as const;
  return parts.flatMap(([number, unit]) => (number === 0 ? [] : [`${number}${unit}`])).join(" ");
}

/** Formats seconds since 1970 as systemd prints them with TZ=UTC: `Thu 2026-11-26 14:41:37 UTC`. */
function utcText(seconds: number | undefined): string {
  if (seconds === undefined) return "";
  const date = new Date(seconds * 1000);
  return `${date.toUTCString().slice(0, 3)} ${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
