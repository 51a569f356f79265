import { describeOnHosts, generations, sandboxHost } from "../support/sandbox";
import { failures } from "./generations/failures";
import { listeners } from "./generations/listeners";
import { options } from "./generations/options";
import { hostsOfOthers } from "./generations/others";
import { owners } from "./generations/owners";

describeOnHosts("every generation of engines", () => {
  describe.each(generations)("on %s", (generation) => {
    const host = sandboxHost(generation);

    describe("options", () => options(host));
    describe("listeners", () => listeners(host));
    describe("what others wrote", () => hostsOfOthers(host));
    describe("owners and outputs", () => owners(host));
    describe("failures leave the host as before", () => failures(host));
  });
});
