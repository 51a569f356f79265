import type { JsonObject } from "../../../../provider/core/json";
import type { Owned } from "../../../../provider/core/desired/daemon-json";
import { refusedKeys, type RefusedKeys } from "../../../../provider/core/plan/refused-keys";

const NO_DIRECTIVE =
  "unable to configure the Docker daemon with file /etc/docker/daemon.json.pulumi-dockerd: the following directives don't match any configuration option:";
const MIRROR = 'invalid mirror: unsupported scheme "ftp" in "ftp://bad"';
const BIG =
  "json: cannot unmarshal number 9223372036854776000 into Go struct field Config.default-ulimits.Hard of type int64";

test.each<[string, string, JsonObject, Owned, RefusedKeys]>([
  [
    "an unmanaged key",
    `${NO_DIRECTIVE} disable-legacy-registry`,
    { icc: false, "disable-legacy-registry": true },
    { icc: true },
    { managed: [], unmanaged: ["disable-legacy-registry"], beside: [] },
  ],
  [
    "a declared key that isn't in the catalogue",
    `${NO_DIRECTIVE} nosuch`,
    { nosuch: 1, debug: true },
    { nosuch: true },
    { managed: ['extraOptions["nosuch"]'], unmanaged: [], beside: [] },
  ],
  [
    "one of each",
    `${NO_DIRECTIVE} nosuch, other`,
    { nosuch: 1, other: 2 },
    { nosuch: true },
    { managed: ['extraOptions["nosuch"]'], unmanaged: ["other"], beside: [] },
  ],
  [
    "an unmanaged value without its key",
    MIRROR,
    { debug: true, "registry-mirrors": ["ftp://bad"] },
    { debug: true },
    { managed: [], unmanaged: ["registry-mirrors"], beside: [] },
  ],
  [
    "a declared value without its key",
    MIRROR,
    { "registry-mirrors": ["ftp://bad"], dns: ["10.0.0.1"] },
    { "registry-mirrors": true },
    { managed: ["options.registryMirrors"], unmanaged: [], beside: [] },
  ],
  [
    "a field of a key",
    BIG,
    { "default-ulimits": { core: 1 }, labels: [] },
    { labels: [] },
    { managed: [], unmanaged: ["default-ulimits"], beside: [] },
  ],
  [
    "the unmanaged entry of a map, by its value",
    'invalid label "rack" in labels',
    { labels: ["a=1", "rack"] },
    { labels: ["a"] },
    { managed: [], unmanaged: [], beside: ["labels"] },
  ],
  [
    "no key, but bytes that aren't UTF-8",
    "failed to decode configuration JSON at offset 99: encoding: invalid UTF-8",
    { dns: ["10.0.0.1"], labels: ["by=\ufffd"] },
    { dns: true },
    { managed: [], unmanaged: ["labels"], beside: [] },
  ],
  [
    "a key whose name is a part of another word",
    "unknown log-opt max-sizes",
    { "log-opts": { a: "1" } },
    {},
    { managed: [], unmanaged: [], beside: [] },
  ],
  [
    "no key at all",
    "dockerd --validate failed",
    { debug: true },
    {},
    { managed: [], unmanaged: [], beside: [] },
  ],
])("a refusal that names %s", (_name, text, daemonJson, owned, keys) => {
  expect(refusedKeys(text, daemonJson, owned)).toEqual(keys);
});
