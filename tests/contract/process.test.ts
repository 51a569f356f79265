import type { JsonObject } from "../../provider/core/json";
import type { StepTime } from "../../provider/core/outputs/outputs";
import { SimulatedHost, newKeys } from "../support/machine/ssh-server";
import { connectionTo, daemonInputs, inputsFor, OTHER_URN, URN } from "./support/inputs";
import { failureOf, ProviderProcess, secretValue } from "./support/provider";

const eu = { labels: { region: "eu" } };

const hosts: SimulatedHost[] = [];
const providers: ProviderProcess[] = [];

async function newHost(): Promise<SimulatedHost> {
  const host = await SimulatedHost.start();
  hosts.push(host);
  return host;
}

async function newProvider(settings?: Parameters<typeof ProviderProcess.start>[0]): Promise<ProviderProcess> {
  const provider = await ProviderProcess.start(settings);
  providers.push(provider);
  return provider;
}

afterEach(async () => {
  await Promise.all(providers.splice(0).map((provider) => provider.stop()));
  await Promise.all(hosts.splice(0).map((host) => host.stop()));
});

test("steps are shown on the row of their resource while they last", async () => {
  const provider = await newProvider();
  const [one, two] = [await newHost(), await newHost()];
  two.machine.startWith('{"labels": ["region=eu"]}');
  const [{ outputs }] = await Promise.all([
    provider.create(inputsFor(one, eu)),
    provider.create(inputsFor(two, eu, { __urn: OTHER_URN })),
  ]);
  expect(provider.engine.texts(URN, "step")).toEqual([
    "connect",
    "observe",
    "lock host",
    "preflight",
    "check files",
    "stage",
    "validate",
    "guard",
    "backup",
    "arm",
    "guard",
    "switch over",
    "activate",
    "report",
    "verify",
    "confirm",
  ]);
  expect(provider.engine.texts(OTHER_URN, "step")).toEqual(["connect", "observe", "confirm"]);
  const { steps } = outputs.lastChange as unknown as { steps: readonly StepTime[] };
  expect(steps.map(({ name }) => name)).toEqual(provider.engine.texts(URN, "step"));
  expect(provider.engine.messages.every(({ ephemeral }) => ephemeral)).toBe(true);
});

test("a rollback is shown on the row of its resource", async () => {
  const provider = await newProvider();
  const host = await newHost();
  host.machine.engine.failureModes.set("region=eu", "refuses");
  await failureOf(provider.create(inputsFor(host, eu)));
  expect(provider.engine.texts(URN, "step").slice(-2)).toEqual(["activate", "roll back"]);
});

test("an engine without --validate gets a note if there is a file to validate", async () => {
  const provider = await newProvider();
  const host = await newHost();
  host.machine.engine.hasCheck = false;
  host.machine.version = { Version: "20.10.24" };
  await provider.create(inputsFor(host, eu));
  expect(provider.engine.texts(URN, "note")).toEqual([
    "engine 20.10.24 has no `dockerd --validate`: only pulumi-dockerd's own rules checked the file",
  ]);
  provider.engine.messages.splice(0);
  host.machine.version = { Version: "23.0.0" };
  await provider.create(inputsFor(host, { labels: { region: "us" } }));
  expect(provider.engine.texts(URN, "note").join("\n")).not.toContain("can't check a file");
});

describe("the provider process exits when its engine is gone", () => {
  test("the process exits after its work", async () => {
    const provider = await newProvider();
    await provider.check(daemonInputs());
    expect(await provider.stop()).toBe("exited");
    expect(await provider.exit).toEqual({ code: 0, signal: null });
  });

  test("a process that exits in the middle of a change leaves the host unchanged or with the whole change", async () => {
    const provider = await newProvider();
    const host = await newHost();
    host.cut = { after: "step activate\n" };
    host.drop = () => provider.closeInput();
    await failureOf(provider.create(inputsFor(host, eu)));
    expect(await provider.stop()).toBe("exited");
    await host.settled();
    expect(JSON.parse(host.machine.daemonJson)).toEqual({ labels: ["region=eu"] });
  });

  test("the process doesn't exit earlier: it answers a second call long after the first one", async () => {
    const provider = await newProvider();
    await provider.check(daemonInputs());
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect((await provider.check(daemonInputs())).failures).toEqual([]);
  });
});

describe("connection defaults come from the stack's config and leave no trace", () => {
  /** Returns the lines of a key that identify it, without the frame. */
  const partsOf = (key: string): string[] =>
    key.split("\n").filter((line) => line.length > 20 && !line.includes("-"));

  function expectNowhere(secret: string, ...places: unknown[]): void {
    const text = places.map((place) => JSON.stringify(place)).join("\n");
    const parts = partsOf(secret);
    expect(parts).not.toEqual([]);
    for (const part of parts) expect(text).not.toContain(part);
    expect(text).not.toContain("PRIVATE KEY");
  }

  test.each(["plain", "secret"])(
    "user, port and key are read from the config, given as %s values",
    async (form) => {
      const host = await newHost();
      const { hostKey, keys, port } = host;
      const privateKey = form === "secret" ? secretValue(keys.private) : keys.private;
      const config = {
        "dockerd:privateKey": privateKey,
        "dockerd:user": "ops",
        "dockerd:port": String(port),
      };
      const provider = await newProvider({ config });
      const inputs = daemonInputs({ connection: { host: "127.0.0.1", hostKey }, options: eu });

      const checked = await provider.check(inputs);
      expect(checked).toEqual({ inputs, failures: [] });
      const { id, outputs } = await provider.create(inputs);
      expect(outputs.connection).toEqual({ host: "127.0.0.1", hostKey });
      const changed = { ...inputs, options: { ...eu, debug: true } };
      expect(await provider.diff(id, outputs, changed)).toMatchObject({ changes: "some" });
      const updated = await provider.update(id, outputs, changed);
      const seen = await provider.read(id, updated);
      expect(host.commands.every((command) => command.includes("sudo"))).toBe(true);

      host.machine.engine.failureModes.set("", "refuses");
      const more = { ...changed, extraOptions: { "shutdown-timeout": 20 } };
      const failure = await failureOf(provider.update(id, updated, more));
      host.machine.engine.failureModes.clear();
      await provider.delete(id, updated);

      const failed = [failure.message, failure.partial];
      expectNowhere(keys.private, checked, outputs, updated, seen, failed);
      await provider.stop();
      expectNowhere(keys.private, provider.engine.messages, provider.printed);
    },
  );

  test("a key that the host refuses is not printed", async () => {
    const host = await newHost();
    const wrong = newKeys().private;
    const provider = await newProvider({ config: { "dockerd:privateKey": secretValue(wrong) } });
    const { hostKey, port } = host;
    const inputs = daemonInputs({ connection: { host: "127.0.0.1", port, hostKey }, options: eu });
    const failures = [
      await failureOf(provider.create(inputs)),
      await failureOf(provider.read("dockerd-1", inputs)),
      await failureOf(provider.delete("dockerd-1", inputs)),
    ];
    for (const failure of failures) expect(failure.message).toMatch(/^AuthenticationError: 127\.0\.0\.1: /);
    await provider.stop();
    // The process's output is shown beside the resource's own error: it must not contain a stack trace.
    expect(provider.printed).not.toMatch(/^\s+at /m);
    expectNowhere(
      wrong,
      failures.map(({ message }) => message),
      provider.engine.messages,
      provider.printed,
    );
  });

  test("refresh and destroy prefer the environment's key over the config of the last run", async () => {
    const host = await newHost();
    const rotated = newKeys().private;
    const { hostKey, port, keys } = host;
    const config = { "dockerd:privateKey": secretValue(rotated) };
    const environment = { PULUMI_DOCKERD_PRIVATE_KEY: keys.private };
    const outputs = daemonInputs({ connection: { host: "127.0.0.1", port, hostKey }, options: eu });
    const provider = await newProvider({ config, environment });
    expect((await failureOf(provider.create(outputs))).message).toMatch(/^AuthenticationError: /);
    expect((await provider.read("dockerd-1", outputs)).id).toBe("dockerd-1");
    await provider.delete("dockerd-1", outputs);
  });

  test.each<[string, JsonObject]>([
    ["the host refuses", { "dockerd:privateKey": secretValue(newKeys().private) }],
    ["the last run had from its environment", {}],
  ])("the errors of refresh and destroy name the ways to replace a key that %s", async (_name, config) => {
    const { hostKey, port } = await newHost();
    const provider = await newProvider({ config });
    const outputs = daemonInputs({ connection: { host: "127.0.0.1", port, hostKey }, options: eu });
    for (const call of [provider.read("dockerd-1", outputs), provider.delete("dockerd-1", outputs)]) {
      const { message } = await failureOf(call);
      expect(message).toMatch(/^AuthenticationError: 127\.0\.0\.1: /);
      expect(message).toContain(
        "refresh and destroy use the credentials of the last `pulumi up`: after a change run `pulumi up` first, " +
          "add --run-program, or set PULUMI_DOCKERD_PRIVATE_KEY",
      );
    }
    const { message } = await failureOf(provider.create(outputs));
    expect(message).not.toContain("--run-program");
  });

  test("a key that can't be read and a wrong passphrase are reported", async () => {
    const host = await newHost();
    const broken = host.keys.private.replace(/\n.{30}/, "\n");
    const provider = await newProvider({
      config: { "dockerd:privateKey": broken, "dockerd:privateKeyPassword": "open-sesame-1001" },
    });
    const { hostKey, port } = host;
    const inputs = daemonInputs({ connection: { host: "127.0.0.1", port, hostKey }, options: eu });
    const { message } = await failureOf(provider.read("dockerd-1", inputs));
    expect(message).toMatch(/^AuthenticationError: 127\.0\.0\.1: /);
    await provider.stop();
    expectNowhere(broken, message, provider.printed);
    expect(message + provider.printed).not.toContain("open-sesame");
  });

  test("a key in the program takes precedence over the config's, and is not shown", async () => {
    const host = await newHost();
    const provider = await newProvider({ config: { "dockerd:privateKey": newKeys().private } });
    const inputs = daemonInputs({ connection: connectionTo(host), options: eu });
    const { id, outputs } = await provider.create(inputs);
    await provider.diff(id, outputs, { ...inputs, options: {} });
    await provider.delete(id, outputs);
    await provider.stop();
    expectNowhere(host.keys.private, provider.engine.messages, provider.printed);
  });

  test("an invalid port is reported at every call, and the key is not printed", async () => {
    const host = await newHost();
    const config = { "dockerd:port": "ssh", "dockerd:privateKey": host.keys.private };
    const provider = await newProvider({ config });
    const inputs = inputsFor(host, eu);
    const failures = [
      await failureOf(provider.check(inputs)),
      await failureOf(provider.create(inputs)),
      await failureOf(provider.read("dockerd-1", inputs)),
    ];
    for (const { message } of failures) {
      expect(message).toContain("dockerd:port in the stack's config is ssh");
      expectNowhere(host.keys.private, message);
    }
    expect(host.logins).toBe(0);
    await provider.stop();
    expectNowhere(host.keys.private, provider.printed);
  });

  test("an invalid configuration does not keep the process from exiting", async () => {
    const provider = await newProvider({ config: { "dockerd:port": "ssh" } });
    await provider.check(daemonInputs()).catch(() => undefined);
    expect(await provider.stop()).toBe("exited");
  });
});
