/** A step of an operation, for a user to read. */
export interface StepTime {
  readonly name: string;
  readonly seconds: number;
}

/** How long the steps of an operation take, each until the next one begins. */
export class StepTimes {
  private readonly begun: { readonly name: string; readonly at: number }[] = [];

  begin(name: string): void {
    this.begun.push({ name, at: Date.now() });
  }

  /** All steps until now, and how long they took together. */
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
