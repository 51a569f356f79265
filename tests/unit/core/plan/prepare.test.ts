import { DaemonError } from "../../../../provider/core/errors";
import type { JsonObject } from "../../../../provider/core/json";
import { prepare, type Request } from "../../../../provider/core/plan/prepare";
import type { Survey } from "../../../../provider/core/survey/survey";
import { engineOf, fileOf, hostOf, inputsOf, surveyOf } from "../../fixtures";

const requestOf = (inputs: JsonObject, other: Partial<Request> = {}): Request => ({
  id: "dockerd-1",
  urn: "urn:1",
  transaction: "12345678-tx",
  inputs: inputsOf(inputs),
  lastOwned: {},
  isNew: true,
  ...other,
});

const EU = requestOf({ options: { labels: { region: "eu" } } });
const withFile = (text: string): Survey => surveyOf(hostOf({ daemonJson: fileOf(text) }), engineOf("26.1.5"));

test("a prepared change has a plan, the manifest afterwards, and keeps unmanaged keys", () => {
  const { plan, manifest, declared } = prepare(EU, withFile('{"labels":["by=hand"],"debug":false}'));
  expect(plan).toMatchObject({
    effect: "reload",
    after: { labels: ["by=hand", "region=eu"], debug: false },
  });
  expect(declared).toEqual({ labels: ["region=eu"] });
  expect(manifest).toMatchObject({ id: "dockerd-1", urn: "urn:1", owned: { labels: ["region"] } });
});

test("exclusive ownership removes what isn't declared, and records it for the final restore", () => {
  const request = requestOf({ options: { labels: { region: "eu" } }, apply: { ownership: "exclusive" } });
  const { plan, manifest } = prepare(request, withFile('{"labels":["by=hand"],"debug":true}'));
  expect(plan).toMatchObject({ effect: "restart", after: { labels: ["region=eu"] } });
  expect(manifest).toMatchObject({
    owned: { labels: ["region"] },
    dropped: { labels: ["by"], debug: true },
    unmanaged: {},
  });
});

test("a host with the declared values requires no change", () => {
  const survey = surveyOf(
    hostOf({ daemonJson: fileOf('{"labels":["region=eu"]}') }),
    engineOf("26.1.5", { Labels: ["region=eu"] }),
  );
  expect(prepare(EU, survey).plan).toMatchObject({ effect: "none", file: { kind: "keep" } });
});

const OTHER_MANIFEST = JSON.stringify({ format: 1, id: "dockerd-2", urn: "urn:2", owned: {} });

test.each<[string, Request, Survey, RegExp]>([
  ["can't be parsed", EU, withFile("{"), /^ConflictError: cannot use \/etc\/docker\/daemon\.json/],
  [
    "another resource manages",
    EU,
    surveyOf(hostOf({ manifest: OTHER_MANIFEST })),
    /managed by another resource: urn:2/,
  ],
  [
    "has an engine outside the declared range",
    requestOf({ engineVersion: ">=28" }),
    surveyOf(),
    /^OptionError: .*26\.1\.5/,
  ],
  [
    "holds a key that differs in case only",
    EU,
    withFile('{"Labels":["a=b"]}'),
    /holds the key "Labels", which differs only in case from labels/,
  ],
  [
    "lacks the default runtime",
    requestOf({ options: { defaultRuntime: "nvidia" } }),
    surveyOf(),
    /no runtime nvidia is registered/,
  ],
])("a host that %s is refused untouched", (_name, request, survey, message) => {
  const act = (): unknown => prepare(request, survey);
  expect(act).toThrow(message);
  expect(act).toThrow(/host: unchanged/);
});

test("only the first of several refusals is reported, in the order of guards", () => {
  const survey = surveyOf(hostOf({ daemonJson: fileOf("{"), manifest: OTHER_MANIFEST }));
  let error: unknown;
  try {
    prepare(EU, survey);
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(DaemonError);
  expect((error as DaemonError).facts.what).toMatch(/^cannot use/);
});

test("a host at another address that has no manifest is noted as adopted", () => {
  const { notes } = prepare({ ...EU, previousHost: "10.0.0.9" }, surveyOf());
  expect(notes).toEqual([
    "the host has no manifest of this resource: adopted as a new host; 10.0.0.9 is left unchanged",
  ]);
});

test("an adopted host is noted with its previous owner", () => {
  const request = requestOf({ apply: { takeOver: true } });
  expect(prepare(request, surveyOf(hostOf({ manifest: OTHER_MANIFEST }))).notes).toEqual([
    "adopted a host that another resource managed (apply.takeOver): urn:2",
  ]);
});
