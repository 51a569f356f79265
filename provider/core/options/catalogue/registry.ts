import { type Json, jsonAt, isJsonObject } from "../../json";
import { isAddress, parseCidr } from "../types/addresses";
import { goUrlFailure } from "../types/go-url";
import { shownAt } from "./observables";
import type { Observable, Option } from "../option";
import { isTextList, stringList, textThat } from "../types/basic";

/** Returns why every engine rejects or ignores a mirror; whether it may have a path depends on the release. The text is never quoted: it may hold a password. */
function mirrorFailure(text: string): string | undefined {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return "has no scheme; begin it with https:// (or http://)";
  const failure = goUrlFailure(text);
  if (failure !== undefined) return failure;
  if (!URL.canParse(text)) return "isn't a URL; write https://host or https://host:port";
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return `uses ${url.protocol.slice(0, -1)}, which mirrors don't support; begin it with https://`;
  }
  if (url.username !== "" || url.password !== "") {
    return "has a user or password, which dockerd rejects in a mirror's URL; leave them out";
  }
  if (url.search !== "" || url.hash !== "")
    return "has a query or fragment, which dockerd rejects; end it after the host";
  return undefined;
}

/** The engine appends a slash to each mirror and drops duplicates; the order is kept. */
const asMirrors = (value: Json): Json =>
  value === null
    ? []
    : isTextList(value)
      ? [...new Set(value.map((url) => (url.endsWith("/") ? url : `${url}/`)))]
      : value;

/** A registry's host, or host:port. */
const REGISTRY = /^(\[[0-9a-f:]+\]|[a-z0-9]([a-z0-9._-]*[a-z0-9])?)(:\d{1,5})?$/i;

function insecureFailure(text: string): string | undefined {
  if (text.includes("://")) return "is a URL; write the registry's host:port, or a network as in 10.0.0.0/8";
  if (text.includes("/")) {
    if (parseCidr(text) !== undefined) return undefined;
    const host = text.slice(0, text.indexOf("/"));
    return REGISTRY.test(host) && !isAddress(host)
      ? `has a path; write the registry's host alone: ${host}`
      : "isn't a network; write it as in 10.0.0.0/8";
  }
  if (!REGISTRY.test(text)) {
    return "isn't a registry; write its host, host:port, or a network as in 10.0.0.0/8";
  }
  return undefined;
}

/** The engine reports networks by their first address, and always adds loopback. */
const insecureRegistries: Observable = {
  endpoint: "/info",
  field: "RegistryConfig.InsecureRegistryCIDRs and .IndexConfigs",
  read: (info) => {
    const networks = jsonAt(info, ["RegistryConfig", "InsecureRegistryCIDRs"]) ?? [];
    const indexes = jsonAt(info, ["RegistryConfig", "IndexConfigs"]) ?? {};
    const names = isJsonObject(indexes)
      ? Object.keys(indexes).filter((name) => jsonAt(indexes, [name, "Secure"]) === false)
      : [];
    return [...names, ...(isTextList(networks) ? networks : [])];
  },
  normalise: (value) => {
    if (!isTextList(value)) return value;
    const networks = value.map((entry) => {
      const cidr = parseCidr(entry);
      return cidr === undefined ? entry : `${cidr.network}/${cidr.prefix}`;
    });
    return [...new Set(networks)].filter((entry) => entry !== "127.0.0.0/8" && entry !== "::1/128").sort();
  },
};

/** Registries and mirrors. */
export const registry: readonly Option[] = [
  {
    key: "registry-mirrors",
    flags: [{ name: "--registry-mirror", since: "1.3" }],
    type: stringList(textThat(mirrorFailure)),
    since: "1.11",
    default: [],
    reloadSince: "17.04",
    whenRemoved: "kept",
    observable: shownAt("/info", ["RegistryConfig", "Mirrors"], asMirrors),
    doc: "Registry mirrors of Docker Hub, tried in this order. They don't apply to other registries.",
    example: ["https://mirror.example.com"],
  },
  {
    key: "insecure-registries",
    flags: [{ name: "--insecure-registry", since: "1.3.1" }],
    type: stringList(textThat(insecureFailure)),
    since: "1.11",
    default: [],
    reloadSince: "1.13",
    whenRemoved: "kept",
    cis: { id: "2.5", advice: "none" },
    observable: insecureRegistries,
    doc: "Registries (host:port or CIDR) that the engine may access over plain HTTP, or over HTTPS without verifying certificates.",
    example: ["registry.example.com:5000", "10.10.0.0/16"],
  },
];
