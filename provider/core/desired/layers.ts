import { optionByName } from "../options";

/** Whether layers of options join entry by entry in this one (labels, logOpts); in all others the later value counts. */
export const mergesByEntry = (name: string): boolean => optionByName(name)?.type.ownership === "entry";
