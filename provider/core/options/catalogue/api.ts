import type { Json } from "../../json";
import { fileAt, groupOfSockets, listeners as tcpListeners, plugins } from "./host-references";
import { shownAt } from "./observables";
import type { Option } from "../option";
import { absolutePath } from "../types/paths";
import { boolean, stringList, text, textThat } from "../types/basic";

function listenerFailure(entry: string): string | undefined {
  if (entry === "fd://") return undefined;
  const [, scheme, place = ""] = /^([a-z]+):\/\/(.*)$/.exec(entry) ?? [];
  if (scheme === "unix")
    return place.startsWith("/") ? undefined : "has no path; write it as in unix:///var/run/docker.sock";
  if (scheme !== "tcp") return "can't be listened on; write fd://, unix:///path or tcp://address:port";
  const port = Number(/^(?:\[[^\]]*\]|[^/:]*):(\d+)$/.exec(place)?.[1]);
  if (port >= 1 && port <= 65535) return undefined;
  return "needs a port and no path; write it as in tcp://0.0.0.0:2376";
}

/** The sockets by which the host's own tools reach the engine, and by which it is proven that a change took effect. */
const LOCAL = ["fd://", "unix:///var/run/docker.sock", "unix:///run/docker.sock"];

const listeners = stringList(textThat(listenerFailure));

const hosts = {
  ...listeners,
  schema: listeners.schema.refine(
    (list) => Array.isArray(list) && list.some((entry) => LOCAL.includes(String(entry))),
    {
      error:
        "has no local socket: the host's own tools, and this provider, couldn't reach the engine; add fd://",
    },
  ),
};

const apiVersion = textThat((version) => {
  const minor = Number(/^1\.(\d{1,3})$/.exec(version)?.[1]);
  return minor >= 24 ? undefined : 'isn\'t a version of the API from 1.24 on; write it as in "1.44"';
});

/** No list at all is null to the engine. */
const asList = (value: Json): Json => value ?? [];

const TLS = { id: "2.7", advice: "TLS with client certificates on every tcp listener" } as const;

/** How the engine's API is offered. */
export const api: readonly Option[] = [
  {
    key: "hosts",
    flags: [
      { name: "--host", since: "0.8" },
      { name: "-H", since: "0.3.4" },
    ],
    type: hosts,
    since: "1.10",
    default: null,
    hazards: ["opens-api"],
    cis: TLS,
    references: tcpListeners,
    doc: "Where the engine listens: fd:// (systemd's socket), unix:///path, tcp://address:port. The unit's own -H flags are left out by a drop-in.",
    example: ["fd://", "tcp://127.0.0.1:2376"],
  },
  {
    key: "group",
    flags: [
      { name: "--group", since: "0.9" },
      { name: "-G", since: "0.9" },
    ],
    type: text(),
    since: "1.10",
    default: "docker",
    hazards: ["opens-api"],
    references: groupOfSockets,
    doc: "The group that may use the engine's unix socket. Where systemd makes the socket, docker.socket says it.",
    example: "wheel",
  },
  {
    key: "tls",
    flags: [{ name: "--tls", since: "0.10" }],
    type: boolean,
    since: "1.10",
    default: false,
    hazards: ["opens-api"],
    cis: TLS,
    doc: "Uses TLS on tcp listeners. Since 20.10 clients need a certificate of tlscacert's authority too, unless tlsverify is false.",
    example: true,
  },
  {
    key: "tlsverify",
    flags: [{ name: "--tlsverify", since: "0.10" }],
    type: boolean,
    since: "1.10",
    default: false,
    hazards: ["opens-api"],
    cis: TLS,
    doc: "TLS on tcp listeners, with a certificate of tlscacert's authority asked of every client.",
    example: true,
  },
  {
    key: "tlscacert",
    flags: [{ name: "--tlscacert", since: "0.10" }],
    type: text(absolutePath),
    since: "1.10",
    default: null,
    hazards: ["opens-api"],
    cis: TLS,
    references: fileAt,
    doc: "The file on the host with the authority that clients' certificates have to be of.",
    example: "/etc/docker/tls/ca.pem",
  },
  {
    key: "tlscert",
    flags: [{ name: "--tlscert", since: "0.10" }],
    type: text(absolutePath),
    since: "1.10",
    default: null,
    cis: TLS,
    references: fileAt,
    doc: "The file on the host with the engine's certificate.",
    example: "/etc/docker/tls/cert.pem",
  },
  {
    key: "tlskey",
    flags: [{ name: "--tlskey", since: "0.10" }],
    type: text(absolutePath),
    since: "1.10",
    default: null,
    cis: TLS,
    references: fileAt,
    doc: "The file on the host with the engine's private key. The engine takes no encrypted one.",
    example: "/etc/docker/tls/key.pem",
  },
  {
    key: "authorization-plugins",
    flags: [{ name: "--authorization-plugin" }],
    type: stringList(),
    since: "1.10",
    default: [],
    hazards: ["authorization"],
    observable: shownAt("/info", ["Plugins", "Authorization"], asList),
    cis: { id: "2.12", advice: "an authorization plugin" },
    references: plugins,
    doc: "Plugins that allow or refuse each request to the API, asked in this order. Without one of them the engine doesn't start.",
    example: ["opa-docker-authz"],
  },
  {
    key: "min-api-version",
    flags: [],
    type: text(apiVersion),
    since: "29.0",
    default: null,
    observable: shownAt("/version", ["MinAPIVersion"]),
    doc: "The oldest version of the API that clients may speak. Engines 29.0 to 29.2 ask for 1.44 by themselves, newer ones for 1.40.",
    example: "1.44",
  },
];
