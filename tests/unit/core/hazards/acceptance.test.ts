import { DaemonError } from "../../../../provider/core/errors";
import { effectRefusal, hazardNotes, hazardRefusal } from "../../../../provider/core/hazards/acceptance";
import type { FoundHazard } from "../../../../provider/core/hazards/found-hazard";
import { planOf } from "../../fixtures";

const STOPS: FoundHazard = { hazard: "stops-containers", what: "it stops web", instead: "wait" };
const HIDES: FoundHazard = {
  hazard: "hides-data",
  what: "it hides 3 images",
  instead: "leave dataRoot as it is",
};

const LABELS = { key: "labels", from: undefined, to: ["a=1"], effect: "reload" } as const;
const LOGS = { key: "log-opts", from: undefined, to: {}, effect: "restart" } as const;

test.each([
  ["restart", "restart", undefined],
  ["reload", "restart", undefined],
  ["reload", "none", 'logOpts, labels requires a reload of dockerd, and apply.allowedEffect is "none"'],
  ["restart", "reload", 'logOpts requires a restart of dockerd, and apply.allowedEffect is "reload"'],
] as const)("a %s with allowedEffect %s", (effect, allowedEffect, what) => {
  const plan = planOf({ effect, changes: [LOGS, LABELS] });
  expect(effectRefusal(plan, { allowedEffect }, "update")?.what).toBe(what);
});

test("a restart for the unit's sake names the unit", () => {
  expect(
    effectRefusal(
      planOf({ effect: "restart", unit: { kind: "write", text: "" } }),
      { allowedEffect: "reload" },
      "update",
    ),
  ).toMatchObject({
    what: 'the change of docker.service requires a restart of dockerd, and apply.allowedEffect is "reload"',
    remedy: 'leave it unchanged; or set apply.allowedEffect to "restart"',
  });
});

test("an error names each hazard that isn't acknowledged, and both ways out", () => {
  const facts = hazardRefusal([STOPS, HIDES], { acknowledge: [] }, "update");
  expect(new DaemonError(facts!, "web-1").message).toBe(
    `HazardError: web-1: apply.acknowledge does not list what this change does: stops-containers, hides-data
    stops-containers: it stops web
    hides-data: it hides 3 images
  step: plan
  host: unchanged
  next: wait; leave dataRoot as it is; or set apply.acknowledge to ["stops-containers","hides-data"]`,
  );
});

test("acknowledged hazards are left out of the error, and kept in its remedy", () => {
  const facts = hazardRefusal([STOPS, HIDES], { acknowledge: ["stops-containers"] }, "update");
  expect(facts?.detail).toBe("hides-data: it hides 3 images");
  expect(facts?.remedy).toContain('set apply.acknowledge to ["stops-containers","hides-data"]');
});

test("a plan whose hazards are all acknowledged is accepted, and more may be acknowledged than it has", () => {
  expect(
    hazardRefusal([STOPS], { acknowledge: ["stops-containers", "opens-api"] }, "update"),
  ).toBeUndefined();
  expect(hazardNotes([STOPS])).toEqual(["acknowledged stops-containers: it stops web"]);
});

test("a restart in place of a reload names the engine's bug", () => {
  const plan = planOf({ effect: "restart", changes: [LABELS] });
  expect(effectRefusal(plan, { allowedEffect: "reload" }, "update")).toMatchObject({
    what:
      "labels (on this engine a reload breaks new containers: moby#52060) requires a restart of dockerd, " +
      'and apply.allowedEffect is "reload"',
    remedy: 'leave labels unchanged; or set apply.allowedEffect to "restart"',
  });
});

test("a destroy names the settings that an update has to change first", () => {
  const then = 'or apply.onDelete to "leave" (changes nothing), run `pulumi up`, then destroy';
  expect(hazardRefusal([STOPS], { acknowledge: [] }, "release")?.remedy).toBe(
    `set apply.acknowledge to ["stops-containers"], ${then}`,
  );
  const plan = planOf({ effect: "restart", changes: [LOGS] });
  expect(effectRefusal(plan, { allowedEffect: "reload" }, "release")?.remedy).toBe(
    `set apply.allowedEffect to "restart", ${then}`,
  );
});
