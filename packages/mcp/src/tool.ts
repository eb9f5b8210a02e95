import { capabilityIds, catalogue, isCapabilityId, lineage, type AnyCapability, type CoverageCell } from "@anyats/core";
import { textsOf } from "@anyats/core/texts";
import { namesOwnFile } from "./files.ts";
import type { AtsConnection, Policy } from "./options.ts";
import { performCall, performStream } from "./perform.ts";
import { refusalOf, refused, type ToolAnswer } from "./refusals.ts";
import { inputSchema, outputSchema, type ObjectSchema } from "./schemas.ts";

/** One capability of a connection as a tool of an agent. */
export interface AgentTool {
  /** The capability's id with `_` for `.`: `candidates_addNote`. */
  readonly name: string;
  readonly capability: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: ObjectSchema;
  readonly outputSchema: ObjectSchema;
  readonly annotations: {
    readonly readOnlyHint: boolean;
    readonly destructiveHint: boolean;
    readonly idempotentHint: boolean;
    readonly openWorldHint: boolean;
  };
  run(input: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<ToolAnswer>;
}

/** Raw requests to the ATS would go past everything that this server checks, hides and bounds. */
const neverTools = new Set(["passthrough.send"]);

function title(id: string): string {
  const [group, method] = id.split(".", 2) as [string, string];
  return `${group}: ${method.replaceAll(/([A-Z])/g, " $1").toLowerCase()}`;
}

/** The longest description: OpenAI's services reject a longer one, and with it every tool of the request. */
const longest = 1_024;

function description(cell: CoverageCell, capability: AnyCapability, allowed: boolean): string {
  const { kind } = capability;
  const { details = "" } = textsOf(capability);
  const paging = kind === "stream" ? "Returns one page; continue with `cursor`." : "";
  const refusal = allowed ? "" : "Not allowed on this server: a call is refused, and nothing is written.";
  const said = (advised: number, more: string) => {
    const limits = cell.limitations.map(({ summary, advice }, nth) =>
      nth < advised ? `Limitation: ${summary} ${advice}` : `Limitation: ${summary}`,
    );
    return [cell.summary, more, paging, ...limits, refusal].filter(Boolean).join("\n");
  };
  // What a limitation advises is also in its refusals and warnings.
  for (let advised = cell.limitations.length; advised >= 0; advised -= 1) {
    const text = said(advised, details);
    if (text.length <= longest) return text;
  }
  const text = said(0, "");
  return text.length <= longest ? text : `${text.slice(0, longest - 1).toWellFormed()}…`;
}

/** The tools of a connection: exactly the capabilities that its coverage offers, but for the raw way. */
export function toolsOf(ats: AtsConnection, cells: readonly CoverageCell[], policy: Policy): readonly AgentTool[] {
  const known = new Map<string, AnyCapability>([
    ...capabilityIds.map((id): [string, AnyCapability] => [id, catalogue[id]]),
    ...ats.adapter.ownCapabilities.map((own): [string, AnyCapability] => [own.id, own]),
  ]);
  return cells.flatMap((cell) => {
    const capability = known.get(cell.capability);
    if (!capability || !cell.implementedBy || neverTools.has(cell.capability)) return [];
    return [toolOf(ats, cell, capability, policy)];
  });
}

/**
 * Whether a second call with the same input may do more than the first one did: it creates something, or sends an e-mail or a
 * note. Of the app's own handler nobody knows.
 */
function mayDoMore(
  { adapter }: AtsConnection,
  { implementedBy }: CoverageCell,
  { id, effect }: AnyCapability,
): boolean {
  if (effect === "reads") return false;
  if (effect === "creates" || implementedBy?.name === "application") return true;
  const decides = lineage(adapter).findLast(({ operations }) => Object.hasOwn(operations, id));
  return decides?.operations[id]?.performs("isOnce") === true;
}

function toolOf(ats: AtsConnection, cell: CoverageCell, capability: AnyCapability, policy: Policy): AgentTool {
  const { id, kind, effect } = capability;
  const reads = effect === "reads";
  const allowed = reads || policy.allowed.has(id);
  const isOnce = mayDoMore(ats, cell, capability);
  return {
    name: id.replace(".", "_"),
    capability: id,
    title: title(id),
    description: description(cell, capability, allowed),
    inputSchema: inputSchema(capability, isOnce),
    outputSchema: outputSchema(capability, policy),
    annotations: {
      readOnlyHint: reads,
      destructiveHint: !reads && effect !== "creates",
      idempotentHint: !isOnce,
      openWorldHint: true,
    },
    async run(input, signal) {
      if (!allowed)
        return refused({
          code: "agent.write-not-allowed",
          message: `This server does not let agents call ${id}. Nothing was written.`,
          advice: "Ask the person you work for to do it, or to allow this capability for you.",
          retry: "never",
        });
      if (namesOwnFile(capability.input, input))
        return refused({
          code: "agent.own-file",
          message: "This server does not read files from its own disk for agents. Nothing was written.",
          advice: "Give the file's content as `base64`, or a public https address as `url`.",
          retry: "never",
        });
      try {
        if (kind === "stream") return await performStream(ats, capability, input, policy, signal);
        return await performCall(ats, capability, input, { ...policy, isOnce }, signal);
      } catch (error) {
        return refusalOf(error, policy);
      }
    },
  };
}

/** Whether an id is one that `allow` may name for a connection: a command that is offered. */
export function isAllowable(ats: AtsConnection, id: string): boolean {
  const own = ats.adapter.ownCapabilities.find((capability) => capability.id === id);
  const capability: AnyCapability | undefined = isCapabilityId(id) ? catalogue[id] : own;
  return capability !== undefined && capability.effect !== "reads" && !neverTools.has(id);
}
