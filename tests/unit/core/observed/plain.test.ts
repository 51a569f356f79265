import * as fc from "fast-check";
import type { Json } from "../../../../provider/core/json";
import { plainJson, plainText, plainTexts } from "../../../../provider/core/observed/plain";
import { UNKNOWN } from "../../../../provider/core/schema/unknowns";
import { anyJson } from "../../fixtures";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const ASSET = { [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", path: "/home/me/.ssh/id_ed25519" };

test("a value of daemon.json that Pulumi would take for a special object becomes its text, at any depth", () => {
  const file: Json = { a: ASSET, b: [ASSET, UNKNOWN, { c: ASSET }], d: "x" };
  expect(plainJson(file)).toEqual({
    a: JSON.stringify(ASSET),
    b: [JSON.stringify(ASSET), `"${UNKNOWN}"`, { c: JSON.stringify(ASSET) }],
    d: "x",
  });
});

test("every other value of daemon.json is kept unchanged", () => {
  fc.assert(fc.property(anyJson(), (value) => expect(plainJson(value)).toEqual(value)));
});

test("a value that isn't text is null, and is left out of a list", () => {
  expect([null, 1, true, {}, [], undefined, UNKNOWN].map(plainText)).toEqual(Array(7).fill(null));
  expect(plainTexts(["a", 1, null, UNKNOWN, "b"])).toEqual(["a", "b"]);
  expect(plainTexts({ 0: "a" })).toEqual([]);
});
