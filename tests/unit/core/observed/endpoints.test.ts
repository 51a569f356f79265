import type { JsonObject } from "../../../../provider/core/json";
import { parseEngineVersion } from "../../../../provider/core/engine-version";
import { endpointsOf, openListeners, openSockets } from "../../../../provider/core/observed/endpoints";

const argv = (flags: string): readonly string[] => ["dockerd", ...flags.split(" ")];

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
])("the endpoints of %j with %j are listed", (line, file, endpoints) => {
  expect(endpointsOf(line.split(" "), file, [])).toEqual(endpoints);
});

describe("a socket unit in addition to docker.socket", () => {
  const sockets = [
    { unit: "docker-tcp.socket", endpoints: ["tcp://[::]:2375"] },
    { unit: "docker-other.socket", endpoints: ["unix:///run/other.sock"] },
  ];

  test("is listed for an engine with fd://", () => {
    expect(endpointsOf(argv("-H fd://"), {}, sockets)).toEqual([
      "fd://",
      "tcp://[::]:2375",
      "unix:///run/other.sock",
    ]);
    expect(endpointsOf(["dockerd"], { hosts: ["fd://"] }, sockets)).toHaveLength(3);
  });

  test("isn't listed for an engine without fd://, or with one descriptor only", () => {
    expect(endpointsOf(argv("-H unix:///s"), {}, sockets)).toEqual(["unix:///s"]);
    expect(endpointsOf(argv("-H fd://3"), {}, sockets)).toEqual(["fd://3"]);
  });

  test("that listens on TCP is reported, unless clients are verified", () => {
    const warnings = [
      expect.stringMatching(/^docker-tcp\.socket exposes the Docker API at tcp:\/\/\[::\]:2375 /),
    ];
    expect(openSockets(argv("-H fd://"), {}, sockets)).toEqual(warnings);
    expect(openSockets(argv("-H fd://"), { tls: true }, sockets)).toEqual(warnings);
    expect(openSockets(argv("-H fd:// --tlsverify=false"), {}, sockets)).toEqual(warnings);
    expect(openSockets(argv("-H fd://"), { tlsverify: true }, sockets)).toEqual([]);
    expect(openSockets(argv("-H fd:// --tlsverify"), {}, sockets)).toEqual([]);
    expect(openSockets(argv("-H unix:///s"), {}, sockets)).toEqual([]);
  });
});

describe("tcp listeners that don't verify clients", () => {
  const TCP = ["fd://", "tcp://0.0.0.0:2376"];
  const open = (line: string, daemonJson: JsonObject = {}, version = "26.1.5"): readonly string[] =>
    openListeners(argv(line), daemonJson, parseEngineVersion(version)!);

  test.each<[string, readonly string[]]>([
    ["without TLS", open("", { hosts: TCP })],
    ["by a flag", open("-H fd:// -H tcp://0.0.0.0:2376")],
    ["with tls and tlsverify: false", open("", { hosts: TCP, tls: true, tlsverify: false })],
    ["with tls before 20.10", open("", { hosts: TCP, tls: true }, "19.3.15")],
    ["with a flag that turns it off", open("--tlsverify=false", { hosts: TCP })],
  ])("are open %s", (_name, listeners) => {
    expect(listeners).toEqual(["tcp://0.0.0.0:2376"]);
  });

  test.each<[string, readonly string[]]>([
    ["with tlsverify", open("", { hosts: TCP, tlsverify: true })],
    ["with the flag of tlsverify", open("--tlsverify", { hosts: TCP })],
    ["with tls since 20.10", open("--tls", { hosts: TCP })],
    ["without a tcp listener", open("-H unix:///s")],
  ])("aren't there %s", (_name, listeners) => {
    expect(listeners).toEqual([]);
  });
});
