import { isJsonObject, type Json, jsonAt } from "../../json";
import { filledMembers } from "./observables";
import type { Observable, Option } from "../option";
import { proxyUrl } from "../types/places";
import { structure } from "../types/structure";
import { isText, text, textThat } from "../types/basic";

const type = structure(
  [
    {
      key: "http-proxy",
      type: text(proxyUrl),
      doc: "The proxy for http; stands above the service's HTTP_PROXY.",
    },
    {
      key: "https-proxy",
      type: text(proxyUrl),
      doc: "The proxy for https; stands above the service's HTTPS_PROXY.",
    },
    {
      key: "no-proxy",
      type: text(
        textThat((list) => (/\s/.test(list) ? "has white space; part names by commas alone" : undefined)),
      ),
      doc: "Hosts, domains and networks that are asked directly, parted by commas; stands above the service's NO_PROXY.",
    },
  ],
  { ownership: "entry" },
);

/** The engine reports user and password as xxxxx each. They end at the last @ of the authority, as in Go's url.Parse. */
const masked = (value: Json): Json =>
  isText(value) ? value.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, "$1xxxxx:xxxxx@") : value;

/** What isn't set here, the engine takes from its environment, and shows it likewise: it says nothing of the option. */
const shown: Observable = {
  endpoint: "/info",
  field: "HttpProxy, HttpsProxy and NoProxy",
  read: (info) =>
    filledMembers({
      "http-proxy": jsonAt(info, ["HttpProxy"]) ?? "",
      "https-proxy": jsonAt(info, ["HttpsProxy"]) ?? "",
      "no-proxy": jsonAt(info, ["NoProxy"]) ?? "",
    }),
  normalise: (value) =>
    isJsonObject(value)
      ? Object.fromEntries(Object.entries(value).map(([name, url]) => [name, masked(url)]))
      : value,
  partly: true,
};

/** How the engine itself reaches registries. */
export const proxies: readonly Option[] = [
  {
    key: "proxies",
    flags: [
      { name: "--http-proxy", member: "http-proxy" },
      { name: "--https-proxy", member: "https-proxy" },
      { name: "--no-proxy", member: "no-proxy" },
    ],
    type,
    since: "23.0",
    default: {},
    sensitive: true,
    observable: shown,
    doc: "Proxies by which the engine reaches registries. Containers' own aren't set here.",
    example: { "https-proxy": "http://proxy.example.com:3128", "no-proxy": "localhost,10.0.0.0/8" },
  },
];
