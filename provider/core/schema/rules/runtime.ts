import { asObject } from "../../json";
import { declared, type Rule, rule, speaksOfSwarm, textOf, textsOf } from "./rule";
import { isBuiltIn, isShim } from "../../options/catalogue/runtime";

/** Whether one of a generic resource's values is a number. */
const isNumber = (...values: readonly string[]): boolean => values.some((value) => /^\d+$/.test(value));

export const runtimeRules: readonly Rule[] = [
  rule(
    "defaultRuntime",
    "is a shim, which engines before 23.0 only accept if runtimes declares it; declare it there as well",
    ({ defaultRuntime, runtimes }) => {
      const name = textOf(defaultRuntime);
      return name !== undefined && !isBuiltIn(name) && isShim(name) && !declared(runtimes);
    },
    { to: "23.0" },
  ),
  rule(
    "liveRestore",
    "is incompatible with Swarm; leave out liveRestore, or the Swarm options",
    (options) => options.liveRestore === true && speaksOfSwarm(options),
  ),
  rule(
    "cgroupParent",
    "isn't a slice, which the systemd driver requires; write a name that ends in .slice",
    ({ cgroupParent, execOpts }) => {
      const name = textOf(cgroupParent);
      const systemd = textsOf(execOpts).some(([, entry]) => entry === "native.cgroupdriver=systemd");
      return name !== undefined && systemd && !/.\.slice$/.test(name);
    },
  ),
  rule(
    "cpuRtRuntime",
    "exceeds cpuRtPeriod; write that number or less",
    ({ cpuRtPeriod, cpuRtRuntime }) =>
      typeof cpuRtPeriod === "number" &&
      cpuRtPeriod > 0 &&
      typeof cpuRtRuntime === "number" &&
      cpuRtRuntime > cpuRtPeriod,
  ),
  {
    broken: ({ nodeGenericResources }) => {
      const all = textsOf(nodeGenericResources).map(([at, entry]) => [at, ...entry.split("=")] as const);
      return all
        .filter(([at, kind, value = ""]) =>
          all.some(([before, other, its = ""]) => before < at && other === kind && isNumber(value, its)),
        )
        .map(([at, kind = ""]) => ({
          at: ["nodeGenericResources", at],
          reason: `is a second value of ${kind}, which takes one number, or names alone; write the number once, or a name in each entry`,
        }));
    },
  },
  rule(
    "seccompProfile",
    "is treated as a file name by engines before 23.0; write a path that begins with /, or leave it out",
    ({ seccompProfile }) => seccompProfile === "builtin" || seccompProfile === "unconfined",
    { to: "23.0" },
  ),
  rule(
    "usernsRemap",
    'is incompatible with features["containerd-snapshotter"]: true; leave one of them out',
    ({ usernsRemap, features }) =>
      declared(usernsRemap) && asObject(features)["containerd-snapshotter"] === true,
    { from: "29.0" },
  ),
  rule(
    "criContainerd",
    'is incompatible with features["embedded-containerd"]: true; leave one of them out',
    ({ criContainerd, features }) =>
      criContainerd === true && asObject(features)["embedded-containerd"] === true,
    { from: "29.7" },
  ),
  rule(
    "containerdNamespace",
    "is reserved for the engine's plugins; write another one",
    ({ containerdNamespace }) => containerdNamespace === "plugins.moby",
  ),
  rule(
    "graph",
    "is the old name of dataRoot; declare that one alone",
    ({ graph, dataRoot }) => declared(graph) && declared(dataRoot),
  ),
  rule(
    "clusterAdvertise",
    "requires clusterStore; declare it, or leave clusterAdvertise out",
    ({ clusterAdvertise, clusterStore }) => declared(clusterAdvertise) && !declared(clusterStore),
  ),
];
