import { PassThrough } from "node:stream";

type Lifetime = typeof import("../../../provider/adapters/lifetime");

/** Loads the module as in a new process. */
function fresh(): Lifetime {
  jest.resetModules();
  return jest.requireActual<Lifetime>("../../../provider/adapters/lifetime");
}

interface Input {
  readonly stream: NodeJS.ReadStream;
  readonly end: PassThrough;
  readonly unref: jest.Mock;
}

function input(): Input {
  const end = new PassThrough();
  const unref = jest.fn();
  return { stream: Object.assign(end, { unref }) as unknown as NodeJS.ReadStream, end, unref };
}

test.each([
  ["ends", (end: PassThrough): void => void end.end()],
  ["breaks", (end: PassThrough): void => void end.destroy(new Error("EIO"))],
])("the process ends when its standard input %s", async (_name, finish) => {
  const { stream, end, unref } = input();
  const ended = new Promise<number>((resolve) => {
    fresh().endWithEngine(stream, resolve);
  });
  expect(unref).toHaveBeenCalledTimes(1);
  finish(end);
  await expect(ended).resolves.toBe(0);
});

test("data on the standard input is ignored", async () => {
  const { stream, end } = input();
  const exit = jest.fn();
  fresh().endWithEngine(stream, exit);
  end.write("text");
  await new Promise(setImmediate);
  expect(exit).not.toHaveBeenCalled();
});

test("only one standard input is watched", () => {
  const lifetime = fresh();
  const [first, second] = [input(), input()];
  const plain = second.stream.listenerCount("end");
  lifetime.endWithEngine(first.stream, jest.fn());
  lifetime.endWithEngine(second.stream, jest.fn());
  expect(first.stream.listenerCount("end")).toBeGreaterThan(plain);
  expect(second.stream.listenerCount("end")).toBe(plain);
  expect(second.unref).not.toHaveBeenCalled();
});
