/** How a script on a host went, step by step, as its lines tell. */
export class StepReport {
  /** The steps that began, in order. */
  readonly steps: string[] = [];
  /** The steps that failed, with what they said. */
  readonly failures: { step: string; detail: string }[] = [];
  /** What a step that succeeded reports all the same: units that didn't start again. */
  readonly notes: string[] = [];
  /** The process of the engine that runs now. */
  enginePid: number | undefined;

  constructor(private readonly onStep: (step: string) => void = () => undefined) {}

  readonly add = (line: string): void => {
    const [word, ...rest] = line.split(" ");
    const text = rest.join(" ");
    if (word === "step") {
      this.steps.push(text);
      this.onStep(text.replace("_", " "));
    } else if (word === "failed") {
      this.failures.push({ step: text, detail: "" });
    } else if (word === "detail") {
      const last = this.failures.at(-1);
      if (last !== undefined) last.detail += `${Buffer.from(text, "latin1").toString()}\n`;
    } else if (word === "note") {
      this.notes.push(Buffer.from(text, "latin1").toString());
    } else if (word === "pid" && /^[1-9]\d*$/.test(text)) {
      this.enginePid = Number(text);
    }
  };
}
