import type { Clock } from "./clock";
import type { Disk } from "./disk";
import { dependenciesOf, unitFilesOf, unitNames, valuesOf } from "./unit-files";

export const RELATIONS = ["Requires", "BindsTo", "PartOf"] as const;
export type Relation = (typeof RELATIONS)[number];

/**
 * A unit that depends on docker.service. The simulation assumes that it is ordered after it, and stays active once
 * started.
 */
export interface Dependent {
  readonly name: string;
  readonly relations: readonly Relation[];
  /** Seconds that its stop takes, read from `ExecStop=/bin/sleep 4`. */
  readonly stopTakes: number;
}

/** Returns whether a unit can only run with docker.service: its start starts docker.service, and fails with it. */
export const needs = ({ relations }: Dependent): boolean =>
  relations.some((relation) => relation !== "PartOf");

/** The units with Requires=, BindsTo= or PartOf=docker.service, read from their files. */
export class Dependents {
  private readonly states = new Map<string, "active" | "deactivating">();
  private losses = 0;

  constructor(
    private readonly disk: Disk,
    private readonly clock: Clock,
  ) {}

  get all(): readonly Dependent[] {
    return unitNames(this.disk.root, ".service").flatMap((name) => {
      const texts = unitFilesOf(this.disk.root, name).map(({ text }) => text);
      const relations = RELATIONS.filter((relation) =>
        dependenciesOf(texts, relation).includes("docker.service"),
      );
      const [, seconds] = /sleep ([\d.]+)/.exec(valuesOf(texts, "ExecStop").at(-1) ?? "") ?? [];
      return relations.length === 0 ? [] : [{ name, relations, stopTakes: Number(seconds ?? 0) }];
    });
  }

  get active(): readonly Dependent[] {
    return this.all.filter(({ name }) => this.stateOf(name) === "active");
  }

  find(name: string): Dependent | undefined {
    return this.all.find((dependent) => dependent.name === name);
  }

  stateOf(name: string): "inactive" | "active" | "deactivating" {
    return this.states.get(name) ?? "inactive";
  }

  start(dependents: readonly Dependent[]): void {
    for (const { name } of dependents) this.states.set(name, "active");
  }

  async stop(dependents: readonly Dependent[]): Promise<void> {
    await Promise.all(
      dependents.map(async ({ name, stopTakes }) => {
        if (stopTakes > 0 && this.stateOf(name) === "active") {
          this.states.set(name, "deactivating");
          const { losses } = this;
          await new Promise<void>((resolve) => this.clock.after(stopTakes, resolve));
          if (losses !== this.losses) return;
        }
        this.states.delete(name);
      }),
    );
  }

  losePower(): void {
    this.losses += 1;
    this.states.clear();
  }
}
