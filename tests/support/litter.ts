/**
 * Paths of what a change prepares and clears away, which has no effect by itself: a power cut or a killed script may
 * leave it there until the next run.
 */
export const LITTER =
  /\.pulumi-dockerd(-old|-back)?$|\/pulumi-dockerd\/(restore\.sh|restore\.sh\.new|pending\.new|settled|settled\.new|cleared)(\/|$)|pulumi-dockerd-restore\.service$|sysinit\.target\.wants$|\/pulumi-dockerd$|\/docker$|docker\.service\.d$/;
