import { readCommandLine } from "../../../../provider/core/command-line/command-line";
import { allFlags } from "../../../../provider/core/command-line/flags";
import { catalogue, optionName } from "../../../../provider/core/options";
import { LEFT_OUT, MAPPED, REFUSED } from "./flag-rows";

const read = (flags: string) => readCommandLine(`dockerd ${flags}`);
const nameOf = (line: string): string => line.split(/[ =]/)[0] ?? "";

test.each(MAPPED.map(([line, options, past = ""]) => ({ line, options, past })))(
  "$line maps to $options",
  ({ line, options, past }) => {
    const { options: found, notes } = read(line);
    expect(found).toEqual(options);
    const [name = ""] = Object.keys(options);
    expect(notes).toEqual([
      { flag: nameOf(line), kind: "mapped", option: name, text: expect.any(String) as string },
    ]);
    const text = notes[0]?.text ?? "";
    expect(text.startsWith(`options.${name}`)).toBe(true);
    expect(text.split("; ").slice(1).join("; ")).toBe(past);
  },
);

test.each(LEFT_OUT)("%s is left out with a note", (line, why) => {
  expect(read(line)).toEqual({
    options: {},
    notes: [{ flag: nameOf(line), kind: "left out", text: expect.stringMatching(why) as string }],
  });
});

test.each(REFUSED)("%s is refused with a remedy", (line, remedy) => {
  expect(read(line)).toEqual({
    options: {},
    notes: [{ flag: nameOf(line), kind: "refused", text: expect.stringMatching(remedy) as string }],
  });
});

test("every known flag has a row", () => {
  const rows = [...MAPPED, ...LEFT_OUT, ...REFUSED].map(([line]) => nameOf(line));
  expect(rows.sort()).toEqual([...new Set(rows)].sort());
  expect([...allFlags].sort()).toEqual(rows.sort());
});

test("every option that has a flag in current engines is mapped from a flag", () => {
  const options = catalogue.filter(
    ({ removed, ignored, deprecated }) => (removed ?? ignored ?? deprecated) === undefined,
  );
  const mapped = new Set(MAPPED.flatMap(([, value]) => Object.keys(value)));
  const missing = options.filter(({ key, flags }) => flags.length > 0 && !mapped.has(optionName(key)));
  expect(missing.map(({ key }) => key)).toEqual([]);
});
