import type { JsonObject } from "../../provider/core/json";
import { inputsFor } from "./support/inputs";
import { type CallFailure, failureOf } from "./support/provider";
import { providerAndHost } from "./support/setup";

const given = providerAndHost();
const EU = { labels: { region: "eu" } };
const LOGS = { ...EU, logOpts: { "max-size": "10m" } };

const container = (name: string, other: JsonObject = {}): JsonObject => ({
  Id: Buffer.from(name).toString("hex"),
  Names: [`/${name}`],
  Name: `/${name}`,
  State: { Running: true },
  HostConfig: { RestartPolicy: { Name: "no" } },
  ...other,
});
const ALWAYS = { HostConfig: { RestartPolicy: { Name: "always" } } };
const GATEWAY = { HostConfig: { RestartPolicy: { Name: "no" }, ExtraHosts: ["gw:host-gateway"] } };

/** Expects a refusal before anything on the host was changed, and returns its text from the first line on. */
async function refused(call: () => Promise<unknown>): Promise<CallFailure> {
  const { machine } = given.host;
  const before = machine.snapshot();
  const actions = [...machine.actions];
  const failure = await failureOf(call());
  expect(machine.snapshot()).toBe(before);
  expect(machine.actions).toEqual(actions);
  expect(failure.partial).toBeUndefined();
  return failure;
}

const created = (options: JsonObject, apply: JsonObject = {}): Promise<{ id: string; outputs: JsonObject }> =>
  given.provider.create(inputsFor(given.host, options, { apply: { settle: 0, ...apply } }));

test("a restart that would stop containers is refused, names them and both ways out", async () => {
  const { provider, host } = given;
  host.machine.containers = [
    container("db", ALWAYS),
    container("job"),
    container("old", { State: { Running: false } }),
  ];
  const failure = await refused(() => provider.create(inputsFor(host, LOGS)));
  expect(failure.message)
    .toBe(`HazardError: 127.0.0.1: apply.acknowledge does not list what this change does: stops-containers
    stops-containers: the restart of dockerd (for logOpts) stops 2 running containers: db (started again with dockerd); job (stays stopped: restart policy no)
  step: plan
  host: unchanged
  next: enable live-restore first, in an update that changes nothing but options.liveRestore (a reload); or set apply.acknowledge to ["stops-containers"]`);
});

test("an acknowledged hazard is applied, and noted", async () => {
  const { provider, host } = given;
  host.machine.containers = [container("job")];
  const { outputs } = await created(LOGS, { acknowledge: ["stops-containers"] });
  expect(outputs).toMatchObject({ lastChange: { effect: "restart" } });
  expect(provider.engine.messages.map(({ text }) => text)).toContain(
    "acknowledged stops-containers: the restart of dockerd (for logOpts) stops 1 running container: job (stays stopped: restart policy no)",
  );
});

test("a reload asks for no acknowledgement", async () => {
  given.host.machine.containers = [container("job")];
  expect((await created(EU)).outputs).toMatchObject({ lastChange: { effect: "reload" } });
});

test("a destroy that would stop containers is refused, unless the last up acknowledged it", async () => {
  const { provider, host } = given;
  const before = host.machine.snapshot();
  const { id, outputs } = await created(EU);
  host.machine.containers = [container("job")];
  const failure = await refused(() => provider.delete(id, outputs));
  expect(failure.message).toContain("(for labels) stops 1 running container: job");
  expect(failure.message).toContain(
    'next: set apply.acknowledge to ["stops-containers"], or apply.onDelete to "leave" (changes nothing), run `pulumi up`, then destroy',
  );
  const accepting = inputsFor(host, EU, { apply: { settle: 0, acknowledge: ["stops-containers"] } });
  await provider.delete(id, await provider.update(id, outputs, accepting));
  expect(host.machine.snapshot()).toBe(before);
});

test("a change beyond apply.allowedEffect is refused, and names the option", async () => {
  const { provider, host } = given;
  const { id, outputs } = await created(EU);
  const failure = await refused(() =>
    provider.update(id, outputs, inputsFor(host, LOGS, { apply: { settle: 0, allowedEffect: "reload" } })),
  );
  expect(failure.message).toContain(
    'HazardError: 127.0.0.1: logOpts requires a restart of dockerd, and apply.allowedEffect is "reload"',
  );
  expect(failure.message).toContain('next: leave logOpts unchanged; or set apply.allowedEffect to "restart"');
});

test("another data root is refused while the engine has data", async () => {
  const { provider, host } = given;
  host.machine.volumes = [{}, {}];
  const failure = await refused(() => provider.create(inputsFor(host, { dataRoot: "/srv/docker" })));
  expect(failure.message).toContain("hides-data: dataRoot: the engine has 2 volumes");
});

test("a reload that breaks host-gateway is refused on an affected engine", async () => {
  const { provider, host } = given;
  host.machine.version = { ...host.machine.version, Version: "28.5.2" };
  host.machine.containers = [container("app", { ...GATEWAY, State: { Running: false } })];
  const failure = await refused(() => provider.create(inputsFor(host, EU)));
  expect(failure.message).toContain("breaks-host-gateway: a reload makes engine 28.5.2 lose the address");
});

test("a container list that the engine doesn't report is an error, not an empty list", async () => {
  const { provider, host } = given;
  host.machine.containers = [container("job", { Id: "../job" })];
  const failure = await refused(() => provider.create(inputsFor(host, LOGS)));
  expect(failure.message).toContain("GET /containers/json reports a container without an id");
});
