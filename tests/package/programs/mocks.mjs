// A user's unit test: runs the program with Pulumi's mocks, without an engine and without a host.
import assert from "node:assert/strict";
import { test } from "node:test";
import { runtime } from "@pulumi/pulumi";

const [program, label] = [process.env.PROGRAM, process.env.LABEL];
const daemons = [];

await runtime.setMocks({
  call: () => ({}),
  newResource: ({ name, type, inputs }) => {
    if (type === "pulumi-nodejs:dynamic/dockerd:Daemon") daemons.push({ name, inputs });
    return { id: `${name}-id`, state: { ...inputs, engine: { labels: ["of=the mock"] } } };
  },
});
runtime.setAllConfig({ "project:host": "10.0.0.1", "project:hostKey": `SHA256:${"A".repeat(43)}` });

test("the program declares one daemon, and its outputs are the mock's", async () => {
  const { labels } = await import(program);
  assert.deepEqual(await new Promise((resolve) => labels.apply(resolve)), ["of=the mock"]);
  assert.equal(daemons.length, 1);
  const [{ inputs }] = daemons;
  assert.equal(inputs.connection.host, "10.0.0.1");
  assert.deepEqual(inputs.options, { labels: { program: label } });
});
