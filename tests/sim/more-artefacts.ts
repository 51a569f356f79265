// With SIM_ARTEFACT=1 every change has one artefact more than the provider knows.
import { environmentFile, withArtefact } from "../support/invented-artefact";

/** The invented artefact's file. */
export const ENVIRONMENT_FILE = "/etc/docker/engine.env";

if (process.env.SIM_ARTEFACT === "1") withArtefact(environmentFile(ENVIRONMENT_FILE));
