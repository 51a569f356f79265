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
      doc: "Proxy for HTTP. It overrides HTTP_PROXY in the service's environment.",
    },
    {
      key: "https-proxy",
      type: text(proxyUrl),
      doc: "Proxy for HTTPS. It overrides HTTPS_PROXY in the service's environment.",
    },
    {
      key: "no-proxy",
      type: text(
        textThat((list) =>
          /\s/.test(list) ? "contains white space; separate names by commas only" : undefined,
        ),
      ),
      doc: "Hosts, domains and networks that bypass the proxy, separated by commas. It overrides NO_PROXY in the service's environment.",
    },
  ],
  { ownership: "entry" },
);

/** The engine masks user and password as xxxxx each. They end at the last @ of the authority, as in Go's url.Parse. */
const masked = (value: Json): Json =>
  isText(value) ? value.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, "$1xxxxx:xxxxx@") : value;

/** Proxies from the engine's environment are reported in the same fields, so members that daemon.json lacks aren't compared. */
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

/** The engine's own proxies. */
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
    doc: "HTTP proxies that the engine uses to reach registries. Containers don't inherit them.",
    example: { "https-proxy": "http://proxy.example.com:3128", "no-proxy": "localhost,10.0.0.0/8" },
  },
];
