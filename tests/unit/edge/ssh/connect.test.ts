import { type AddressInfo, createServer, type Server } from "node:net";
import { connect } from "../../../../provider/edge/ssh/connect";
import { closeAll, connected, failureOf, until } from "./connections";
import { fingerprintOf, HOST_KEYS, keysOf, TestServer } from "./test-server";

let server: TestServer | undefined;

afterEach(async () => {
  closeAll();
  await server?.stop();
  server = undefined;
});

const ED25519 = HOST_KEYS;
const ECDSA = keysOf("ecdsa");
const RSA = keysOf("rsa");
const ALL = [RSA, ECDSA, ED25519].map((keys) => keys.private);
const text = (keys: typeof RSA): string => keys.public.split(" ").slice(0, 2).join(" ");

describe.each([
  ["ed25519", ED25519],
  ["ecdsa", ECDSA],
  ["rsa", RSA],
])("a host with keys of all types, whose %s key is pinned", (_type, keys) => {
  test.each([
    ["as a fingerprint", fingerprintOf(keys.public)],
    ["as a key", text(keys)],
    ["as a key's file", `${text(keys)} root@web-1\n`],
  ])("is connected to: %s", async (_name, hostKey) => {
    server = await TestServer.start({ hostKeys: ALL });
    const host = await connected(server.settings({ hostKey }));
    expect(host.hostKeyFingerprint).toBe(fingerprintOf(keys.public));
  });
});

test("only the key type of a fingerprint is requested once it is known", async () => {
  const rsa = keysOf("rsa");
  server = await TestServer.start({ hostKeys: [ED25519.private, rsa.private] });
  await connected(server.settings({ hostKey: fingerprintOf(rsa.public) }));
  expect(server.connectionCount).toBe(2);
  await connected(server.settings({ hostKey: fingerprintOf(rsa.public) }));
  expect(server.connectionCount).toBe(3);
});

describe("a host key mismatch is refused before any login, with all keys of the host", () => {
  const other = keysOf("ecdsa");

  test.each([
    ["a fingerprint", fingerprintOf(other.public), ALL, [ED25519, ECDSA, RSA]],
    ["a key of a type that the host has", text(other), ALL, [ECDSA]],
    ["a key of a type that the host lacks", text(other), [ED25519.private], [ED25519]],
    ["a fingerprint, for a host with one key", fingerprintOf(other.public), [RSA.private], [RSA]],
  ])("if connection.hostKey is %s", async (_name, hostKey, hostKeys, reported) => {
    server = await TestServer.start({ hostKeys });
    const { facts, hostState } = await failureOf(server.settings({ hostKey }));
    expect(facts).toMatchObject({ kind: "HostKeyError", step: "connect" });
    const got = reported.map((keys) => `${keys.public.split(" ")[0]!} ${fingerprintOf(keys.public)}`);
    expect(facts.what).toContain(fingerprintOf(other.public));
    expect(facts.what).toContain(`got ${got.join(", ")}`);
    expect(hostState).toBe("untouched");
    expect(server.logins).toBe(0);
  });
});

test("a server that requires no key is accepted", async () => {
  server = await TestServer.start({ ident: "Tailscale" });
  server.authenticate = (context) => {
    if (context.method === "none") context.accept();
    else context.reject();
  };
  await connected(server.settings());
  expect(server.logins).toBe(1);
});

test("an accepted key that isn't sufficient is an error with the missing factor", async () => {
  server = await TestServer.start();
  server.authenticate = (context) => context.reject(["password"], context.method === "publickey");
  const { facts } = await failureOf(server.settings());
  expect(facts.kind).toBe("AuthenticationError");
  expect(facts.what).toContain("requires another factor (password)");
});

test("a failed login leaves no connection open", async () => {
  server = await TestServer.start();
  server.authenticate = (context) => context.reject(["publickey"]);
  const { facts } = await failureOf(server.settings());
  expect(facts.what).toBe("the host refused the login of root with connection.privateKey");
  await until(() => server?.connections === 0);
});

test("a connection that is no longer needed is closed even if the host does not answer", async () => {
  server = await TestServer.start();
  const host = await connect(server.settings());
  expect(server.connections).toBe(1);
  host.close();
  await until(() => server?.connections === 0);
});

test("a host that accepts the connection and sends nothing is given up in time", async () => {
  const silent: Server = createServer((socket) => void socket.on("error", () => undefined));
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  server = await TestServer.start();
  const settings = server.settings({ port: (silent.address() as AddressInfo).port, timeout: 0.3 });
  const { facts } = await failureOf(settings);
  expect(facts).toMatchObject({ kind: "ConnectionError", step: "connect" });
  await new Promise<void>((resolve) => silent.close(() => resolve()));
});
