import { catalogue, optionByKey } from "../../../../provider/core/options";
import { isSensitive, sensitiveIn } from "../../../../provider/core/options/sensitive";
import { logDrivers } from "../../../../provider/core/options/catalogue/drivers";

test("every option of a logging driver is sensitive, except for those that no driver sends anywhere", () => {
  const logOpts = optionByKey("log-opts")!;
  const names = new Set(logDrivers.flatMap(({ options }) => Object.keys(options)));
  const plain = [...names].filter((name) => !isSensitive(logOpts, name));
  expect(plain.sort()).toEqual([
    "cache-compress",
    "cache-disabled",
    "cache-max-file",
    "cache-max-size",
    "compress",
    "env",
    "env-regex",
    "labels",
    "labels-regex",
    "max-buffer-size",
    "max-file",
    "max-size",
    "mode",
    "tag",
  ]);
  expect(isSensitive(logOpts, "loki-url")).toBe(true);
});

test("an option that isn't marked has no sensitive entry", () => {
  const plain = catalogue.filter(({ sensitive }) => sensitive !== true);
  expect(plain.some((option) => isSensitive(option, "x"))).toBe(false);
});

test("the sensitive values of a daemon.json are named, never quoted", () => {
  const names = sensitiveIn({
    debug: true,
    "log-opts": { "max-size": "1m", "splunk-token": "T" },
    proxies: { "https-proxy": "http://u:p@proxy", "no-proxy": "x" },
    "cluster-store-opts": "T",
    "unknown-key": "T",
  });
  expect(names).toEqual([
    "proxies.https-proxy",
    "proxies.no-proxy",
    "log-opts.splunk-token",
    "cluster-store-opts",
  ]);
});
