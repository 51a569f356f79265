import type { dynamic } from "@pulumi/pulumi";
import type { JsonObject } from "../../core/json";
import * as daemon from "../../resources/daemon";
import type { ConnectionDefaults } from "../../resources/connection";
import { type ConfigOrigin, connectionDefaults } from "./defaults";
import { pulumiFailure } from "./failure";
import { endWithEngine } from "./lifetime";
import { engineProgress, type Progress } from "./progress";

/** The `Daemon` resource in the terms of Pulumi's dynamic providers. */
export class DaemonProvider implements dynamic.ResourceProvider {
  private defaults: (origin?: ConfigOrigin) => ConnectionDefaults = () => ({});
  private progress: Progress | undefined;

  /** Synchronous throughout: Pulumi doesn't hold other calls back until a promise of this one is done. */
  configure(request: dynamic.ConfigureRequest): Promise<void> {
    endWithEngine();
    // What can't be used is told by every call that needs it: Pulumi asks only once for a configuration.
    this.defaults = (origin) => connectionDefaults((key) => request.config.get(key), process.env, origin);
    return Promise.resolve();
  }

  check(_olds: JsonObject, news: JsonObject): Promise<dynamic.CheckResult> {
    this.defaults();
    // Pulumi prints the value of a property that a failure names: the path stands in the text instead.
    const failures = daemon
      .check(news)
      .map(({ path, reason }) => ({ property: "", reason: `${path}: ${reason}` }));
    return Promise.resolve({ inputs: news, failures });
  }

  async diff(_id: string, olds: JsonObject, news: JsonObject): Promise<dynamic.DiffResult> {
    const { changed, note } = daemon.diff(olds, news);
    if (note !== "") await this.shown.note(urnOf(news, olds), note);
    return { changes: changed };
  }

  async create(inputs: JsonObject): Promise<dynamic.CreateResult> {
    const id = daemon.newId();
    const outs = await daemon.create(id, inputs, this.context(inputs)).catch((error: unknown) => {
      throw pulumiFailure(error, id, inputs);
    });
    return { id, outs };
  }

  async read(id: string, props: JsonObject): Promise<dynamic.ReadResult> {
    const { inputs, outputs } = await daemon
      .read(id, props, this.context(props, "stored"))
      .catch((error: unknown) => {
        throw pulumiFailure(error, id, props);
      });
    return { id, props: outputs, inputs: { ...inputs, ...ownKeys(props) } };
  }

  async update(id: string, olds: JsonObject, news: JsonObject): Promise<dynamic.UpdateResult> {
    const outs = await daemon.update(id, olds, news, this.context(news)).catch((error: unknown) => {
      throw pulumiFailure(error, id, { ...olds, ...ownKeys(news) });
    });
    return { outs };
  }

  async delete(id: string, props: JsonObject): Promise<void> {
    await daemon.remove(id, props, this.context(props, "stored")).catch((error: unknown) => {
      throw pulumiFailure(error, id, props);
    });
  }

  /** Made at the first use: the text in a state may be loaded by other processes than a plugin's. */
  private get shown(): Progress {
    return (this.progress ??= engineProgress());
  }

  private context(inputs: JsonObject, origin?: ConfigOrigin): daemon.DaemonContext {
    const urn = urnOf(inputs);
    return {
      urn,
      defaults: this.defaults(origin),
      onStep: (step) => this.shown.step(urn, step),
      onNote: (note) => void this.shown.note(urn, note),
    };
  }
}

/** The SDK hands a resource's URN in as an input: Pulumi tells dynamic providers none. */
function urnOf(...from: readonly JsonObject[]): string {
  const urn = from.map((inputs) => inputs.__urn).find((value) => typeof value === "string");
  return urn ?? "";
}

/** The keys that are the SDK's or Pulumi's, not the user's. */
function ownKeys(inputs: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(inputs).filter(([key]) => key.startsWith("__")));
}
