/** A step of a script that failed. */
export interface StepFailure {
  readonly step: string;
  /** A code; "error" if the step has no better one. */
  readonly reason: string;
  /** The last lines that the step printed. */
  readonly detail: string;
}

/** A script's run on a host, read line by line. */
export class StepReport {
  /** The steps that began, in order. */
  readonly steps: string[] = [];
  readonly failures: StepFailure[] = [];
  /** Lines of a step that succeeded: units that didn't start again. */
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
      const [step = "", reason = "error"] = rest;
      this.failures.push({ step, reason, detail: "" });
    } else if (word === "detail") {
      this.addDetail(utf8(text));
    } else if (word === "note") {
      this.notes.push(utf8(text));
    } else if (word === "pid" && /^[1-9]\d*$/.test(text)) {
      this.enginePid = Number(text);
    }
  };

  private addDetail(line: string): void {
    const last = this.failures.pop();
    if (last !== undefined) this.failures.push({ ...last, detail: `${last.detail}${line}\n` });
  }
}

/** A line's bytes, of which each came as a character. */
const utf8 = (line: string): string => Buffer.from(line, "latin1").toString();
