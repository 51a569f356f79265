import { recoveryFailure } from "../../../../provider/edge/transaction/failures";

test.each([
  ["held by: pulumi-dockerd: urn:2\nsince: Wed 2026-11-25 09:00:00 UTC\n", "LockedError", undefined],
  ["mv: Read-only file system\n", "ConflictError", "unknown"],
  ["unfinished: /var/lib/pulumi-dockerd/pending\n", "ConflictError", "unknown"],
])("what an earlier run left can't be ended: %j", (detail, kind, hostState) => {
  const { facts } = recoveryFailure(detail);
  expect(facts).toMatchObject({ kind, step: "recover", detail });
  expect(facts.hostState).toBe(hostState);
});
