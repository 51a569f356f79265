import { setByFlag } from "../../../../provider/core/observed/flags";

test.each<[string, readonly string[], readonly { key: string; flag: string }[]]>([
  ["dockerd -H fd://", ["hosts", "debug"], [{ key: "hosts", flag: "-H" }]],
  [
    "dockerd -Hfd:// -D=false",
    ["debug", "hosts"],
    [
      { key: "debug", flag: "-D" },
      { key: "hosts", flag: "-H" },
    ],
  ],
  [
    "dockerd -DH fd://",
    ["debug", "hosts"],
    [
      { key: "debug", flag: "-D" },
      { key: "hosts", flag: "-H" },
    ],
  ],
  ["dockerd --host=fd:// -H tcp://x", ["hosts"], [{ key: "hosts", flag: "--host" }]],
  ["dockerd --a-new-key 1", ["a-new-key"], [{ key: "a-new-key", flag: "--a-new-key" }]],
  ["dockerd --label --debug", ["debug"], []],
  ["dockerd -- --debug", ["debug"], []],
  ["dockerd", ["debug"], []],
])("the flags of %s that set any of the keys %j are found", (argv, keys, found) => {
  expect(setByFlag(keys, argv.split(" "))).toEqual(found);
});
