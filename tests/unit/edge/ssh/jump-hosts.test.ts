import { connect as connectTcp } from "node:net";
import type { Connection } from "ssh2";
import type { SshTarget } from "../../../../provider/core/connection/settings";
import { closeAll, connected, failureOf, until } from "./connections";
import { fingerprintOf, keysOf, TestServer } from "./test-server";

const BASTION_KEYS = keysOf("ed25519");
const servers: TestServer[] = [];

afterEach(async () => {
  closeAll();
  for (const server of servers.splice(0)) await server.stop();
});

async function started(keys = keysOf("ed25519")): Promise<{ server: TestServer; hostKey: string }> {
  const server = await TestServer.start({ hostKeys: [keys.private] });
  servers.push(server);
  return { server, hostKey: fingerprintOf(keys.public) };
}

/** Forwards TCP connections, as sshd does. */
function forwards(connection: Connection): void {
  connection.on("tcpip", (accept, reject, { destIP, destPort }) => {
    const socket = connectTcp(destPort, destIP);
    socket.once("error", () => reject());
    socket.once("connect", () => {
      const channel = accept();
      socket.pipe(channel).pipe(socket);
      socket.on("error", () => channel.close());
      channel.on("error", () => socket.destroy());
    });
  });
}

async function bastion(keys = BASTION_KEYS): Promise<{ server: TestServer; target: SshTarget }> {
  const { server, hostKey } = await started(keys);
  server.serve = forwards;
  return { server, target: server.settings({ hostKey, property: "connection.jumpHosts[0]" }) };
}

test("a host is reached over two jump hosts in a row, and its own key is verified", async () => {
  const [outer, inner, host] = [await bastion(), await bastion(), await started()];
  const jumpHosts = [outer.target, { ...inner.target, property: "connection.jumpHosts[1]" }];
  const { hostKeyFingerprint } = await connected(host.server.settings({ hostKey: host.hostKey, jumpHosts }));
  expect(hostKeyFingerprint).toBe(host.hostKey);
  expect([outer, inner].map(({ server }) => server.connectionCount)).toEqual([1, 1]);
});

test("hosts behind the same jump host share one connection, which the last one closes", async () => {
  const jump = await bastion();
  const behind = [await started(), await started(), await started()];
  const settings = behind.map(({ server, hostKey }) =>
    server.settings({ hostKey, jumpHosts: [jump.target] }),
  );
  const opened = await Promise.all(settings.map((each) => connected(each)));
  expect(jump.server.connectionCount).toBe(1);
  opened[0]!.close();
  opened[1]!.close();
  opened[1]!.close();
  await until(() => behind[0]!.server.connections === 0 && behind[1]!.server.connections === 0);
  expect(jump.server.connections).toBe(1);
  opened[2]!.close();
  await until(() => jump.server.connections === 0);
});

test("a new connection to the jump host is opened once the last one was closed", async () => {
  const [jump, host] = [await bastion(), await started()];
  const settings = host.server.settings({ hostKey: host.hostKey, jumpHosts: [jump.target] });
  (await connected(settings)).close();
  await until(() => jump.server.connections === 0);
  await connected(settings);
  expect(jump.server.connectionCount).toBe(2);
});

test("a jump host with another key is refused before any login", async () => {
  const [jump, host] = [await bastion(keysOf("ed25519")), await started()];
  const wrong = { ...jump.target, hostKey: fingerprintOf(BASTION_KEYS.public) };
  const { facts } = await failureOf(host.server.settings({ hostKey: host.hostKey, jumpHosts: [wrong] }));
  expect(facts.kind).toBe("HostKeyError");
  expect(facts.what).toContain("jump host 127.0.0.1 (connection.jumpHosts[0]): host key mismatch");
  expect(jump.server.logins).toBe(0);
  await until(() => jump.server.connections === 0);
});

test("a host with another key than the pinned one is refused behind a jump host, too", async () => {
  const [jump, host] = [await bastion(), await started()];
  const { facts } = await failureOf(host.server.settings({ jumpHosts: [jump.target] }));
  expect(facts.kind).toBe("HostKeyError");
  expect(facts.what).toMatch(/^host key mismatch/);
  expect(host.server.logins).toBe(0);
  await until(() => jump.server.connections === 0);
});

test("a jump host that refuses to forward is named, with sshd's setting", async () => {
  const [jump, host] = [await bastion(), await started()];
  jump.server.serve = (connection) => void connection.on("tcpip", (_accept, reject) => reject());
  const { facts } = await failureOf(
    host.server.settings({ hostKey: host.hostKey, jumpHosts: [jump.target] }),
  );
  expect(facts).toMatchObject({ kind: "ConnectionError", step: "connect" });
  expect(facts.what).toMatch(/^jump host 127\.0\.0\.1 \(connection\.jumpHosts\[0\]\): /);
  await until(() => jump.server.connections === 0);
});

test("a host that a jump host can't reach is given up in time", async () => {
  const [jump, host] = [await bastion(), await started()];
  jump.server.serve = (connection) => void connection.on("tcpip", () => undefined);
  const settings = host.server.settings({ hostKey: host.hostKey, jumpHosts: [jump.target], timeout: 0.5 });
  const { facts } = await failureOf(settings);
  expect(facts.what).toContain("no answer in time");
  expect(facts.remedy).toContain("check from 127.0.0.1 that 127.0.0.1 resolves there");
});

test("a jump host that dies ends the connections behind it", async () => {
  const [jump, host] = [await bastion(), await started()];
  let dying: Connection | undefined;
  jump.server.serve = (connection) => {
    dying = connection;
    forwards(connection);
  };
  const settings = host.server.settings({ hostKey: host.hostKey, jumpHosts: [jump.target] });
  const behind = await connected(settings);
  dying?.end();
  await until(() => host.server.connections === 0);
  await expect(behind.forward("/var/run/docker.sock", 5)).rejects.toMatchObject({
    facts: { kind: "ConnectionError", lost: true },
  });
  // The next connection doesn't use the dead one.
  await connected(settings);
  expect(jump.server.connectionCount).toBe(2);
});
