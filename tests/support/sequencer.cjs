const { default: Sequencer } = require("@jest/test-sequencer");

/**
 * Test files that take minutes: they start before all others, so that none of them runs alone at the end. Those on real
 * hosts mostly wait, so each is next to one that computes.
 */
const BEFORE_OTHERS = [
  "e2e/catalogue",
  "sim/sim",
  "e2e/terrains",
  "sim/matrix",
  "e2e/generations/bullseye",
  "shell/confirm-restore",
  "e2e/generations/bookworm",
  "package/install",
  "e2e/generations/trixie",
  "shell/lock",
  "e2e/generations/forky",
  "repository/checks",
  "e2e/transaction",
  "shell/apply",
  "e2e/leaving",
  "e2e/cli",
  "contract/transaction",
  "e2e/demo",
  "sim/agreed",
  "e2e/rivals",
  "e2e/automation",
];

function rank(test) {
  const at = BEFORE_OTHERS.findIndex((file) => test.path.endsWith(`/tests/${file}.test.ts`));
  return at < 0 ? BEFORE_OTHERS.length : at;
}

/** Orders the test files. */
module.exports = class extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((one, other) => rank(one) - rank(other));
  }
};
