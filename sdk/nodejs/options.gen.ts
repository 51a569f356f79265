// Generated from the catalogue in provider/core/options by `npm run generate`. Don't edit.
import type * as pulumi from "@pulumi/pulumi";

/** dockerd's options: the keys of daemon.json in camelCase. */
export interface DaemonOptions {
  /**
   * Labels of the engine, shown by `docker info` and usable in Swarm placement constraints.
   *
   * A change reloads the engine (since 1.10); taking it away restarts it.
   *
   * @default []
   * @example {"region":"eu","role":"web"}
   */
  labels?: pulumi.Input<Record<string, pulumi.Input<string>>>;

  /**
   * Mirrors that are asked before Docker Hub, in this order. They serve docker.io only.
   *
   * A change reloads the engine (since 17.04); taking it away restarts it.
   *
   * @default []
   * @example ["https://mirror.example.com"]
   */
  registryMirrors?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * Makes the engine log debug messages.
   *
   * A change reloads the engine (since 1.11); taking it away restarts it.
   *
   * @default false
   * @example true
   */
  debug?: pulumi.Input<boolean>;

  /**
   * Options of the default logging driver. Values are strings, numbers too.
   *
   * A change restarts the engine. It reaches new containers only.
   *
   * @default {}
   * @example {"max-size":"10m","max-file":"3"}
   */
  logOpts?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}
