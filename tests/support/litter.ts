/**
 * Paths of staged files and of the transaction's folder. They have no effect by themselves: a power cut or a killed
 * script may leave them on the host until the next run.
 */
export const LITTER =
  /\.pulumi-dockerd(-old|-back)?$|\/pulumi-dockerd\/(restore\.sh|restore\.sh\.new|pending\.new|settled|settled\.new|cleared)(\/|$)|pulumi-dockerd-restore\.service$|sysinit\.target\.wants$|\/pulumi-dockerd$|\/docker$|docker\.service\.d$/;
