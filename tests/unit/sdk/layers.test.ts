import * as pulumi from "@pulumi/pulumi";
import { merged } from "../../../sdk/nodejs/layers";

const byEntry = (name: string): boolean => name === "labels";
const pending = new Promise<string>(() => undefined);

test("the later of two layers overrides the earlier: selected maps by entry, everything else as a whole", () => {
  const earlier = { labels: { a: "1", b: "1" }, dns: ["1"], mtu: 1, logOpts: { a: "1" } };
  const later = { labels: { b: "2" }, dns: ["2"], logOpts: { b: "2" } };
  expect(merged(earlier, later, byEntry)).toEqual({
    labels: { a: "1", b: "2" },
    dns: ["2"],
    mtu: 1,
    logOpts: { b: "2" },
  });
});

test("undefined is not declared, in either layer and in a map", () => {
  expect(
    merged(
      { mtu: 1, debug: undefined, labels: { a: "1" } },
      { mtu: undefined, labels: { a: undefined } },
      byEntry,
    ),
  ).toEqual({
    mtu: 1,
    labels: { a: "1" },
  });
});

test("null and lists are values, not maps", () => {
  expect(merged({ labels: { a: "1" } }, { labels: null }, byEntry)).toEqual({ labels: null });
  expect(merged({ labels: { a: "1" } }, { labels: ["b=2"] }, byEntry)).toEqual({ labels: ["b=2"] });
});

test("an unknown value hides no other", () => {
  const both = merged({ labels: { a: "1" }, mtu: 1 }, { labels: { b: pending }, dns: pending }, byEntry);
  expect(both).toEqual({ labels: { a: "1", b: pending }, mtu: 1, dns: pending });
});

test("a layer that is an output is joined once it is known", async () => {
  const both = merged(
    pulumi.output({ labels: { a: "1" } }),
    Promise.resolve({ labels: { b: "2" } }),
    byEntry,
  );
  const value = await new Promise((resolve) => pulumi.output(both).apply(resolve));
  expect(value).toEqual({ labels: { a: "1", b: "2" } });
});
