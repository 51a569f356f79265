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
  if (scheme !== "tcp") return "is not a supported listener; write fd://, unix:///path or tcp://address:port";
  const port = Number(/^(?:\[[^\]]*\]|[^/:]*):(\d+)$/.exec(place)?.[1]);
  if (port >= 1 && port <= 65535) return undefined;
  return "must have a port and no path; write it as in tcp://0.0.0.0:2376";
}

/** The sockets through which the host's own tools reach the engine, and through which a change is verified. */
const LOCAL = ["fd://", "unix:///var/run/docker.sock", "unix:///run/docker.sock"];

const listeners = stringList(textThat(listenerFailure));

const hosts = {
  ...listeners,
  schema: listeners.schema.refine(
    (list) => Array.isArray(list) && list.some((entry) => LOCAL.includes(String(entry))),
    {
      error: "has no local socket, which the host's own tools and this provider need; add fd://",
    },
  ),
};

const apiVersion = textThat((version) => {
  const minor = Number(/^1\.(\d{1,3})$/.exec(version)?.[1]);
  return minor >= 24 ? undefined : 'isn\'t an API version of 1.24 or newer; write it as in "1.44"';
});

/** The engine reports an empty list as null. */
const asList = (value: Json): Json => value ?? [];

const TLS = { id: "2.7", advice: "TLS with client certificates on every tcp listener" } as const;

/** Listeners of the engine's API, TLS and authorization. */
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
    doc: "The addresses that the engine listens on: fd:// (systemd's socket), unix:///path, tcp://address:port. A systemd drop-in removes the unit's own -H flags.",
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
    doc: "Group that owns the engine's unix socket and may use the API. If systemd creates the socket (fd://), SocketGroup= of docker.socket applies instead.",
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
    doc: "Enables TLS on tcp listeners. Since 20.10 it also requires client certificates, unless tlsverify is false.",
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
    doc: "Enables TLS on tcp listeners and requires each client to present a certificate signed by the CA in tlscacert.",
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
    doc: "Path on the host of the CA certificate that client certificates are verified against.",
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
    doc: "Path on the host of the engine's TLS certificate.",
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
    doc: "Path on the host of the private key of the engine's TLS certificate. It must not be encrypted.",
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
    doc: "Authorization plugins that allow or deny each API request, in this order. The engine doesn't start if one is missing.",
    example: ["opa-docker-authz"],
  },
  {
    key: "min-api-version",
    flags: [],
    type: text(apiVersion),
    since: "29.0",
    default: null,
    observable: shownAt("/version", ["MinAPIVersion"]),
    doc: "The oldest API version that the engine accepts from clients. The default is 1.44 in engines 29.0 to 29.2, and 1.40 in newer ones.",
    example: "1.44",
  },
];
