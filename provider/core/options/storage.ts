import { shownAt } from "./observables";
import type { Option } from "./option";
import { absolutePath } from "./paths";
import { stringList, text, textThat } from "./types";

const assignment = textThat((entry) =>
  /^[^=]+=/.test(entry) ? undefined : 'isn\'t an option with its value; write "name=value"',
);

/** Where the engine keeps images and containers. */
export const storage: readonly Option[] = [
  {
    key: "data-root",
    flags: ["--data-root"],
    type: text(absolutePath),
    since: "17.05",
    default: "/var/lib/docker",
    observable: shownAt("/info", ["DockerRootDir"]),
    doc: "The folder of images, containers and volumes. Nothing is moved: what lies in the old one is hidden.",
    example: "/srv/docker",
  },
  {
    key: "storage-driver",
    flags: ["--storage-driver", "-s"],
    type: text(),
    since: "1.10",
    default: null,
    observable: shownAt("/info", ["Driver"]),
    doc: "The storage driver; the engine chooses one by itself. What another driver keeps is hidden.",
    example: "overlay2",
  },
  {
    key: "storage-opts",
    flags: ["--storage-opt"],
    type: stringList(assignment),
    since: "1.10",
    default: [],
    doc: "Options of the storage driver.",
    example: ["overlay2.override_kernel_check=true"],
  },
];
