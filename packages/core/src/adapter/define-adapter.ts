import { z } from "zod/mini";
import type { AnyCapability } from "../capabilities/capability.ts";
import { isCapabilityId, type CapabilityId } from "../capabilities/catalogue.ts";
import {
  type Adapter,
  type AdapterFacts,
  type Bindings,
  type IdsOf,
  type OwnOf,
  type PackageName,
  type SettingsOf,
} from "./adapter.ts";
import { checkDefinition } from "./check-definition.ts";
import type { Gap } from "./gap.ts";
import type { Limitation } from "./limitation.ts";
import type { WebhookReader } from "./webhooks.ts";
import { isOperation, type Operation } from "./operation.ts";

type Group<Id extends string> = Id extends `${infer G}.${string}` ? G : never;

/** The keys under which a gap can be declared: a capability, a whole group, or all the rest. */
export type GapKey = CapabilityId | `${Group<CapabilityId>}.*` | "*";

/** Operations, as a list or as the exports of a module, of which everything else is left out. */
export type Operations = readonly Operation[] | Readonly<Record<string, unknown>>;

type Handled<H> = (H extends readonly (infer O)[]
  ? Extract<O, Operation>
  : Extract<H[keyof H], Operation>)["capability"];
type OwnIn<H> = Exclude<Handled<H>, { readonly id: CapabilityId }>;

/** A group of which something is inherited: its gap would be a remark, and the capability still be offered. */
type InheritedGroup<Parent extends Adapter> = `${Group<IdsOf<Parent>>}.*`;

type NoAdapter = Adapter<never, never, z.core.$ZodObject>;

/** What an author writes. */
export interface AdapterDefinition<
  Parent extends Adapter,
  H extends Operations,
  Missing extends Partial<Record<GapKey, Gap>>,
  Settings extends z.core.$ZodType,
> {
  /** Lower-case words with hyphens: the name under which the adapter is known. */
  readonly id: string;
  /** The name of the ATS, for people. */
  readonly name: string;
  readonly package: PackageName;
  /** Inherit everything that this one does not say again. */
  readonly extends?: Parent;
  /** Facts; those of the extended adapter are inherited one by one. */
  readonly facts: Parent extends NoAdapter ? AdapterFacts : Partial<AdapterFacts>;
  /** What a connection needs to be told. Inherited when absent. */
  readonly settings?: Settings;
  /**
   * What it performs: a list of operations, or a module of them (`import * as handlers from "./handlers.ts"`). Its ids
   * and its own capabilities follow.
   */
  readonly handlers?: H;
  /**
   * Why what is not there is not there. Naming a capability that is inherited takes it away; a group of which something is
   * inherited does not compile, since it would take nothing away.
   */
  readonly missing?: Missing & { readonly [Key in Extract<keyof Missing, InheritedGroup<Parent>>]: never };
  readonly limitations?: readonly Limitation<IdsOf<Parent> | Handled<H>["id"]>[];
  /** Reads webhooks. Inherited when absent. */
  readonly webhooks?: WebhookReader;
  /** Collaborators that the handlers ask for. */
  readonly bindings?: Bindings;
}

/**
 * Defines an adapter. What it supports is what is registered here and in the adapter that it extends; coverage and the
 * client's type follow from it.
 * @throws {AdapterDefinitionError} when it does not fit together: a handler without a capability, a capability claimed
 *   twice, a gap without a reason, a limitation without an effect.
 */
export function defineAdapter<
  // What is left out must not be treated as all that it could be.
  H extends Operations = readonly never[],
  const Missing extends Partial<Record<GapKey, Gap>> = Record<never, never>,
  Parent extends Adapter = NoAdapter,
  Settings extends z.core.$ZodType = SettingsOf<Parent>,
>(
  definition: AdapterDefinition<Parent, H, Missing, Settings>,
): Adapter<Exclude<IdsOf<Parent>, keyof Missing> | Handled<H>["id"], OwnIn<H> | OwnOf<Parent>, Settings> {
  const parent: Adapter | undefined = definition.extends;
  // Copies: whether a gap is the adapter's own or inherited is told by identity, and authors share constants.
  const gaps: Readonly<Record<string, Gap>> = Object.fromEntries(
    Object.entries<Gap>(definition.missing ?? {}).map(([key, gap]) => [key, { ...gap }]),
  );
  const handlers = handlersIn(definition.handlers ?? []);
  const operations = handlers.filter(isOperation);
  const inherited = parent?.ownCapabilities ?? [];
  const adapter: Adapter = {
    id: definition.id,
    name: definition.name,
    package: definition.package,
    extends: parent,
    facts: { ...parent?.facts, showsSourceNames: false, ...(definition.facts as AdapterFacts) },
    settings: definition.settings ?? parent?.settings ?? z.object({}),
    ownCapabilities: [...inherited, ...ownCapabilities(operations, inherited)],
    operations: Object.fromEntries(operations.map((operation) => [operation.capability.id, operation])),
    missing: { ...parent?.missing, ...gaps },
    webhooks: definition.webhooks ?? parent?.webhooks,
    limitations: [...(parent?.limitations ?? []), ...((definition.limitations ?? []) as readonly Limitation[])],
    bindings: definition.bindings,
  };
  checkDefinition(adapter, handlers, gaps);
  return Object.freeze(adapter) as ReturnType<typeof defineAdapter<H, Missing, Parent, Settings>>;
}

/** The items of a list, whatever they are, or the operations among the exports of a module. */
function handlersIn(given: Operations): readonly unknown[] {
  if (Array.isArray(given)) return given;
  return [...new Set(Object.values(given).filter(isOperation))];
}

function ownCapabilities(operations: readonly Operation[], inherited: readonly AnyCapability[]): AnyCapability[] {
  const known = new Set(inherited.map(({ id }) => id));
  return operations.map(({ capability }) => capability).filter(({ id }) => !isCapabilityId(id) && !known.has(id));
}
