import { parseInventory, sshConfig } from "../../../../tools/demo-parts/inventory";

const hostKey = `SHA256:${"A".repeat(43)}`;
const inventory = (...hosts: readonly unknown[]): string => JSON.stringify({ hosts });

test("a host requires an address and a key; the rest has defaults, and key files are relative to the inventory", () => {
  expect(
    parseInventory(
      inventory(
        { address: "10.0.0.1", hostKey },
        { name: "web", address: "web.example", port: 2222, user: "ops", hostKey, privateKeyFile: "keys/ops" },
      ),
      "/home/me",
    ),
  ).toEqual([
    { name: "10.0.0.1", address: "10.0.0.1", port: 22, user: "root", hostKey },
    {
      name: "web",
      address: "web.example",
      port: 2222,
      user: "ops",
      hostKey,
      privateKeyFile: "/home/me/keys/ops",
    },
  ]);
});

test.each([
  ["no JSON", "hosts: []", "isn't JSON: "],
  ["a list", "[]", 'inventory: isn\'t an object; write { "hosts": [ ... ] }'],
  ["no hosts", "{}", 'hosts: required: a list of hosts, { "hosts": [ ... ] }'],
  ["an empty list", inventory(), "hosts: is empty; add at least one host"],
  ["no address", inventory({ hostKey }), "hosts[0].address: required: the host's name or address"],
  [
    "an address with a flag in it",
    inventory({ address: "-oProxyCommand=x", hostKey }),
    "hosts[0].address: isn't",
  ],
  [
    "no key",
    inventory({ address: "a" }),
    "hosts[0].hostKey: required, so that no other machine can pose as the host",
  ],
  [
    "a bad port",
    inventory({ address: "a", hostKey, port: 0 }),
    "hosts[0].port: isn't a port; write 1 to 65535",
  ],
  [
    "a typo",
    inventory({ address: "a", hostKey, usr: "ops" }),
    "hosts[0].usr: unknown; known are name, address, port, user, hostKey",
  ],
  [
    "one name twice",
    inventory({ address: "a", hostKey }, { name: "a", address: "b", hostKey }),
    "hosts[1].name: a is the name of another host",
  ],
])("an invalid inventory is rejected: %s", (_what, text, message) => {
  expect(() => parseInventory(text, "/")).toThrow(message);
});

test("all errors are reported at once", () => {
  expect(() => parseInventory(inventory({ address: "a" }, { hostKey }), "/")).toThrow(
    /^hosts\[0\]\.hostKey: .*\nhosts\[1\]\.address: .*$/,
  );
});

test("ssh reaches each host by its name, and trusts only the inventory's keys", () => {
  const config = sshConfig(
    [
      { name: "web", address: "10.0.0.1", port: 2222, user: "ops", hostKey, privateKeyFile: "/my keys/ops" },
      { name: "db", address: "10.0.0.2", port: 22, user: "root", hostKey },
    ],
    "/tmp/known_hosts",
  );
  expect(config).toBe(`Host web
  HostName 10.0.0.1
  Port 2222
  User ops
  HostKeyAlias web
  IdentityFile "/my keys/ops"
  IdentitiesOnly yes
Host db
  HostName 10.0.0.2
  Port 22
  User root
  HostKeyAlias db
Host *
  BatchMode yes
  ConnectTimeout 10
  StrictHostKeyChecking yes
  UserKnownHostsFile /tmp/known_hosts
  GlobalKnownHostsFile /dev/null
`);
});
