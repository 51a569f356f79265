import * as fc from "fast-check";
import {
  expanded,
  openQuote,
  quote,
  unitWords,
  valueWords,
  variablesIn,
} from "../../../../provider/core/command-line/words";

const texts = (setting: string): readonly string[] => unitWords(setting).map(({ text }) => text);

test.each<[string, readonly string[]]>([
  ["a  b\tc", ["a", "b", "c"]],
  [`"a b" 'c d'`, ["a b", "c d"]],
  [`--label="a b" x'y z'w`, ["--label=a b", "xy zw"]],
  [`"\\"" '\\'' \\"`, ['"', "'", '"']],
  [`"" ''`, ["", ""]],
  ["", []],
  // Escapes are those of C; other characters keep the backslash, and a blank after one doesn't end the word.
  [`a\\sb "c\\td" \\x41\\102`, ["a b", "c\td", "AB"]],
  [`\\u00e9 \\U0001F433 \\xc3\\xa9 \\303\\251`, ["é", "🐳", "é", "é"]],
  [`\\d+\\. a\\ b`, ["\\d+\\.", "a\\ b"]],
  ["100%% %n", ["100%", "%n"]],
  ["a \\; b", ["a", ";", "b"]],
  [`it's`, ["its"]],
  ["a\\", ["a\\"]],
])("%j in a unit is split into words as in systemd", (setting, words) => {
  expect(texts(setting)).toEqual(words);
});

test.each<[string, string | undefined]>([
  [`a "b c"`, undefined],
  [`a "b c`, '"b c'],
  [`a 'b" c`, `'b" c`],
  [`it's`, "'s"],
  [`"it's"`, undefined],
])("the unterminated quote in %j is %j", (setting, open) => {
  expect(openQuote(setting)).toBe(open);
});

test.each<[string, readonly string[]]>([
  ["--label a=b  -D", ["--label", "a=b", "-D"]],
  [`--label "a b" c\\ d '\\n'`, ["--label", "a b", "c d", "n"]],
  ["", []],
  [`--label "a b`, ["--label", "a b"]],
])("the value %j of a variable is split as in systemd", (value, words) => {
  expect(valueWords(value)).toEqual(words);
});

const variables = new Map([
  ["DOCKER_OPTS", `--label "a b" -D`],
  ["PORT", "2376"],
]);

test.each<[string, readonly string[]]>([
  ["$DOCKER_OPTS", ["--label", "a b", "-D"]],
  [`"$DOCKER_OPTS"`, ["--label", "a b", "-D"]],
  ["${DOCKER_OPTS}", [`--label "a b" -D`]],
  ["tcp://0.0.0.0:${PORT}", ["tcp://0.0.0.0:2376"]],
  ["x$PORT", ["x$PORT"]],
  ["$NONE", []],
  ["${NONE}", [""]],
  ["$$PORT $${PORT}", ["$PORT", "${PORT}"]],
])("variables in the word %s are expanded", (setting, words) => {
  expect(unitWords(setting).flatMap((word) => expanded(word, variables))).toEqual(words);
});

test.each<[string, readonly string[]]>([
  ["$A", ["A"]],
  ["x${A}${B}$$C", ["A", "B"]],
  ["x$A", []],
])("the variables in %s are listed", (setting, names) => {
  expect(unitWords(setting).flatMap(variablesIn)).toEqual(names);
});

test.each([
  ["100%", "100%%"],
  ["$HOME", "$$HOME"],
  ["a b$", '"a b$$"'],
  ["--label=a=b", "--label=a=b"],
  ["a\nb", '"a\\x0ab"'],
])("%j is quoted as %s in a unit", (text, quoted) => {
  expect(quote(text)).toBe(quoted);
});

test("a quoted word is read back unchanged", () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, unit: "grapheme" }).filter((text) => !text.includes("\0")),
      (text) => {
        const [word, ...more] = unitWords(quote(text));
        expect(more).toEqual([]);
        expect(expanded(word!, new Map())).toEqual([text]);
      },
    ),
    { examples: [["\\x41"], ["%%"], ["$$"], ["${A}"], ["'"], [";"], ["\n"]] },
  );
});
