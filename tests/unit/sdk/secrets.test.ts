import * as pulumi from "@pulumi/pulumi";
import { withSecretInputs, withSecretOptions, withSecrets } from "../../../sdk/nodejs/secrets";

/** Returns each value with whether it is a secret, at any depth. */
async function marked(value: unknown): Promise<unknown> {
  if (pulumi.Output.isInstance(value)) {
    const known = await marked(await new Promise((resolve) => value.apply(resolve)));
    return (await pulumi.isSecret(value)) ? { secret: known } : known;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(async ([name, part]) => [name, await marked(part)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

test("sensitive values of options are secrets, entry by entry; entries that only concern the host are not", async () => {
  const options = {
    debug: true,
    labels: { region: "eu" },
    logDriver: "splunk",
    logOpts: { "max-size": "10m", "splunk-token": "T", "loki-url": "https://u:p@loki" },
    proxies: { "https-proxy": "http://u:p@proxy" },
    clusterStoreOpts: undefined,
  };
  expect(await marked(withSecretOptions(options))).toEqual({
    debug: true,
    labels: { region: "eu" },
    logDriver: "splunk",
    logOpts: {
      "max-size": "10m",
      "splunk-token": { secret: "T" },
      "loki-url": { secret: "https://u:p@loki" },
    },
    proxies: { "https-proxy": { secret: "http://u:p@proxy" } },
  });
});

test("sensitive values of options that are outputs are secrets", async () => {
  const token = { logOpts: { "splunk-token": "T" } };
  expect(await marked(withSecretOptions(pulumi.output(token)))).toEqual({
    logOpts: { "splunk-token": { secret: "T" } },
  });
  const harmless = { logOpts: { "max-size": "1m" } };
  expect(await marked(withSecretOptions(pulumi.output(harmless)))).toEqual(harmless);
  const entries = Promise.resolve({ "splunk-token": "T" });
  expect(await marked(withSecretOptions({ logOpts: entries }))).toEqual({
    logOpts: { secret: { "splunk-token": "T" } },
  });
});

test("sensitive options of any other shape are secrets and are passed on unchanged", async () => {
  const odd = { logOpts: ["splunk-token=T"] as unknown as Record<string, string>, constructor: "x" };
  expect(await marked(withSecretOptions(odd))).toEqual({
    logOpts: { secret: ["splunk-token=T"] },
    constructor: "x",
  });
});

test("named fields of an object are secrets, and the others are not", async () => {
  const connection = { host: "h", privateKey: "k", privateKeyPassword: undefined };
  expect(await marked(withSecrets(connection, ["privateKey", "privateKeyPassword"]))).toEqual({
    host: "h",
    privateKey: { secret: "k" },
  });
});

test("the secret fields of all inputs are secrets; inputs that aren't set stay unset", async () => {
  const connection = { host: "h", hostKey: "SHA256:x", privateKey: "k" };
  expect(await marked(withSecretInputs({ connection, engineVersion: ">=26" }))).toEqual({
    connection: { ...connection, privateKey: { secret: "k" } },
    engineVersion: ">=26",
  });
  const tls = { certificate: "c", privateKey: "k" };
  expect(await marked(withSecretInputs({ connection, tls }))).toMatchObject({
    tls: { certificate: "c", privateKey: { secret: "k" } },
  });
});
