import type { InputField, Values } from "./input";
import { EFFECTS } from "../../effect";
import { HAZARD_NAMES } from "../../options";
import { flag, listOf, oneOf, seconds } from "./types";

/** How a change is applied. */
export const APPLY = [
  {
    name: "allowedEffect",
    type: oneOf(EFFECTS),
    default: "restart",
    doc:
      'The most that a change may do to the engine: "none" writes files only, "reload" applies them without a restart, ' +
      '"restart" stops containers unless live-restore is in effect. A change that requires more is refused before the host ' +
      "is changed.",
    example: "reload",
  },
  {
    name: "acknowledge",
    type: listOf(HAZARD_NAMES),
    default: [],
    doc:
      "The hazards that a change may have, by name. A change with another hazard is refused before the host is changed; " +
      "the error names the containers, data or listeners concerned. docs/guide.md describes each hazard.",
    example: ["stops-containers"],
  },
  {
    name: "confirmTimeout",
    type: seconds(5),
    default: 60,
    doc: "How long the engine may run with an unconfirmed change. After it the host rolls the change back by itself.",
    example: 120,
  },
  {
    name: "settle",
    type: seconds(0),
    doc:
      "How long to wait after the first verification before the engine is verified again and the change is confirmed. " +
      "Shorter than `confirmTimeout` and `timeouts.verify`, which include it. By default 0 after a reload whose values the " +
      "Docker API reports, and 2 otherwise.",
    example: 10,
  },
  {
    name: "onFailure",
    type: oneOf(["restore", "keep"]),
    default: "restore",
    doc: 'What to do if a change fails after the host was changed: "restore" rolls it back, "keep" leaves it for inspection.',
    example: "keep",
  },
  {
    name: "onDelete",
    type: oneOf(["restore", "removeOwned", "leave"]),
    default: "restore",
    doc:
      'What destroy does to the host: "restore" restores the original configuration, and keeps what others have set ' +
      'since; "removeOwned" removes only the managed keys from daemon.json; "leave" changes nothing.',
    example: "removeOwned",
  },
  {
    name: "onUnreachable",
    type: oneOf(["fail", "warn"]),
    default: "fail",
    doc:
      'What refresh and destroy do if the host is unreachable: "fail", or "warn" (refresh keeps the last known state, ' +
      "destroy leaves the host unchanged).",
    example: "warn",
  },
  {
    name: "ownership",
    type: oneOf(["merge", "exclusive"]),
    default: "merge",
    concerns: "host",
    doc:
      'What happens to keys and entries of daemon.json that the program doesn\'t declare: "merge" leaves them alone, ' +
      '"exclusive" removes them, and a refresh reports new ones as drift. Destroy restores them.',
    example: "exclusive",
  },
  {
    name: "takeOver",
    type: flag,
    default: false,
    doc:
      "Adopts a host whose manifest names another owner: another resource, or this one in a stack of another backend. " +
      "Keys that the other owner declared and this one doesn't are removed from daemon.json.",
    example: true,
  },
] as const satisfies readonly InputField[];

export type ApplySettings = Values<typeof APPLY>;
