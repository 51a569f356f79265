import type { dynamic } from "@pulumi/pulumi";
import type { ConnectionDefaults } from "../../core/connection/settings";
import type { JsonObject } from "../../core/json";
import type { OperationContext, Resource } from "../../resources/resource";
import { type ConfigOrigin, connectionDefaults } from "../defaults";
import { endWithEngine } from "../lifetime";
import { engineProgress, type Progress } from "../progress";
import { pulumiFailure } from "./failure";

/** A resource in the terms of Pulumi's dynamic providers. */
export class DynamicProvider implements dynamic.ResourceProvider {
  private defaults: (origin?: ConfigOrigin) => ConnectionDefaults = () => ({});
  private openProgress: Progress | undefined;

  constructor(private readonly resource: Resource) {}

  /** Synchronous throughout: Pulumi doesn't hold other calls back until a promise of this one is done. */
  configure(request: dynamic.ConfigureRequest): Promise<void> {
    endWithEngine();
    // Pulumi configures a provider only once, so each call that needs the config reports what is wrong with it.
    this.defaults = (origin) => connectionDefaults((key) => request.config.get(key), process.env, origin);
    return Promise.resolve();
  }

  check(_olds: JsonObject, news: JsonObject): Promise<dynamic.CheckResult> {
    this.defaults();
    // Pulumi prints the value of a property that a failure names, so the path is a part of the text instead.
    const failures = this.resource
      .check(programsKeys(news))
      .map(({ path, reason }) => ({ property: "", reason: `${path}: ${reason}` }));
    return Promise.resolve({ inputs: news, failures });
  }

  async diff(_id: string, olds: JsonObject, news: JsonObject): Promise<dynamic.DiffResult> {
    const { changed, note } = this.resource.diff(olds, news);
    if (note !== "") await this.progress.note(urnOf(news, olds), note);
    return { changes: changed };
  }

  async create(inputs: JsonObject): Promise<dynamic.CreateResult> {
    const id = this.resource.newId();
    const outs = await this.resource.create(id, inputs, this.context(inputs)).catch((error: unknown) => {
      throw pulumiFailure(error, id, inputs);
    });
    return { id, outs };
  }

  async read(id: string, props: JsonObject): Promise<dynamic.ReadResult> {
    const { inputs, outputs } = await this.resource
      .read(id, props, this.context(props, "stored"))
      .catch((error: unknown) => {
        throw pulumiFailure(error, id, props);
      });
    return { id, props: outputs, inputs: { ...inputs, ...pulumisKeys(props) } };
  }

  async update(id: string, olds: JsonObject, news: JsonObject): Promise<dynamic.UpdateResult> {
    const outs = await this.resource.update(id, olds, news, this.context(news)).catch((error: unknown) => {
      throw pulumiFailure(error, id, { ...olds, ...pulumisKeys(news) });
    });
    return { outs };
  }

  async delete(id: string, props: JsonObject): Promise<void> {
    await this.resource.delete(id, props, this.context(props, "stored")).catch((error: unknown) => {
      throw pulumiFailure(error, id, props);
    });
  }

  /** Opened at the first use: other processes than a plugin's may load the text in a state, too. */
  private get progress(): Progress {
    return (this.openProgress ??= engineProgress());
  }

  private context(inputs: JsonObject, origin?: ConfigOrigin): OperationContext {
    const urn = urnOf(inputs);
    return {
      urn,
      defaults: this.defaults(origin),
      onStep: (step) => this.progress.step(urn, step),
      onNote: (note) => void this.progress.note(urn, note),
    };
  }
}

/** The URN, which the SDK passes as an input because Pulumi passes none to dynamic providers. */
function urnOf(...from: readonly JsonObject[]): string {
  const urn = from.map((inputs) => inputs.__urn).find((value) => typeof value === "string");
  return urn ?? "";
}

/** Keys of the SDK and of Pulumi itself begin with two underscores. */
const isPulumis = (key: string): boolean => key.startsWith("__");

const pulumisKeys = (inputs: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(inputs).filter(([key]) => isPulumis(key)));

const programsKeys = (inputs: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(inputs).filter(([key]) => !isPulumis(key)));
