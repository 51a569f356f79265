import { Client } from "ssh2";
import type { JsonObject } from "../../provider/core/json";
import { daemon } from "../../provider/resources/daemon";
import { inputsFor } from "../support/faults/changes";
import { type OperationResult, type PulumiCall, perform } from "../support/faults/operation";
import { describeOnHosts, labelsOf, onHost, sandbox, sandboxHost, stateOf } from "../support/sandbox";

describeOnHosts("onFailure, onDelete and onUnreachable on a real host", () => {
  const host = sandboxHost("endings");
  const ORIGINAL = '{"labels":["by=hand"],\t"max-concurrent-downloads": 4}';
  const labels = { labels: { by: "us", region: "eu" } };
  let untouched: string;
  let before: string;

  beforeAll(async () => {
    untouched = await stateOf(host);
    await onHost(host, `printf '${ORIGINAL}' >/etc/docker/daemon.json && systemctl restart docker`);
    before = await stateOf(host);
  });
  afterAll(async () => {
    await onHost(
      host,
      "rm -f /etc/docker/daemon.json; systemctl reset-failed docker docker.socket; systemctl restart docker",
    );
    expect(await stateOf(host)).toBe(untouched);
  });

  const created = async (options: JsonObject, apply: JsonObject): Promise<PulumiCall> => {
    const operation = {
      id: daemon.newId(),
      urn: "urn:pulumi:test::endings::dockerd",
      name: "create",
    } as const;
    const inputs = inputsFor(host, options, { apply });
    const { outputs, error } = await perform({ ...operation, inputs, outputs: {} });
    expect(error).toBeUndefined();
    return { ...operation, inputs, outputs };
  };
  const remove = (operation: PulumiCall): Promise<OperationResult> =>
    perform({ ...operation, name: "remove" });
  const file = (): Promise<string> => onHost(host, "cat /etc/docker/daemon.json");
  const reset = (): Promise<string> =>
    onHost(
      host,
      `rm -rf /var/lib/pulumi-dockerd; printf '${ORIGINAL}' >/etc/docker/daemon.json; systemctl reset-failed docker docker.socket; systemctl restart docker`,
    );

  test("onDelete restore restores the original configuration byte for byte", async () => {
    const operation = await created({ ...labels, debug: true }, {});
    expect(await labelsOf(host)).toEqual(["by=us", "region=eu"]);
    expect((await remove(operation)).error).toBeUndefined();
    expect(await file()).toBe(ORIGINAL);
    expect(await stateOf(host)).toBe(before);
  });

  test("onDelete removeOwned removes managed settings and does not restore original values", async () => {
    const operation = await created(labels, { onDelete: "removeOwned" });
    expect((await remove(operation)).error).toBeUndefined();
    expect(JSON.parse(await file())).toEqual({ "max-concurrent-downloads": 4 });
    expect(await labelsOf(host)).toEqual([]);
    expect(await stateOf(host)).not.toContain("pulumi");
    await reset();
    expect(await stateOf(host)).toBe(before);
  });

  test("onDelete leave keeps daemon.json and removes everything else of the provider", async () => {
    const operation = await created(labels, { onDelete: "leave" });
    const had = await file();
    expect((await remove(operation)).error).toBeUndefined();
    expect(await file()).toBe(had);
    expect(await labelsOf(host)).toEqual(["by=us", "region=eu"]);
    expect(await stateOf(host)).not.toContain("pulumi");
    await reset();
    expect(await stateOf(host)).toBe(before);
  });

  test("onUnreachable fail keeps the state of an unreachable host, and warn releases it", async () => {
    const operation = await created(labels, {});
    const had = await stateOf(host);
    const hasty = inputsFor(host, labels, { timeouts: { connect: 1 } });
    const letGo = inputsFor(host, labels, { apply: { onUnreachable: "warn" }, timeouts: { connect: 1 } });
    await sandbox("net-cut", host.name);
    try {
      const refused = await remove({ ...operation, outputs: { ...operation.outputs, ...hasty } });
      expect(refused.error).toContain("ConnectionError");
      const gone = await remove({ ...operation, outputs: { ...operation.outputs, ...letGo } });
      expect(gone.error).toBeUndefined();
    } finally {
      await sandbox("net-heal", host.name);
    }
    expect(await stateOf(host)).toBe(had);
    expect((await remove(operation)).error).toBeUndefined();
    expect(await stateOf(host)).toBe(before);
  });

  test("onFailure keep leaves a failed change in place and reports it, and the next up continues from there", async () => {
    const urn = "urn:pulumi:test::endings::dockerd";
    const bad = { ...labels, logOpts: { "max-sise": "1m" } };
    const operation: PulumiCall = {
      name: "create",
      id: daemon.newId(),
      urn,
      inputs: inputsFor(host, bad, { apply: { onFailure: "keep" } }),
      outputs: {},
    };
    const { error } = await perform(operation);
    expect(error).toContain("CHANGED, and not rolled back");
    expect(JSON.parse(await file())).toMatchObject({ "log-opts": { "max-sise": "1m" } });
    const again = { ...operation, id: daemon.newId(), inputs: inputsFor(host, labels) };
    const { error: none, outputs } = await perform(again);
    expect(none).toBeUndefined();
    expect(await labelsOf(host)).toEqual(["by=us", "region=eu"]);
    expect((await remove({ ...again, outputs })).error).toBeUndefined();
    expect(await stateOf(host)).toBe(before);
  });

  test("adopting or changing a host takes three executions on one connection", async () => {
    const executions = jest.spyOn(Client.prototype, "exec");
    const connections = jest.spyOn(Client.prototype, "connect");
    const changed = { labels: { by: "us", region: "us" } };
    try {
      const operation = await created(labels, {});
      expect([executions.mock.calls.length, connections.mock.calls.length]).toEqual([3, 1]);
      executions.mockClear();
      connections.mockClear();
      const { error, outputs } = await perform({
        ...operation,
        name: "update",
        inputs: inputsFor(host, changed),
      });
      expect(error).toBeUndefined();
      expect([executions.mock.calls.length, connections.mock.calls.length]).toEqual([3, 1]);
      expect((await remove({ ...operation, outputs })).error).toBeUndefined();
    } finally {
      executions.mockRestore();
      connections.mockRestore();
    }
    expect(await stateOf(host)).toBe(before);
  });
});
