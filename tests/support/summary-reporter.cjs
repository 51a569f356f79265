const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

/**
 * Prints one line that counts all tests, and makes a skipped test a failure wherever every test has to run: under
 * CI=true, or as root on Debian. tests/skips.json lists the tests that may be skipped there, with the reason.
 */
module.exports = class SummaryReporter {
  constructor(config) {
    // A run of single tests by name skips the others on purpose.
    this.all = config.testNamePattern === undefined || config.testNamePattern === "";
  }

  onRunComplete(_contexts, results) {
    const skipped = results.testResults.flatMap((file) =>
      file.testResults.filter(({ status }) => status === "pending").map(({ fullName }) => fullName),
    );
    const listed = JSON.parse(readFileSync(join(__dirname, "../skips.json"), "utf8"));
    const unlisted =
      this.all && mustRunAll()
        ? skipped.filter((name) => !listed.some((skip) => name.startsWith(skip.test)))
        : [];
    const crashed = results.numRuntimeErrorTestSuites;
    const failed = results.numFailedTests + crashed + unlisted.length;
    this.failure = failed === 0 ? undefined : new Error(`${failed} failed`);
    if (this.all) for (const name of skipped) console.error(`skipped: ${name}`);
    for (const name of unlisted) console.error(`must not be skipped here (tests/skips.json): ${name}`);
    const line = `tests: ${results.numPassedTests} passed, ${failed} failed, ${skipped.length - unlisted.length} skipped`;
    if (process.env.TESTS_SUMMARY) writeFileSync(process.env.TESTS_SUMMARY, `${line}\n`);
    else console.error(line);
  }

  getLastError() {
    return this.failure;
  }
};

function mustRunAll() {
  return process.env.CI === "true" || (process.getuid?.() === 0 && existsSync("/etc/debian_version"));
}
