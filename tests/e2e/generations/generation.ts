import { describeOnHosts, sandboxHost } from "../../support/sandbox";
import { failures } from "./failures";
import { hazards } from "./hazards";
import { listeners } from "./listeners";
import { options } from "./options";
import { unmanagedSettings } from "./others";
import { owners } from "./owners";
import { units } from "./units";

/** Tests for every engine generation, on the host of one. A file for each, so that they run in parallel. */
export function generation(name: string): void {
  describeOnHosts(`on ${name}`, () => {
    const host = sandboxHost(name);

    describe("options on a real host", () => options(host));
    describe("listeners on a real host", () => listeners(host));
    describe("unmanaged settings on a real host", () => unmanagedSettings(host));
    describe("flags of docker.service on a real host", () => units(host));
    describe("owners and outputs on a real host", () => owners(host));
    describe("hazards on a real host", () => hazards(host));
    describe("failures on a real host", () => failures(host));
  });
}
