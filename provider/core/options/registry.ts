import { z } from "zod";
import type { Json } from "../json";
import type { Option } from "./option";
import { stringList } from "./types";

/** Why an engine would refuse or ignore a mirror. The text is never quoted: it may hold a password. */
function mirrorFailure(text: string): string | undefined {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return "has no scheme; begin it with https:// (or http://)";
  if (!URL.canParse(text)) return "isn't a URL; write https://host or https://host:port";
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return `a mirror is asked over https or http, not ${url.protocol.slice(0, -1)}; begin it with https://`;
  }
  if (url.username !== "" || url.password !== "") {
    return "the engine takes no user or password in a mirror's URL; leave them out";
  }
  if (url.search !== "" || url.hash !== "")
    return "the engine takes no query or fragment; end it after the host";
  if (url.pathname !== "/") return "engines before 24.0.8 refuse a path; end it after host and port";
  return undefined;
}

const mirror = z.string().superRefine((text, context) => {
  const message = mirrorFailure(text);
  if (message !== undefined) context.addIssue({ code: "custom", message });
});

/** The engine ends each mirror with a slash and drops duplicates; the order stays. */
const asMirrors = (value: Json): Json =>
  Array.isArray(value) ? [...new Set((value as string[]).map((url) => url.replace(/\/*$/, "/")))] : [];

/** Where images come from. */
export const registry: readonly Option[] = [
  {
    key: "registry-mirrors",
    flags: ["--registry-mirror"],
    type: stringList(mirror),
    since: "1.11",
    default: [],
    reloadSince: "17.04",
    observable: { endpoint: "/info", path: ["RegistryConfig", "Mirrors"], normalise: asMirrors },
    doc: "Mirrors that are asked before Docker Hub, in this order. They serve docker.io only.",
    example: ["https://mirror.example.com"],
  },
];
