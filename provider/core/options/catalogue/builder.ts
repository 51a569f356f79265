import type { Field, Option } from "../option";
import { duration, size } from "../types/quantities";
import { listOf, structure } from "../types/structure";
import { boolean, integer, stringList, text, textThat } from "../types/basic";

const filter = textThat((entry) =>
  /^[^=\s]+(=|$)/.test(entry) ? undefined : 'isn\'t a filter; write "name=value", as in "unused-for=48h"',
);

/** The size that garbage collection keeps, under its names up to engine 27.5 and since 28.0. */
const kept = (old: string, today: string): readonly Field[] => [
  {
    key: old,
    type: text(size),
    deprecated: "28.0",
    replacement: today,
    doc: `Amount of build cache that garbage collection keeps, as in "10GB". Renamed to ${today} in 28.0.`,
  },
  {
    key: today,
    type: text(size),
    since: "28.0",
    doc: 'Amount of build cache that garbage collection always keeps, as in "10GB".',
  },
];

const limits = (prefix: string): readonly Field[] => {
  const name = (rest: string): string =>
    prefix === "" ? rest : `${prefix}${rest.charAt(0).toUpperCase()}${rest.slice(1)}`;
  return [
    ...kept(name("keepStorage"), name("reservedSpace")),
    {
      key: name("maxUsedSpace"),
      type: text(size),
      since: "28.0",
      doc: 'Maximum size of the build cache, as in "20GB".',
    },
    {
      key: name("minFreeSpace"),
      type: text(size),
      since: "28.0",
      doc: 'Free disk space that garbage collection aims for, as in "5GB".',
    },
  ];
};

const policy = structure([
  {
    key: "all",
    type: boolean,
    default: false,
    doc: "Includes internal and frontend images in garbage collection.",
  },
  {
    key: "filter",
    type: stringList(filter),
    since: "19.03.5",
    doc: 'Selects the cache records that the policy applies to, as in ["unused-for=48h"].',
  },
  ...limits(""),
]);

const gc = structure([
  {
    key: "enabled",
    type: boolean,
    default: true,
    doc: "Enables garbage collection of the build cache. Before 28.2 it is disabled by default.",
  },
  ...limits("default"),
  {
    key: "policy",
    type: listOf(policy),
    doc: "Garbage collection policies, applied in this order, in place of the built-in ones.",
  },
]);

const entitlements = structure([
  {
    key: "network-host",
    type: boolean,
    since: "19.03.5",
    default: true,
    doc: "Allows builds to use the host's network (network.host).",
  },
  {
    key: "security-insecure",
    type: boolean,
    since: "19.03.5",
    default: false,
    doc: "Allows builds to run without a sandbox (security.insecure).",
  },
  {
    key: "device",
    type: boolean,
    since: "29.0",
    default: true,
    doc: "Allows builds to use devices of the host.",
  },
]);

const history = structure([
  {
    key: "maxAge",
    type: text(duration),
    since: "25.0",
    doc: 'Maximum age of build history records, as in "48h". Engine 24.0 accepts only a number, of seconds; leave it out there.',
  },
  { key: "maxEntries", type: integer(1), since: "24.0", doc: "Maximum number of build history records." },
]);

/** BuildKit inside the engine. */
export const builder: readonly Option[] = [
  {
    key: "builder",
    flags: [],
    type: structure([
      { key: "gc", type: gc, doc: "Garbage collection of the build cache." },
      {
        key: "entitlements",
        type: entitlements,
        since: "19.03.5",
        doc: "Entitlements that builds may request.",
      },
      { key: "history", type: history, since: "24.0", doc: "Retention of build history records." },
    ]),
    since: "18.09",
    default: {},
    doc: "Configures BuildKit inside the engine: garbage collection of the build cache, entitlements, and build history.",
    example: { gc: { enabled: true, policy: [{ keepStorage: "10GB", filter: ["unused-for=48h"] }] } },
  },
];
