import { artefactsOf } from "../../../../provider/core/plan/artefacts";
import { environmentFile, withArtefact } from "../../../support/invented-artefact";
import { fileOf, hostOf, planOf } from "../../fixtures";

const TLS = {
  folder: "/etc/docker/pulumi-dockerd-tls-1",
  files: [{ file: "key.pem", text: "k" }],
  isThere: false,
};
const plan = planOf({
  file: { kind: "write", text: '{"labels":["a=1"]}' },
  unit: { kind: "write", text: "[Service]\n" },
});
const names = (...args: Parameters<typeof artefactsOf>): readonly string[] =>
  artefactsOf(...args).map(({ name }) => name);

test("artefacts that others refer to come first, daemon.json and the drop-in last", () => {
  expect(names({ host: hostOf(), plan, tls: TLS })).toEqual(["tls", "daemon.json", "drop-in"]);
});

test("TLS files that are on the host already are not part of a change", () => {
  expect(names({ host: hostOf(), plan, tls: { ...TLS, isThere: true } })).toEqual(["daemon.json", "drop-in"]);
});

test("without a plan every artefact is kept, and none has a text", () => {
  const contents = artefactsOf({ host: hostOf() }).map(({ content }) => content);
  expect(contents).toEqual([{ kind: "keep" }, { kind: "keep" }]);
});

test("daemon.json keeps its path, mode and owner, and is expected as observed", () => {
  const daemonJson = fileOf("{}", { mode: "600", owner: "0:999" });
  const [artefact] = artefactsOf({ host: hostOf({ target: "/srv/d.json", daemonJson }), plan });
  expect(artefact).toMatchObject({ path: "/srv/d.json", mode: "600", owner: "0:999", found: daemonJson });
});

test("a new entry in the list becomes an artefact of every change", () => {
  const remove = withArtefact(environmentFile("/etc/default/engine"));
  try {
    expect(names({ host: hostOf(), plan, tls: TLS })).toEqual([
      "environment",
      "tls",
      "daemon.json",
      "drop-in",
    ]);
  } finally {
    remove();
  }
});
