import type { Json } from "../../json";
import { refersTo } from "./host-references";
import { shownAt } from "./observables";
import type { Option } from "../option";
import { absolutePath } from "../types/paths";
import { integer, isText, stringList, text, textThat } from "../types/basic";

const assignment = textThat((entry) =>
  /^[^=]+=/.test(entry) ? undefined : 'isn\'t an option with its value; write "name=value"',
);

const driver = textThat((name) =>
  name === "" ? 'is empty; write a driver\'s name, as in "overlay2", or leave it out' : undefined,
);

/** With userns-remap the engine keeps everything one folder deeper, named by the user's and group's numbers. */
const withoutUserns = (value: Json): Json =>
  isText(value) ? value.replace(/\/\d+\.\d+$/, "").replace(/(?<=.)\/+$/, "") : value;

const ZERO_IS_DEFAULT = "0 means the default to newer engines; write 1 or more, or leave it out";

/** Where the engine keeps images and containers, and how it moves images. */
export const storage: readonly Option[] = [
  {
    key: "data-root",
    flags: [{ name: "--data-root" }],
    type: text(absolutePath),
    since: "17.05",
    default: "/var/lib/docker",
    hazards: ["hides-data"],
    // moby: CreateDaemonRoot makes the real directory of an existing path the root.
    observable: { ...shownAt("/info", ["DockerRootDir"], withoutUserns), resolved: true },
    references: refersTo("data"),
    doc: "The folder of images, containers and volumes. Nothing is moved: what lies in the old one is hidden.",
    example: "/srv/docker",
  },
  {
    key: "storage-driver",
    flags: [
      { name: "--storage-driver", since: "0.8" },
      { name: "-s", since: "0.7" },
    ],
    type: text(driver),
    since: "1.10",
    default: null,
    hazards: ["hides-data"],
    observable: shownAt("/info", ["Driver"]),
    cis: { id: "2.6", advice: "not aufs" },
    doc: "The storage driver; the engine chooses one by itself. What another driver keeps is hidden.",
    example: "overlay2",
  },
  {
    key: "storage-opts",
    flags: [{ name: "--storage-opt", since: "0.12" }],
    type: stringList(assignment),
    since: "1.10",
    default: [],
    cis: { id: "2.11", advice: "no dm.basesize" },
    doc: "Options of the storage driver. The containerd image store takes none and tells nobody.",
    example: ["overlay2.size=20G"],
  },
  {
    key: "max-concurrent-downloads",
    flags: [{ name: "--max-concurrent-downloads" }],
    type: integer(1, ZERO_IS_DEFAULT),
    since: "1.12",
    default: 3,
    reloadSince: "1.12",
    whenRemoved: "reset",
    doc: "How many layers of an image are downloaded at a time. The containerd image store heeds it from 29.7 on.",
    example: 6,
  },
  {
    key: "max-concurrent-uploads",
    flags: [{ name: "--max-concurrent-uploads" }],
    type: integer(1, ZERO_IS_DEFAULT),
    since: "1.12",
    default: 5,
    reloadSince: "1.12",
    whenRemoved: "reset",
    doc: "How many layers of an image are uploaded at a time.",
    example: 2,
  },
  {
    key: "max-download-attempts",
    flags: [{ name: "--max-download-attempts" }],
    type: integer(1, ZERO_IS_DEFAULT),
    since: "20.10",
    default: 5,
    doc: "How often the download of a layer is tried. A reload takes the new number down, but only a restart makes use of it.",
    example: 10,
  },
];
