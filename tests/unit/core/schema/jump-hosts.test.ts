import type { Json } from "../../../../provider/core/json";
import { checkDaemonInputs } from "../../../../provider/core/schema/check";

const HOST_KEY = `SHA256:${"A".repeat(43)}`;
const failures = (jumpHosts: Json): ReturnType<typeof checkDaemonInputs> =>
  checkDaemonInputs({ connection: { host: "10.0.0.11", hostKey: HOST_KEY, jumpHosts } });
const BASTION = { host: "bastion", hostKey: HOST_KEY };

test.each<[string, Json]>([
  ["one", [BASTION]],
  [
    "two in a row, with ports and users",
    [
      { ...BASTION, port: 2222, user: "jump" },
      { ...BASTION, host: "inner" },
    ],
  ],
  ["none", []],
  ["one server with two users", [BASTION, { ...BASTION, user: "other" }]],
])("%s may be declared", (_name, jumpHosts) => {
  expect(failures(jumpHosts)).toEqual([]);
});

test.each<[string, Json, string, RegExp]>([
  ["a name instead of a list", "bastion", "connection.jumpHosts", /^is a string; write a list/],
  ["a name in the list", ["bastion"], "connection.jumpHosts[0]", /^is a string; write an object/],
  [
    "no host key",
    [{ host: "bastion" }],
    "connection.jumpHosts[0].hostKey",
    /^required, so that no other machine/,
  ],
  [
    "a user in the host",
    [{ ...BASTION, host: "ops@bastion" }],
    "connection.jumpHosts[0].host",
    /^names a user/,
  ],
  ["a port that isn't one", [{ ...BASTION, port: 0 }], "connection.jumpHosts[0].port", /^isn't a port/],
  ["a key of its own", [{ ...BASTION, privateKey: "x" }], "connection.jumpHosts[0].privateKey", /^unknown/],
  ["one that is listed twice", [BASTION, BASTION], "connection.jumpHosts[1]", /^is listed twice/],
])("%s is refused", (_name, jumpHosts, path, reason) => {
  expect(failures(jumpHosts)).toEqual([{ path, reason: expect.stringMatching(reason) as string }]);
});
