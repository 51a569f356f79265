import type { Json } from "../../json";
import { fileAt } from "./host-references";
import { seccompShown, securityShown } from "./observables";
import type { Option } from "../option";
import { boolean, text, textThat } from "../types/basic";

const profile = textThat((value) =>
  value === "builtin" || value === "unconfined" || value.startsWith("/")
    ? undefined
    : "isn't a profile; write a path that begins with /, builtin or unconfined",
);

const USER = /^([a-z_][a-z0-9_.-]*\$?|\d+)(:([a-z_][a-z0-9_.-]*\$?|\d+))?$/i;

const remap = textThat((value) =>
  USER.test(value) ? undefined : "isn't a user; write default, user, user:group, or numeric ids",
);

/** Whether a value enables remapping: for root the engine logs that it doesn't, and goes on. */
const remaps = (value: Json): Json => value !== "" && value !== "root" && value !== null;

/** Isolation of containers. */
export const security: readonly Option[] = [
  {
    key: "no-new-privileges",
    flags: [{ name: "--no-new-privileges" }],
    type: boolean,
    since: "17.06",
    default: false,
    appliesTo: "new containers",
    observable: securityShown("no-new-privileges", undefined, { since: "24.0" }),
    cis: { id: "2.14", advice: "true" },
    doc: "Sets no-new-privileges for containers by default: their processes can't gain privileges through setuid or setgid binaries.",
    example: true,
  },
  {
    key: "seccomp-profile",
    flags: [{ name: "--seccomp-profile" }],
    type: text(profile),
    since: "1.13",
    default: "builtin",
    observable: seccompShown,
    cis: { id: "2.17", advice: "not unconfined" },
    references: fileAt,
    doc: "Default seccomp profile of containers: the path of a profile on the host, builtin, or unconfined.",
    example: "/etc/docker/seccomp.json",
  },
  {
    key: "selinux-enabled",
    flags: [{ name: "--selinux-enabled", since: "0.11" }],
    type: boolean,
    since: "1.10",
    default: false,
    doc: "Enables SELinux support, which confines containers if SELinux is enabled on the host.",
    example: true,
  },
  {
    key: "userns-remap",
    flags: [{ name: "--userns-remap" }],
    type: text(remap),
    since: "1.10",
    default: "",
    hazards: ["hides-data"],
    observable: securityShown("userns", remaps),
    cis: { id: "2.9", advice: "set" },
    doc: "Maps root in containers to an unprivileged user of the host: default (dockremap, created if missing), user[:group] or numeric ids. Existing images and containers are hidden.",
    example: "default",
  },
];
