import { environmentFile } from "../../../../provider/core/command-line/environment";
import { shellVariables, shellWords } from "../../../../provider/core/command-line/shell";
import { expanded, unitWords } from "../../../../provider/core/command-line/words";
import { caseFile } from "../../fixtures";

// What systemd and dash themselves made of these texts.
const recorded = JSON.parse(caseFile("words/words.json").toString()) as {
  environmentFile: string;
  shellFile: string;
  unit: { execStart: string; words: string[] }[];
  shell: { command: string; words: string[] }[];
};

test.each(recorded.unit)("systemd's words of $execStart", ({ execStart, words }) => {
  const variables = environmentFile(recorded.environmentFile);
  expect(unitWords(execStart).flatMap((word) => expanded(word, variables))).toEqual(words);
});

test.each(recorded.shell)("dash's words of $command", ({ command, words }) => {
  const { value, unread } = shellVariables(recorded.shellFile);
  expect(unread).toEqual([]);
  expect(shellWords(command, value).value).toEqual(words);
});
