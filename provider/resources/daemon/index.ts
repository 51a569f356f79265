import { randomUUID } from "node:crypto";
import { diffInputs } from "../../core/preview/diff";
import { checkDaemonInputs } from "../../core/schema/check";
import type { Resource } from "../resource";
import { create, update } from "./create-update";
import { release } from "./delete";
import { read } from "./read";

/** The Docker daemon of one host. */
export const daemon: Resource = {
  newId: () => `dockerd-${randomUUID()}`,
  check: checkDaemonInputs,
  diff: diffInputs,
  create,
  read,
  update,
  delete: release,
};
