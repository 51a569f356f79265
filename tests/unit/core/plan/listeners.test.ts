import { listenerConflict } from "../../../../provider/core/plan/listeners";
import { hostOf } from "../../fixtures";

const TCP = "tcp://127.0.0.1:2375";
const UNIX = "unix:///var/run/docker.sock";

type Socket = "none" | "inactive" | "active";

function whatOf(hosts: readonly string[], socket: Socket, unit = "", argv: readonly string[] = []) {
  const files = [{ path: "/u/docker.service", text: `[Unit]\n${unit}\n` }];
  const service = { ...hostOf().service!, socket, text: { ...hostOf().service!.text, files } };
  return listenerConflict({ argv, after: { hosts } }, { hosts }, service)?.what;
}

test.each<[string, Socket, string, readonly string[]]>([
  ["fd:// with an active docker.socket", "active", "", ["fd://", TCP]],
  ["fd:// with a docker.socket that the unit starts", "inactive", "Requires=docker.socket", ["fd://"]],
  ["the engine's own socket without a docker.socket", "none", "", [UNIX, TCP]],
])("%s is possible", (_name, socket, unit, hosts) => {
  expect(whatOf(hosts, socket, unit)).toBeUndefined();
});

test.each<[string, Socket, readonly string[], RegExp]>([
  ["fd:// without a docker.socket", "none", ["fd://"], /missing or masked/],
  ["fd:// with a docker.socket that nothing starts", "inactive", ["fd://"], /inactive/],
  ["listeners without the engine's own socket", "active", [TCP], /own socket/],
])("%s is refused", (_name, socket, hosts, what) => {
  expect(whatOf(hosts, socket)).toMatch(what);
});

test("a program that declares no listeners never conflicts with them", () => {
  expect(listenerConflict({ argv: ["-H", "fd://"], after: {} }, {}, hostOf().service)).toBeUndefined();
});
