const project = (displayName, ...folders) => ({
  displayName,
  testMatch: folders.map((folder) => `<rootDir>/tests/${folder}/**/*.test.ts`),
  transform: { "\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }] },
});

/** The levels of tests, from cheap to real. */
module.exports = {
  projects: [
    project("unit", "unit", "style"),
    project("repository", "repository"),
    project("shell", "shell"),
    project("contract", "contract"),
    project("sim", "sim"),
    project("package", "package"),
    project("e2e", "e2e"),
    project("engines", "engines"),
  ],
  // Real hosts, engines and compilers are slow on a busy machine; nothing here asserts a time.
  testTimeout: 600_000,
  // Tests on real hosts wait mostly; who shares a host takes turns.
  maxConcurrency: 32,
  testSequencer: "<rootDir>/tests/support/sequencer.cjs",
  reporters: [["default", { summaryThreshold: 1000 }], "<rootDir>/tests/support/summary-reporter.cjs"],
};
