import { AtsError, type Adapter } from "@anyats/core";

/** The integration is of another ATS than the adapter, or of one that no adapter at hand knows. Nothing was sent. */
export class WrongAdapter extends AtsError {
  override readonly name = "WrongAdapter";
  /** The tool of the integration, as Kombo names it. */
  readonly tool: string;

  constructor(tool: string, adapters: readonly Adapter[]) {
    const names = adapters.map(({ name }) => name).join(", ");
    super({
      code: "connection.wrong-adapter",
      fault: "caller",
      retry: "never",
      message:
        adapters.length === 1
          ? `The integration is of "${tool}", which the adapter ${names} does not connect.`
          : `The integration is of "${tool}", which none of the adapters connects${names && `: ${names}`}.`,
      advice: "Use the adapter of this ATS, or komboBase, which connects any ATS through Kombo.",
      details: { tool },
    });
    this.tool = tool;
  }
}

/** The ATS of an integration, as Kombo names it: `greenhouse` of `greenhouse:HWUT…`. */
export function toolOf(integrationId: string): string {
  return integrationId.split(":", 1)[0]!;
}

/** Whether an adapter is made for a tool: one that names no tools takes any. */
function connects({ facts }: Adapter, tool: string): boolean {
  return facts.tools === undefined || facts.tools.includes(tool);
}

/** An integration id that the adapter connects. @throws {WrongAdapter} */
export function checkedIntegration(integrationId: string, adapter: Adapter): string {
  const tool = toolOf(integrationId);
  if (!connects(adapter, tool))
    throw new WrongAdapter(tool, [adapter]).within({ capability: "connect", adapter: adapter.id });
  return integrationId;
}

/**
 * The adapter for a customer's integration: the one made for its ATS, or else one that takes any, such as `komboBase`.
 * @throws {WrongAdapter} when none of the adapters connects it.
 */
export function adapterFor<A extends Adapter>(integrationId: string, adapters: readonly A[]): A {
  const tool = toolOf(integrationId);
  const able = adapters.filter((adapter) => connects(adapter, tool));
  const found = able.find(({ facts }) => facts.tools !== undefined) ?? able[0];
  if (!found) throw new WrongAdapter(tool, adapters);
  return found;
}
