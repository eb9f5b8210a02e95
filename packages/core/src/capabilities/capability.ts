import type { z } from "zod/mini";

/** How a capability is called: `stream` gives many records page by page, `query` one answer, `command` changes something. */
export type CapabilityKind = "stream" | "query" | "command";

/**
 * What a call does to the ATS, and so whether it may be repeated: `reads` and `idempotent` may be repeated freely, a
 * repeat of one that `creates` may duplicate.
 */
export type CapabilityEffect = "reads" | "idempotent" | "creates";

/** What a ledger makes of the output of a command that creates. */
export interface LedgerRules {
  /** The output that a repeated call gets, and all that the ledger keeps. Default: `output`, without what it does not name. */
  readonly kept?: z.core.$ZodType;
  /**
   * Whether an answer means that the write was performed. `refused` frees the idempotency key. Default: `performed`.
   */
  outcomeOf?(output: unknown): "performed" | "refused" | "unknown";
}

/** One operation that an ATS may offer: the unit of coverage. */
export interface Capability<
  Id extends string = string,
  Kind extends CapabilityKind = CapabilityKind,
  Input extends z.core.$ZodType = z.core.$ZodType,
  Output extends z.core.$ZodType = z.core.$ZodType,
> {
  /** `group.method`, the path of the method on the client. */
  readonly id: Id;
  readonly kind: Kind;
  readonly effect: CapabilityEffect;
  /**
   * One line for people: what the operation does. An adapter's own capability says it here. What is said of the
   * catalogue stands in comments, from which `@anyats/core/texts` follows, so that an app does not load it.
   */
  readonly summary?: string;
  /** Longer semantics that a caller must know, such as which nested changes count for `updatedAfter`. */
  readonly details?: string;
  /** What the caller gives. Everything is checked against it before anything else happens. */
  readonly input: Input;
  /** What the caller gets; for a stream, one record. */
  readonly output: Output;
  /** Commands that create: where a ledger keeps less than the output, or not every answer means that the write ran. */
  readonly ledger?: LedgerRules;
}

/** Any capability, for code that walks the catalogue. */
export type AnyCapability = Capability;

/** Defines a capability. The id's type is kept, so that the client's type can be derived from it. */
export function capability<
  const Id extends `${string}.${string}`,
  const Kind extends CapabilityKind,
  Input extends z.core.$ZodType,
  Output extends z.core.$ZodType,
>(
  definition: Capability<Id, Kind, Input, Output> & { readonly summary: string },
): Capability<Id, Kind, Input, Output> & { readonly summary: string } {
  return Object.freeze({ ...definition });
}

type Definition = Omit<Capability, "id">;

/** The operations of one resource, by method: `candidates.addTag` has the id `candidates.addTag`. */
export type Resource<Group extends string, Definitions extends Readonly<Record<string, Definition>>> = {
  readonly [Method in keyof Definitions]: Capability<
    `${Group}.${Method & string}`,
    Definitions[Method]["kind"],
    Definitions[Method]["input"],
    Definitions[Method]["output"]
  >;
};

/** Defines the operations of one resource. Each id is the resource's name and the method's; nobody writes it. */
export function resource<const Group extends string, Definitions extends Readonly<Record<string, Definition>>>(
  group: Group,
  definitions: Definitions,
): Resource<Group, Definitions> {
  const capabilities = Object.entries(definitions).map(
    ([method, definition]) => [method, Object.freeze({ id: `${group}.${method}`, ...definition })] as const,
  );
  return Object.freeze(Object.fromEntries(capabilities)) as Resource<Group, Definitions>;
}

/** The checked input as a handler gets it. */
export type InputOf<C extends AnyCapability> = z.output<C["input"]>;
/** The input as a caller may write it. */
export type CallerInputOf<C extends AnyCapability> = z.input<C["input"]>;
/** The answer; for a stream, one record. */
export type OutputOf<C extends AnyCapability> = z.output<C["output"]>;
