import { recoveryFailure, validationFailure } from "../../../../provider/edge/transaction/failures";

test.each([
  ["held by: pulumi-dockerd: urn:2\nsince: Wed 2026-11-25 09:00:00 UTC\n", "LockedError", undefined],
  [
    "Failed to start transient timer unit: Unit pulumi-dockerd.timer was already loaded or has a fragment file.",
    "LockedError",
    undefined,
  ],
  ["mv: Read-only file system\n", "ConflictError", "unknown"],
  ["listen tcp 0.0.0.0:2375: bind: address already in use\n", "ConflictError", "unknown"],
  ["unfinished: /var/lib/pulumi-dockerd/pending\n", "ConflictError", "unknown"],
])("what an earlier run left can't be ended: %j", (detail, kind, hostState) => {
  const { facts } = recoveryFailure(detail);
  expect(facts).toMatchObject({ kind, step: "recover", detail });
  expect(facts.hostState).toBe(hostState);
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
])("a rejected daemon.json is told with the keys that it is about: %j", (keys, what, remedy) => {
  expect(validationFailure("refused", keys, "/srv/d.json").facts).toEqual({
    kind: "ValidationError",
    step: "validate",
    detail: "refused",
    hostState: "untouched",
    what,
    remedy,
  });
});
