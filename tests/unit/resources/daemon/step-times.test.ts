import { StepTimes } from "../../../../provider/resources/daemon/step-times";

afterEach(() => jest.restoreAllMocks());

test("a step lasts until the next one begins, the last one until now", () => {
  const now = jest.spyOn(Date, "now");
  const times = new StepTimes();
  const at = (milliseconds: number, step: string): void => {
    now.mockReturnValue(milliseconds);
    times.begin(step);
  };
  at(1000, "connect");
  at(1250, "observe");
  at(1300, "confirm");
  now.mockReturnValue(2000);
  expect(times.soFar).toEqual({
    seconds: 1,
    steps: [
      { name: "connect", seconds: 0.25 },
      { name: "observe", seconds: 0.05 },
      { name: "confirm", seconds: 0.7 },
    ],
  });
});

test("no time is counted before the first step", () => {
  expect(new StepTimes().soFar).toEqual({ seconds: 0, steps: [] });
});
