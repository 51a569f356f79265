import type { Field, Option } from "../option";
import { duration, size } from "../types/quantities";
import { listOf, structure } from "../types/structure";
import { boolean, integer, stringList, text, textThat } from "../types/basic";

const filter = textThat((entry) =>
  /^[^=\s]+(=|$)/.test(entry) ? undefined : 'isn\'t a filter; write "name=value", as in "unused-for=48h"',
);

/** What of the cache stays, under the names of engines up to 27.5 and from 28.0 on. */
const kept = (old: string, today: string): readonly Field[] => [
  {
    key: old,
    type: text(size),
    deprecated: "28.0",
    replacement: today,
    doc: `How much of the cache is kept. Engines from 28.0 on call it ${today}.`,
  },
  { key: today, type: text(size), since: "28.0", doc: "How much of the cache is kept in any case." },
];

const limits = (prefix: string): readonly Field[] => {
  const name = (rest: string): string =>
    prefix === "" ? rest : `${prefix}${rest.charAt(0).toUpperCase()}${rest.slice(1)}`;
  return [
    ...kept(name("keepStorage"), name("reservedSpace")),
    { key: name("maxUsedSpace"), type: text(size), since: "28.0", doc: "How large the cache may become." },
    {
      key: name("minFreeSpace"),
      type: text(size),
      since: "28.0",
      doc: "How much of the disk is to stay free.",
    },
  ];
};

const policy = structure([
  { key: "all", type: boolean, default: false, doc: "Whether internal parts of the cache may go as well." },
  { key: "filter", type: stringList(filter), since: "19.03.5", doc: "Which parts of the cache it is about." },
  ...limits(""),
]);

const gc = structure([
  {
    key: "enabled",
    type: boolean,
    default: true,
    doc: "Whether old parts of the cache are cleared away. Engines before 28.2 don't do it by themselves.",
  },
  ...limits("default"),
  {
    key: "policy",
    type: listOf(policy),
    doc: "Rules, looked at in their order, in place of the built-in ones.",
  },
]);

const entitlements = structure([
  {
    key: "network-host",
    type: boolean,
    since: "19.03.5",
    default: true,
    doc: "Builds may use the host's network.",
  },
  {
    key: "security-insecure",
    type: boolean,
    since: "19.03.5",
    default: false,
    doc: "Builds may run without confinement.",
  },
  { key: "device", type: boolean, since: "29.0", default: true, doc: "Builds may use the host's devices." },
]);

const history = structure([
  {
    key: "maxAge",
    type: text(duration),
    since: "25.0",
    doc: 'For how long records of builds are kept, as in "48h". Engine 24.0 wants a number of seconds; leave it out there.',
  },
  { key: "maxEntries", type: integer(1), since: "24.0", doc: "How many records of builds are kept." },
]);

/** How BuildKit inside the engine builds images. */
export const builder: readonly Option[] = [
  {
    key: "builder",
    flags: [],
    type: structure([
      { key: "gc", type: gc, doc: "Clearing the build cache." },
      {
        key: "entitlements",
        type: entitlements,
        since: "19.03.5",
        doc: "What builds may ask for beyond the ordinary.",
      },
      { key: "history", type: history, since: "24.0", doc: "Records of builds." },
    ]),
    since: "18.09",
    default: {},
    doc: "The builder inside the engine (BuildKit): how its cache is cleared, what builds may do, what is kept of them.",
    example: { gc: { enabled: true, policy: [{ keepStorage: "10GB", filter: ["unused-for=48h"] }] } },
  },
];
