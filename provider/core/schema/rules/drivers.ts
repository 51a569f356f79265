import { asObject, type JsonObject } from "../../json";
import { type Driver, logDrivers, storageDrivers } from "../../options/catalogue/drivers";
import { nearest } from "../../nearest";
import { UNKNOWN } from "../unknowns";
import { type Broken, type Rule, textOf, textsOf } from "./rule";

/** Refuses a name that is nearly that of a built-in driver. Names of plugins pass. */
function misspelt(name: string | undefined, drivers: readonly Driver[], at: string): readonly Broken[] {
  const names = drivers.map((driver) => driver.name);
  if (name === undefined || names.includes(name)) return [];
  const near = /[/:]/.test(name) ? undefined : nearest(name, names);
  return near === undefined ? [] : [{ at, reason: `unknown driver; did you mean ${near}?` }];
}

/** The built-in driver of a name; undefined for plugins. */
const driverOf = (drivers: readonly Driver[], name: string): Driver | undefined =>
  drivers.find((driver) => driver.name === name);

const DEFAULT_LOG_DRIVER = "json-file";

/** Refuses options that a built-in log driver doesn't have. */
function unknownLogOptions({ logDriver, logOpts }: JsonObject): readonly Broken[] {
  const name = logDriver === undefined ? DEFAULT_LOG_DRIVER : textOf(logDriver);
  const driver = name === undefined ? undefined : driverOf(logDrivers, name);
  if (driver === undefined) return [];
  const known = Object.keys(driver.options);
  const here = logDriver === undefined ? `${driver.name}, the default driver` : driver.name;
  return Object.keys(asObject(logOpts))
    .filter((option) => option !== "" && !known.includes(option))
    .map((option) => {
      const near = nearest(option, known);
      const owner = logDrivers.find(({ options }) => Object.hasOwn(options, option))?.name;
      const remedy =
        owner !== undefined && logDriver === undefined
          ? `declare logDriver: "${owner}" with it`
          : near === undefined
            ? "leave it out"
            : `write ${near}`;
      return { at: ["logOpts", option], reason: `isn't an option of ${here}; ${remedy}` };
    });
}

const number = (value: string | undefined): number => (/^\d+$/.test(value ?? "") ? Number(value) : NaN);

/** Checks the values of log options that are common to all drivers or to those that write files. */
function logOptionValues({ logDriver, logOpts }: JsonObject): readonly Broken[] {
  const options = asObject(logOpts);
  const value = (name: string): string | undefined => textOf(options[name]);
  const files = logDriver === undefined || logDriver === DEFAULT_LOG_DRIVER || logDriver === "local";
  const rotates = logDriver === "local" || Object.hasOwn(options, "max-size");
  const cases: readonly [string, boolean, string][] = [
    [
      "mode",
      value("mode") !== undefined && !["blocking", "non-blocking"].includes(value("mode") ?? ""),
      'isn\'t a mode; write "blocking" or "non-blocking"',
    ],
    [
      "max-buffer-size",
      Object.hasOwn(options, "max-buffer-size") &&
        (options.mode === undefined || options.mode === "blocking"),
      'only applies with mode: "non-blocking"; declare that as well, or leave it out',
    ],
    [
      "max-file",
      files && value("max-file") !== undefined && !(number(value("max-file")) >= 1),
      'isn\'t a number of files; write "1" or more',
    ],
    [
      "max-size",
      files && value("max-size") !== undefined && !SIZE.test(value("max-size") ?? ""),
      'isn\'t a size; write it as in "10m", or "-1" for no limit',
    ],
    [
      "compress",
      files &&
        value("compress") === "true" &&
        (!rotates ||
          (logDriver !== "local" && !(options["max-file"] === UNKNOWN || number(value("max-file")) >= 2))),
      'only applies to rotated files; declare max-size, and max-file: "2" or more, as well',
    ],
    [
      "fluentd-async-connect",
      logDriver === "fluentd" && Object.hasOwn(options, "fluentd-async"),
      "is the old name of fluentd-async, which is set as well; leave it out",
    ],
    ...["compress", "cache-disabled", "cache-compress"].map((name): [string, boolean, string] => [
      name,
      value(name) !== undefined &&
        !/^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(value(name) ?? ""),
      'isn\'t a switch; write "true" or "false"',
    ]),
  ];
  return cases
    .filter(([, broken]) => broken)
    .map(([option, , reason]) => ({ at: ["logOpts", option], reason }));
}

const SIZE = /^(-1|\d+(\.\d+)? ?(b|[kmgtp]i?b?)?)$/i;

function unknownStorageOptions({ storageDriver, storageOpts }: JsonObject): readonly Broken[] {
  const name = textOf(storageDriver);
  const drivers =
    storageDriver === undefined ? storageDrivers : storageDrivers.filter((driver) => driver.name === name);
  if (drivers.length === 0) return [];
  const known = drivers.flatMap(({ options }) => Object.keys(options));
  return textsOf(storageOpts)
    .map(([at, entry]) => [at, (entry.split("=")[0] ?? "").toLowerCase()] as const)
    .filter(([, option]) => !known.includes(option))
    .map(([at, option]) => {
      const near = nearest(option, known);
      const of = name === undefined ? "any storage driver" : name;
      return {
        at: ["storageOpts", at],
        reason: `isn't an option of ${of}; ${near === undefined ? "leave it out" : `write ${near}=...`}`,
      };
    });
}

type DriverFinding = readonly [at: Broken["at"], what: string, since?: string, removed?: string];

/** One rule for each release that added or removed a driver or one of its options. */
function byRelease(
  findingsOf: (options: JsonObject) => readonly DriverFinding[],
  releases: readonly string[],
): readonly Rule[] {
  return releases.flatMap((release): Rule[] => [
    {
      to: release,
      broken: (options) =>
        findingsOf(options)
          .filter(([, , since]) => since === release)
          .map(([at, what]) => ({
            at,
            reason: `${what}requires engine ${release} or newer; leave it out`,
          })),
    },
    {
      from: release,
      broken: (options) =>
        findingsOf(options)
          .filter(([, , , removed]) => removed === release)
          .map(([at, what]) => ({
            at,
            reason: `${what}was removed in engine ${release}; leave it out`,
          })),
    },
  ]);
}

const releasesOf = (drivers: readonly Driver[]): readonly string[] => [
  ...new Set(
    drivers
      .flatMap((driver) => [driver, ...Object.values(driver.options)])
      .flatMap(({ since, removed }) => [since, removed])
      .filter((release) => release !== undefined),
  ),
];

function logDriverReleases({ logDriver, logOpts }: JsonObject): readonly DriverFinding[] {
  const driver = driverOf(logDrivers, textOf(logDriver) ?? DEFAULT_LOG_DRIVER);
  if (driver === undefined) return [];
  const options = Object.keys(asObject(logOpts)).flatMap((name): DriverFinding[] => {
    const option = Object.hasOwn(driver.options, name) ? driver.options[name] : undefined;
    return option === undefined ? [] : [[["logOpts", name], "", option.since, option.removed]];
  });
  const own: DriverFinding = ["logDriver", "the driver ", driver.since, driver.removed];
  return logDriver === undefined ? options : [own, ...options];
}

function storageDriverReleases({ storageDriver, storageOpts }: JsonObject): readonly DriverFinding[] {
  const driver = driverOf(storageDrivers, textOf(storageDriver) ?? "");
  const own: readonly DriverFinding[] =
    driver === undefined ? [] : [["storageDriver", "the driver ", driver.since, driver.removed]];
  const options = textsOf(storageOpts).flatMap(([at, entry]): DriverFinding[] => {
    const name = entry.split("=")[0] ?? "";
    const option =
      driver !== undefined && Object.hasOwn(driver.options, name) ? driver.options[name] : undefined;
    return option === undefined ? [] : [[["storageOpts", at], "", option.since, option.removed]];
  });
  return [...own, ...options];
}

export const driverRules: readonly Rule[] = [
  { broken: ({ logDriver }) => misspelt(textOf(logDriver), logDrivers, "logDriver") },
  { broken: ({ storageDriver }) => misspelt(textOf(storageDriver), storageDrivers, "storageDriver") },
  { broken: unknownLogOptions },
  { broken: logOptionValues },
  { broken: unknownStorageOptions },
  ...byRelease(logDriverReleases, releasesOf(logDrivers)),
  ...byRelease(storageDriverReleases, releasesOf(storageDrivers)),
];
