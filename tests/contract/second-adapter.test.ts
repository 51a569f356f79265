import type { JsonObject } from "../../provider/core/json";
import { daemon } from "../../provider/resources/daemon";
import type { OperationContext, Resource } from "../../provider/resources/resource";
import { SimulatedHost } from "../support/machine/ssh-server";
import { connectionTo } from "./support/inputs";

/** A tool other than Pulumi: it keeps one resource as JSON text, and applies only what differs. */
class Tool {
  readonly steps: string[] = [];
  readonly notes: string[] = [];
  private state: string | undefined;

  constructor(private readonly resource: Resource) {}

  get outputs(): JsonObject {
    const { outputs } = JSON.parse(this.state ?? '{"outputs":{}}') as { outputs: JsonObject };
    return outputs;
  }

  async apply(inputs: JsonObject): Promise<"invalid" | "created" | "updated" | "unchanged"> {
    if (this.resource.check(inputs).length > 0) return "invalid";
    if (this.state === undefined) {
      const id = this.resource.newId();
      this.keep(id, await this.resource.create(id, inputs, this.context));
      return "created";
    }
    const { id, outputs } = this.kept;
    if (!this.resource.diff(outputs, inputs).changed) return "unchanged";
    this.keep(id, await this.resource.update(id, outputs, inputs, this.context));
    return "updated";
  }

  /** @returns the drift of the inputs */
  async refresh(): Promise<JsonObject> {
    const { id, outputs } = this.kept;
    const read = await this.resource.read(id, outputs, this.context);
    this.keep(id, read.outputs);
    return read.inputs;
  }

  async destroy(): Promise<void> {
    const { id, outputs } = this.kept;
    await this.resource.delete(id, outputs, this.context);
    this.state = undefined;
  }

  private get kept(): { id: string; outputs: JsonObject } {
    return JSON.parse(this.state ?? "null") as { id: string; outputs: JsonObject };
  }

  private keep(id: string, outputs: JsonObject): void {
    this.state = JSON.stringify({ id, outputs });
  }

  private get context(): OperationContext {
    return {
      defaults: {},
      urn: "tool:web",
      onStep: (step) => void this.steps.push(step),
      onNote: (note) => void this.notes.push(note),
    };
  }
}

test("a tool other than Pulumi drives a Daemon through the resource's interface", async () => {
  const host = await SimulatedHost.start();
  try {
    const { machine } = host;
    machine.startWith('{"labels":["by=hand"]}', 0o644);
    const before = machine.snapshot();
    const tool = new Tool(daemon);
    const inputs = (region: string): JsonObject => ({
      connection: connectionTo(host),
      options: { labels: { region } },
      apply: { settle: 0 },
    });

    expect(await tool.apply({ connection: connectionTo(host), options: { label: "eu" } })).toBe("invalid");
    expect(await tool.apply(inputs("eu"))).toBe("created");
    expect(tool.steps.slice(0, 2)).toEqual(["connect", "observe"]);
    expect(await tool.apply(inputs("eu"))).toBe("unchanged");
    expect(await tool.apply(inputs("us"))).toBe("updated");
    expect(tool.outputs).toMatchObject({
      engine: { labels: ["by=hand", "region=us"] },
      lastChange: { effect: "reload" },
    });
    expect(JSON.parse(machine.disk.read("var/lib/pulumi-dockerd/manifest.json"))).toMatchObject({
      urn: "tool:web",
    });

    machine.startWith('{"labels":["by=hand","region=changed"]}', 0o644);
    expect(await tool.refresh()).toMatchObject({ options: { labels: { region: "changed" } } });
    expect(await tool.apply(inputs("us"))).toBe("updated");

    await tool.destroy();
    expect(machine.snapshot()).toEqual(before);
  } finally {
    await host.stop();
  }
});
