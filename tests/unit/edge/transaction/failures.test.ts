import {
  activationFailure,
  recoveryFailure,
  stepFailure,
  validationFailure,
} from "../../../../provider/edge/transaction/failures";

test.each([
  ["held", "holder urn:2\nsince Wed 2026-11-25 09:00:00 UTC\n", "LockedError", undefined],
  ["taken", "/var/lib/pulumi-dockerd\n", "ConflictError", "unknown"],
  ["unreadable", "/var/lib/pulumi-dockerd/undoing/values\n", "ConflictError", "unknown"],
  ["error", "mv: Read-only file system\n", "ConflictError", "unknown"],
  ["start-failed", "listen tcp 0.0.0.0:2375: bind: address already in use\n", "ConflictError", "unknown"],
  ["unfinished", "/var/lib/pulumi-dockerd/pending\n", "ConflictError", "unknown"],
])("an unfinished change that can't be rolled back is reported: %s", (reason, detail, kind, hostState) => {
  const { facts } = recoveryFailure({ step: "roll_back", reason, detail });
  expect(facts).toMatchObject({ kind, step: "recover" });
  expect(facts.detail).toBe(
    reason === "held" ? "held by: urn:2\nsince: Wed 2026-11-25 09:00:00 UTC\n" : detail,
  );
  expect(facts.hostState).toBe(hostState);
});

test.each([
  ["check_files", "mount-point", /umount/],
  ["check_files", "error", /chattr -i -a/],
  ["switch_over", "changed", /run again/],
  ["activate", "reload-refused", /fix the option/],
  ["activate", "no-socket", /options\.hosts/],
  ["report", "late", /timeouts\.apply/],
])("a failed step has the remedy of its reason code: %s %s", (step, reason, remedy) => {
  expect(stepFailure({ step, reason, detail: "" }, "untouched").facts.remedy).toMatch(remedy);
});

const REJECTED = "dockerd --validate rejected the new daemon.json";

test.each([
  [
    { managed: [], unmanaged: ["disable-legacy-registry"], beside: [] },
    `${REJECTED}: unmanaged key disable-legacy-registry in /srv/d.json`,
    'fix disable-legacy-registry in /srv/d.json on the host, or remove it with extraOptions: { "disable-legacy-registry": null }',
  ],
  [
    { managed: ["options.registryMirrors"], unmanaged: [], beside: [] },
    `${REJECTED}: options.registryMirrors`,
    "fix options.registryMirrors",
  ],
  [
    { managed: [], unmanaged: [], beside: ["labels"] },
    `${REJECTED}: unmanaged key labels in /srv/d.json`,
    "fix labels in /srv/d.json on the host",
  ],
  [
    { managed: ["options.debug"], unmanaged: ["a", "b"], beside: [] },
    `${REJECTED}: options.debug, unmanaged key a in /srv/d.json, unmanaged key b in /srv/d.json`,
    'fix options.debug, fix a, b in /srv/d.json on the host, or remove it with extraOptions: { "a": null, "b": null }',
  ],
  [
    { managed: [], unmanaged: [], beside: [] },
    REJECTED,
    'fix the option that it names; if the key is not declared here, remove it with extraOptions: { "KEY": null }',
  ],
])("a rejected daemon.json is reported with its invalid keys: %j", (keys, what, remedy) => {
  expect(
    validationFailure({ step: "validate", reason: "rejected", detail: "refused" }, keys, "/srv/d.json").facts,
  ).toEqual({
    kind: "ValidationError",
    step: "validate",
    detail: "refused",
    hostState: "untouched",
    what,
    remedy,
  });
});

test("an engine that failed with an unmanaged key has a remedy that names the key", () => {
  const error = stepFailure({ step: "activate", reason: "start-failed", detail: "" }, "restored");
  const named = (managed: string[], unmanaged: string[]): string =>
    activationFailure(error, { managed, unmanaged, beside: [] }, "/etc/docker/daemon.json").facts.remedy;
  const usual = "fix the option named in the last lines of the log";
  expect(named([], ["log-driver"])).toBe(
    `${usual}; log-driver in /etc/docker/daemon.json is not declared here: fix it on the host, ` +
      'or remove it with extraOptions: { "log-driver": null }',
  );
  expect(named(["options.logDriver"], ["log-driver"])).toBe(usual);
  expect(named([], [])).toBe(usual);
});
