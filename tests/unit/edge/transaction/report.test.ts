import { StepReport } from "../../../../provider/edge/transaction/report";

function report(...lines: string[]): { report: StepReport; begun: string[] } {
  const begun: string[] = [];
  const made = new StepReport((step) => begun.push(step));
  lines.forEach(made.add);
  return { report: made, begun };
}

test("steps are reported as they begin", () => {
  const { report: made, begun } = report("step stage", "step validate", "step switch_over");
  expect(made.steps).toEqual(["stage", "validate", "switch_over"]);
  expect(begun).toEqual(["stage", "validate", "switch over"]);
  expect(made.failures).toEqual([]);
});

test("each failure has its reason code and its output", () => {
  const { report: made } = report(
    "step activate",
    "failed activate start-failed",
    "detail Job failed.",
    "detail   see journalctl",
    "detail ",
    "step roll_back",
    "failed roll_back",
    "detail no backup",
  );
  expect(made.failures).toEqual([
    { step: "activate", reason: "start-failed", detail: "Job failed.\n  see journalctl\n\n" },
    { step: "roll_back", reason: "error", detail: "no backup\n" },
  ]);
});

test("details are UTF-8", () => {
  const { report: made } = report(
    "failed stage",
    Buffer.from("detail kein Platz für 漢字").toString("latin1"),
  );
  expect(made.failures[0]?.detail).toBe("kein Platz für 漢字\n");
});

test("the output of a step can't pass for a line of the report", () => {
  const { report: made } = report("failed validate rejected", "detail step confirm", "detail failed nothing");
  expect(made.steps).toEqual([]);
  expect(made.failures).toEqual([
    { step: "validate", reason: "rejected", detail: "step confirm\nfailed nothing\n" },
  ]);
});

test("other lines are left out", () => {
  const { report: made, begun } = report("", "detail too early", "stepx y", "END n1");
  expect([made.steps, made.failures, begun]).toEqual([[], [], []]);
});
