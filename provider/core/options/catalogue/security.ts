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
  USER.test(value) ? undefined : "isn't a user; write default, user, user:group, or their numbers",
);

/** Root is no other user: the engine says so and goes on without. */
const remaps = (value: Json): Json => value !== "" && value !== "root" && value !== null;

/** What keeps containers from the host, and from one another. */
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
    doc: "Keeps processes in containers from gaining rights by setuid programs, where a container says nothing else.",
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
    doc: "Which system calls containers may make: the path of a profile on the host, builtin, or unconfined for all of them.",
    example: "/etc/docker/seccomp.json",
  },
  {
    key: "selinux-enabled",
    flags: [{ name: "--selinux-enabled", since: "0.11" }],
    type: boolean,
    since: "1.10",
    default: false,
    doc: "Confines containers by SELinux, where the host has it switched on.",
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
    doc: "Makes root in containers an ordinary user of the host: default (dockremap, made if needed), user[:group] or numbers. What is there already is hidden.",
    example: "default",
  },
];
