import type { JsonObject } from "../../../../provider/core/json";
import { endpointsOf } from "../../../../provider/core/observed/endpoints";

test.each<[string, JsonObject, string[]]>([
  ["dockerd", {}, ["unix:///var/run/docker.sock"]],
  ["dockerd -H fd:// --containerd=/run/containerd/containerd.sock", {}, ["fd://"]],
  [
    "dockerd --host=tcp://127.0.0.1:2375 -H unix:///srv/d.sock",
    {},
    ["tcp://127.0.0.1:2375", "unix:///srv/d.sock"],
  ],
  ["dockerd", { hosts: ["fd://", "tcp://0.0.0.0:2376"] }, ["fd://", "tcp://0.0.0.0:2376"]],
  ["dockerd -D --label hosts=x", { hosts: [] }, ["unix:///var/run/docker.sock"]],
])("%j with %j", (line, file, endpoints) => {
  expect(endpointsOf(line.split(" "), file)).toEqual(endpoints);
});
