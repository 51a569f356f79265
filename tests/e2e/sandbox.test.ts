import { describeOnHosts, sandbox, sandboxHost } from "../support/sandbox";
import { failureOf } from "./sandbox/failure";
import { hostState } from "./sandbox/host-state";
import { interrupted } from "./sandbox/interrupted";
import { network } from "./sandbox/network";

describeOnHosts("the sandbox", () => {
  const host = sandboxHost("cut");

  describe("a host's network", () => network(host, sandboxHost("h3")));
  describe("a host's state", () => hostState(host));
  describe("interrupted", interrupted);

  test.each(["x=trixie/engine29", "x=forky/engine30", "x=forky/", "x=sid"])(
    "the sandbox rejects %s",
    async (spec) => {
      expect(await failureOf(sandbox("up", spec))).toMatchObject({ code: 1 });
      expect(await failureOf(sandbox("shell", "x"))).toMatchObject({ code: 1 });
    },
  );
});
