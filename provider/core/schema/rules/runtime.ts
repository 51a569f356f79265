import { recordOf, declared, type Rule, rule, speaksOfSwarm, textOf, textsOf } from "./rule";
import { hasUnknown } from "../unknowns";

const BUILT_IN = ["runc", "io.containerd.runc.v2", "io.containerd.runtime.v1.linux"];

/** A shim of containerd, which needs no declaration from 23.0 on: `io.containerd.runsc.v1`, or a path. */
const isShim = (name: string): boolean => /^io\.containerd\.[^.]+\.v\d+$/.test(name) || name.startsWith("/");

export const runtimeRules: readonly Rule[] = [
  rule(
    "defaultRuntime",
    "isn't among runtimes, and the engine doesn't start with it; declare it there, too",
    ({ defaultRuntime, runtimes }) => {
      const name = textOf(defaultRuntime);
      if (name === undefined || hasUnknown(runtimes)) return false;
      return !BUILT_IN.includes(name) && !isShim(name) && !Object.hasOwn(recordOf(runtimes), name);
    },
  ),
  rule(
    "defaultRuntime",
    "is a shim, which engines before 23.0 have to be told of in runtimes; declare it there, too",
    ({ defaultRuntime, runtimes }) => {
      const name = textOf(defaultRuntime);
      return name !== undefined && !BUILT_IN.includes(name) && isShim(name) && !declared(runtimes);
    },
    { to: "23.0" },
  ),
  rule(
    "liveRestore",
    "doesn't go with a Swarm; leave liveRestore out, or the Swarm's options",
    (options) => options.liveRestore === true && speaksOfSwarm(options),
  ),
  rule(
    "cgroupParent",
    "isn't a slice, which the systemd driver asks for; write a name that ends in .slice",
    ({ cgroupParent, execOpts }) => {
      const name = textOf(cgroupParent);
      const systemd = textsOf(execOpts).some(([, entry]) => entry === "native.cgroupdriver=systemd");
      return name !== undefined && systemd && !/.\.slice$/.test(name);
    },
  ),
  rule(
    "cpuRtRuntime",
    "is more than cpuRtPeriod, the period that it is a part of; write that number or less",
    ({ cpuRtPeriod, cpuRtRuntime }) =>
      typeof cpuRtPeriod === "number" &&
      cpuRtPeriod > 0 &&
      typeof cpuRtRuntime === "number" &&
      cpuRtRuntime > cpuRtPeriod,
  ),
  rule(
    "seccompProfile",
    "is taken for a file's name by engines before 23.0; write a path that begins with /, or leave it out",
    ({ seccompProfile }) => seccompProfile === "builtin" || seccompProfile === "unconfined",
    { to: "23.0" },
  ),
  rule(
    "usernsRemap",
    'doesn\'t go with features["containerd-snapshotter"]: true; leave one of them out',
    ({ usernsRemap, features }) =>
      declared(usernsRemap) && recordOf(features)["containerd-snapshotter"] === true,
    { from: "29.0" },
  ),
  rule(
    "criContainerd",
    'doesn\'t go with features["embedded-containerd"]: true; leave one of them out',
    ({ criContainerd, features }) =>
      criContainerd === true && recordOf(features)["embedded-containerd"] === true,
    { from: "29.7" },
  ),
  rule(
    "containerdNamespace",
    "is the one of the engine's plugins; write another one",
    ({ containerdNamespace }) => containerdNamespace === "plugins.moby",
  ),
  rule(
    "graph",
    "is the old name of dataRoot; declare that one alone",
    ({ graph, dataRoot }) => declared(graph) && declared(dataRoot),
  ),
  rule(
    "clusterAdvertise",
    "needs clusterStore; declare it, or leave clusterAdvertise out",
    ({ clusterAdvertise, clusterStore }) => declared(clusterAdvertise) && !declared(clusterStore),
  ),
];
