import { environmentFile } from "../../../../provider/core/command-line/environment";
import { shellVariables, shellWords } from "../../../../provider/core/command-line/shell";
import { expanded, unitWords } from "../../../../provider/core/command-line/words";
import { caseFile } from "../../fixtures";

// Recorded results of systemd and dash for these texts.
const recorded = JSON.parse(caseFile("words/words.json").toString()) as {
  environmentFile: string;
  shellFile: string;
  unit: { execStart: string; words: string[] }[];
  shell: { command: string; words: string[] }[];
};

test.each(recorded.unit)("$execStart has the same words as in systemd", ({ execStart, words }) => {
  const variables = environmentFile(recorded.environmentFile);
  expect(unitWords(execStart).flatMap((word) => expanded(word, variables))).toEqual(words);
});

test.each(recorded.shell)("$command has the same words as in dash", ({ command, words }) => {
  const { value, unread } = shellVariables(recorded.shellFile);
  expect(unread).toEqual([]);
  expect(shellWords(command, value).value).toEqual(words);
});
