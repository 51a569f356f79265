import { describeOnHosts, sandboxHost } from "../../support/sandbox";
import { failures } from "./failures";
import { listeners } from "./listeners";
import { options } from "./options";
import { hostsOfOthers } from "./others";
import { owners } from "./owners";
import { units } from "./units";

/** What holds on every generation of engines, on the host of one. A file for each, so that they run side by side. */
export function generation(name: string): void {
  describeOnHosts(`on ${name}`, () => {
    const host = sandboxHost(name);

    describe("options", () => options(host));
    describe("listeners", () => listeners(host));
    describe("what others wrote", () => hostsOfOthers(host));
    describe("flags of the unit", () => units(host));
    describe("owners and outputs", () => owners(host));
    describe("failures leave the host as before", () => failures(host));
  });
}
