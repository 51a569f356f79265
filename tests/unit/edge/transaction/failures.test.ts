import { recoveryFailure } from "../../../../provider/edge/transaction/failures";

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
