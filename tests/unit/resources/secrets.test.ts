import { fingerprint, readableSecrets } from "../../../provider/resources/secrets";
import { fileOf, hostOf, planOf } from "../fixtures";

const plan = planOf({ file: { kind: "write", text: "" }, after: { "log-opts": { "splunk-token": "T" } } });

test("a secret that is written into an existing, readable daemon.json is noted with the remedy", () => {
  const host = hostOf({ daemonJson: fileOf("{}", { mode: "644" }) });
  expect(readableSecrets(plan, host)).toBe(
    "/etc/docker/daemon.json has the mode 644, and its log-opts.splunk-token may be secret: " +
      'run "chmod 600 /etc/docker/daemon.json" on the host',
  );
});

test.each([
  ["a file that only root may read", plan, hostOf({ daemonJson: fileOf("{}", { mode: "600" }) })],
  ["a new file", plan, hostOf()],
  [
    "a file without secrets",
    planOf({ file: { kind: "write", text: "" } }),
    hostOf({ daemonJson: fileOf("{}") }),
  ],
  ["a file that isn't written", planOf({ after: plan.after }), hostOf({ daemonJson: fileOf("{}") })],
])("%s needs no note", (_name, written, host) => {
  expect(readableSecrets(written, host)).toBeUndefined();
});

test("a fingerprint doesn't contain the text", () => {
  expect(fingerprint("hunter2")).toMatch(/^sha256:[0-9a-f]{64}$/);
});
