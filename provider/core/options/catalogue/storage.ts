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

/** With userns-remap the engine adds a folder to the data root, named by the numeric ids of user and group. */
const withoutUserns = (value: Json): Json =>
  isText(value) ? value.replace(/\/\d+\.\d+$/, "").replace(/(?<=.)\/+$/, "") : value;

const ZERO_IS_DEFAULT = "newer engines treat 0 as the default; write 1 or more, or leave it out";

/** The data root, storage drivers, and transfers of images. */
export const storage: readonly Option[] = [
  {
    key: "data-root",
    flags: [{ name: "--data-root" }],
    type: text(absolutePath),
    since: "17.05",
    default: "/var/lib/docker",
    hazards: ["hides-data"],
    // moby: CreateDaemonRoot resolves the symbolic links of an existing path.
    observable: { ...shownAt("/info", ["DockerRootDir"], withoutUserns), resolved: true },
    references: refersTo("data"),
    doc: "Directory of images, containers and volumes. Existing data isn't moved: it is hidden until the old directory is set again.",
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
    doc: "Storage driver; by default the engine selects one. Images and containers of another driver are hidden.",
    example: "overlay2",
  },
  {
    key: "storage-opts",
    flags: [{ name: "--storage-opt", since: "0.12" }],
    type: stringList(assignment),
    since: "1.10",
    default: [],
    cis: { id: "2.11", advice: "no dm.basesize" },
    doc: "Options of the storage driver. The containerd image store silently ignores them.",
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
    doc: "Maximum number of concurrent layer downloads per image pull. The containerd image store supports it since 29.7.",
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
    doc: "Maximum number of concurrent layer uploads per image push.",
    example: 2,
  },
  {
    key: "max-download-attempts",
    flags: [{ name: "--max-download-attempts" }],
    type: integer(1, ZERO_IS_DEFAULT),
    since: "20.10",
    default: 5,
    doc: "Maximum number of attempts to download a layer. A reload stores the new number, but only a restart applies it.",
    example: 10,
  },
];
