import { Random } from "../../support/random";
import type { Scenario } from "../scenarios";
import { TERRAINS } from "./index";
import type { Terrain } from "./terrain";

/** Conditions that are combined with faults: an operation ends there as on a healthy host. */
const SUPPORTED = [
  "docker.socket is absent",
  "docker.socket is masked and not required",
  "docker.socket is disabled and off",
  "a second socket starts docker.service",
  "ExecStart has blanks around its equals sign, in the unit",
  "the unit in /etc shadows the vendor's",
  "Type=notify-reload",
  "StartLimitBurst=1",
  "Restart=no",
  "a unit with Requires= is active",
  "a unit with BindsTo= is active",
  "a unit with PartOf= is active",
  "a unit with Requires= is inactive",
  "a unit whose stop takes 20 s is active",
  "log-level is warn",
  "log-format is json",
  "other clients cause errors in the journal",
] as const;

/** Conditions in which every change is refused. */
const REFUSED = ["the unit has two ExecStart (Type=oneshot)"] as const;

const OFTEN = { supported: 0.4, refused: 0.03 };

/** Draws the condition of a seed's host; undefined for a healthy one. Its random numbers are separate. */
export function drawTerrain(seed: number, scenario: Scenario): Terrain | undefined {
  const random = new Random(seed + 1_000_000_000);
  const refused = random.chance(OFTEN.refused);
  const supported = random.chance(OFTEN.supported);
  const name = random.pick<string>(refused ? REFUSED : SUPPORTED);
  const terrain = TERRAINS.find((one) => one.name === name);
  if (terrain === undefined) throw new Error(`there is no terrain "${name}"`);
  // These conditions require a running engine and an existing daemon.json.
  const fits = scenario.running && scenario.first !== undefined && scenario.isThere !== true;
  const listens = terrain.socketless === true && scenario.options?.hosts !== undefined;
  // A destroy is not refused: it only changes files.
  const isRefused = refused && scenario.options !== undefined;
  return (isRefused || (supported && !refused)) && fits && !listens ? terrain : undefined;
}

/** Draws a release of systemd. */
export const drawRelease = (seed: number): number =>
  new Random(seed + 2_000_000_000).pick([247, 252, 257, 262]);
