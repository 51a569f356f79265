import type { StepTime } from "../../core/outputs/outputs";

/** Measures the steps of an operation, each until the next one begins. */
export class StepTimes {
  private readonly begun: { readonly name: string; readonly at: number }[] = [];

  constructor(private readonly onStep: (step: string) => void = () => undefined) {}

  /** Begins a step. */
  readonly begin = (name: string): void => {
    this.begun.push({ name, at: Date.now() });
    this.onStep(name);
  };

  /** All steps until now, and their seconds in all. */
  get soFar(): { readonly seconds: number; readonly steps: readonly StepTime[] } {
    const now = Date.now();
    const seconds = (from: number | undefined, to: number | undefined): number =>
      ((to ?? now) - (from ?? now)) / 1000;
    const steps = this.begun.map(({ name, at }, index) => ({
      name,
      seconds: seconds(at, this.begun[index + 1]?.at),
    }));
    return { seconds: seconds(this.begun[0]?.at, now), steps };
  }
}
