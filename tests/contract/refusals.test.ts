import type { JsonObject } from "../../provider/core/json";
import { closedPort, fingerprintOf, newKeys, talker } from "../support/machine/ssh-server";
import { connectionTo, inputsFor, OTHER_URN, URN } from "./support/inputs";
import { type CallFailure, failureOf } from "./support/provider";
import { providerAndHost } from "./support/setup";

const given = providerAndHost();
const eu = { labels: { region: "eu" } };

/** Expects the form of a refusal: host, step, state and remedy; without details for Pulumi, so that the state stays. */
function expectRefusal(failure: CallFailure, kind: string, step: string): void {
  expect(failure.message).toMatch(new RegExp(`^${kind}: 127\\.0\\.0\\.1: \\S`));
  expect(failure.message).toContain(`\n  step: ${step}\n`);
  expect(failure.message).toContain("\n  host: unchanged\n");
  expect(failure.message).toMatch(/\n {2}next: \S/);
  expect(failure.message).not.toContain("PRIVATE KEY");
  expect(failure.partial).toBeUndefined();
}

/** Returns the error of a create that is refused with the host unchanged. */
async function refused(over: JsonObject, inputs: JsonObject = {}): Promise<CallFailure> {
  const { provider, host } = given;
  const before = host.machine.snapshot();
  const connection = connectionTo(host, over);
  const failure = await failureOf(provider.create(inputsFor(host, eu, { connection, ...inputs })));
  expect(host.machine.snapshot()).toBe(before);
  expect(host.machine.actions).toEqual([]);
  return failure;
}

describe("a host without an SSH connection", () => {
  test("a closed port is refused", async () => {
    const port = await closedPort();
    const failure = await refused({ port });
    expectRefusal(failure, "ConnectionError", "connect");
    expect(failure.message).toContain(`SSH connection to port ${port} failed: connect ECONNREFUSED`);
    expect(failure.message).toContain(`check that 127.0.0.1 is up and that its port ${port} is reachable`);
  });

  test.each([
    ["closes the connection", ""],
    ["speaks another protocol", "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"],
    ["closes the connection after a greeting", "SSH-2.0-OpenSSH_9.6\r\n"],
  ])("a server that %s is refused", async (_name, words) => {
    const other = await talker(words);
    try {
      expectRefusal(await refused({ port: other.port }), "ConnectionError", "connect");
    } finally {
      await other.close();
    }
  });
});

describe("options that the engine doesn't support", () => {
  test("an option that the engine's list of flags lacks is refused", async () => {
    const { machine } = given.host;
    machine.help = machine.help.replace(/^.*--live-restore .*\n/m, "");
    const failure = await refused({}, { options: { ...eu, liveRestore: true } });
    expectRefusal(failure, "OptionError", "plan");
    expect(failure.message).toContain("options.liveRestore: isn't in this engine's own `dockerd --help`");
  });

  test("an option that the engine's release lacks is refused, also while it is stopped", async () => {
    await given.host.machine.docker.stopSocket();
    const failure = await refused({}, { options: { ...eu, bip6: "fd00::1/64" } });
    expectRefusal(failure, "OptionError", "plan");
    expect(failure.message).toContain("options.bip6: requires engine 28.0 or newer");
  });
});

describe("a failed login", () => {
  test("a host key mismatch names both keys, and no login is attempted", async () => {
    const pinned = fingerprintOf(newKeys().public);
    const failure = await refused({ hostKey: pinned });
    expectRefusal(failure, "HostKeyError", "connect");
    expect(failure.message).toContain(
      `expected ${pinned} (connection.hostKey), got ssh-ed25519 ${given.host.hostKey}`,
    );
    expect(given.host.logins).toBe(0);
    expect(given.host.commands).toEqual([]);
  });

  test("a host key in the form of known_hosts is compared, too", async () => {
    const { public: other } = newKeys();
    const failure = await refused({ hostKey: `${other.split(" ").slice(0, 2).join(" ")} root@web-1` });
    expectRefusal(failure, "HostKeyError", "connect");
    expect(failure.message).toContain(`expected ssh-ed25519 ${fingerprintOf(other)}`);
    expect(given.host.logins).toBe(0);
  });

  test("an unauthorized key is refused", async () => {
    const failure = await refused({ privateKey: newKeys().private, user: "ops" });
    expectRefusal(failure, "AuthenticationError", "connect");
    expect(failure.message).toContain("the host refused the login of ops with connection.privateKey");
    expect(given.host.commands).toEqual([]);
  });

  test("a resource without credentials opens no connection", async () => {
    const { host, hostKey, port } = connectionTo(given.host);
    const connection = { host: host ?? null, hostKey: hostKey ?? null, port: port ?? null };
    const failure = await refused({}, { connection });
    expectRefusal(failure, "AuthenticationError", "connect");
    expect(failure.message).toContain("dockerd:privateKey");
    expect(given.host.logins).toBe(0);
  });

  test("a user whose sudo requires a password is refused", async () => {
    given.host.machine.sudoAsks = true;
    const failure = await refused({ user: "ops" });
    expectRefusal(failure, "PrivilegeError", "observe");
    expect(failure.message).toContain("sudo: a password is required");
  });
});

describe("a host that doesn't meet the requirements", () => {
  test.each([
    ["truncated JSON", '{"labels": [', "invalid JSON at line 1, column 13: close bracket expected"],
    ["a list", '["region=eu"]', "expected an object, got a list"],
    ["null", "null", "expected an object, got null"],
    ["a key twice", '{"debug": true, "debug": false}', 'duplicate key "debug" at line 1, column 17'],
  ])("a daemon.json that can't be used is refused and left unchanged: %s", async (_name, text, reason) => {
    const { host } = given;
    host.machine.disk.write("etc/docker/daemon.json", text);
    host.machine.stopEngine();
    const failure = await refused({});
    expectRefusal(failure, "ConflictError", "observe");
    expect(failure.message).toContain(`cannot use /etc/docker/daemon.json: ${reason}`);
    expect(host.machine.daemonJson).toBe(text);
  });

  test("no value of a daemon.json that isn't JSON is printed", async () => {
    given.host.machine.disk.write(
      "etc/docker/daemon.json",
      '{"http-proxy": "http://u:s3cretWord@proxy" oops}',
    );
    given.host.machine.stopEngine();
    const failure = await refused({});
    expect(failure.message).not.toContain("s3cret");
    expect(given.provider.printed).not.toContain("s3cret");
  });

  test("a file that dockerd --validate rejects is refused", async () => {
    given.host.machine.engine.invalid.add("no-such-key");
    const failure = await refused({}, { extraOptions: { "no-such-key": 1 } });
    expectRefusal(failure, "ValidationError", "validate");
    expect(failure.message).toContain("unable to configure the Docker daemon with file");
  });

  test("another drop-in that is read later and sets a declared option's flag is refused", async () => {
    const path = "etc/systemd/system/docker.service.d/zzzz-other.conf";
    given.host.machine.disk.write(
      path,
      "[Service]\nExecStart=\nExecStart=dockerd -H fd:// --label=by=flag\n",
    );
    const failure = await refused({});
    expectRefusal(failure, "ConflictError", "plan");
    expect(failure.message).toContain(`/${path}`);
  });

  test.each([
    ["17.05.0-ce", "the engine is 17.05.0-ce, older than 17.06\n"],
    ["1.12.6", "daemon.json has no effect there, 1.13.1 is the least that takes it"],
  ])("an engine %s is refused, running or stopped", async (version, text) => {
    const { machine } = given.host;
    machine.version = { Version: version };
    const running = await refused({});
    machine.stopEngine();
    for (const failure of [running, await refused({})]) {
      expectRefusal(failure, "UnsupportedHostError", "observe");
      expect(failure.message).toContain(text);
    }
  });

  test.each<[string, string, JsonObject, string]>([
    [
      "log-opts of another driver",
      '{"log-opts": {"max-size": "10m"}}',
      { logDriver: "local" },
      "daemon.json holds log-opts of json-file that aren't declared here (max-size), and the driver becomes local",
    ],
    [
      "a key that contradicts a declared one",
      '{"bridge": "br1"}',
      { bip: "172.29.7.1/24" },
      "options.bip: only applies to the engine's own bridge; leave out bip, or bridge. daemon.json contains bridge",
    ],
  ])("a daemon.json with %s is refused", async (_name, text, options, what) => {
    given.host.machine.startWith(text);
    const failure = await refused({}, { options });
    expectRefusal(failure, "ConflictError", "plan");
    expect(failure.message).toContain(what);
  });

  test("a host without systemd is refused", async () => {
    given.host.machine.disk.remove("run/systemd");
    expectRefusal(await refused({}), "UnsupportedHostError", "observe");
  });
});

describe("a host and its owner", () => {
  test("a second owner is refused with the first one's name", async () => {
    const { provider, host } = given;
    const { id, outputs } = await provider.create(inputsFor(host, eu));
    const before = host.machine.snapshot();
    const other = inputsFor(host, { debug: true }, { __urn: OTHER_URN });
    for (const call of [
      () => provider.create(other),
      () => provider.update("dockerd-2", { ...other, options: {} }, other),
    ]) {
      const failure = await failureOf(call());
      expectRefusal(failure, "ConflictError", "plan");
      expect(failure.message).toContain(`this host is already managed by another resource: ${URN}`);
      expect(host.machine.snapshot()).toBe(before);
    }
    // An instance that never managed the host removes nothing, either.
    await provider.delete("dockerd-2", other);
    expect(host.machine.snapshot()).toBe(before);
    expect((await provider.read(id, outputs)).inputs).toEqual(inputsFor(host, eu));
  });

  test("a repeated create adopts the host, and the first one's instance then changes nothing", async () => {
    const { provider, host } = given;
    const untouched = host.machine.snapshot();
    const first = await provider.create(inputsFor(host, eu));
    const second = await provider.create(inputsFor(host, { labels: { zone: "a" } }));
    expect(second.id).not.toBe(first.id);
    expect(JSON.parse(host.machine.daemonJson)).toEqual({ labels: ["zone=a"] });
    const before = host.machine.snapshot();
    await provider.delete(first.id, first.outputs);
    expect(host.machine.snapshot()).toBe(before);
    await provider.delete(second.id, second.outputs);
    expect(host.machine.snapshot()).toBe(untouched);
  });
});
