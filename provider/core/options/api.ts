import type { Option } from "./option";
import { absolutePath } from "./paths";
import { boolean, text } from "./types";

/** How the engine's API is offered. */
export const api: readonly Option[] = [
  {
    key: "group",
    flags: ["--group", "-G"],
    type: text(),
    since: "1.10",
    default: "docker",
    doc: "The group that may use the engine's unix socket. Where systemd makes the socket, docker.socket says it.",
    example: "wheel",
  },
  {
    key: "tls",
    flags: ["--tls"],
    type: boolean,
    since: "1.10",
    default: false,
    doc: "TLS on tcp listeners. From 20.10 on clients have to show certificates as well, unless tlsverify is false.",
    example: true,
  },
  {
    key: "tlsverify",
    flags: ["--tlsverify"],
    type: boolean,
    since: "1.10",
    default: false,
    doc: "TLS on tcp listeners, with a certificate of tlscacert's authority asked of every client.",
    example: true,
  },
  {
    key: "tlscacert",
    flags: ["--tlscacert"],
    type: text(absolutePath),
    since: "1.10",
    default: null,
    doc: "The file on the host with the authority that clients' certificates have to be of.",
    example: "/etc/docker/tls/ca.pem",
  },
  {
    key: "tlscert",
    flags: ["--tlscert"],
    type: text(absolutePath),
    since: "1.10",
    default: null,
    doc: "The file on the host with the engine's certificate.",
    example: "/etc/docker/tls/cert.pem",
  },
  {
    key: "tlskey",
    flags: ["--tlskey"],
    type: text(absolutePath),
    since: "1.10",
    default: null,
    doc: "The file on the host with the engine's private key.",
    example: "/etc/docker/tls/key.pem",
  },
];
