import { z } from "zod";
import type { AnyCapability } from "../capabilities/capability.ts";
import type { CapabilityId } from "../capabilities/catalogue.ts";
import {
  ownedBy,
  type Adapter,
  type AdapterFacts,
  type Bindings,
  type CapabilityOf,
  type IdsOf,
  type OwnOf,
  type PackageName,
  type SettingsOf,
} from "./adapter.ts";
import { checkDefinition } from "./check-definition.ts";
import type { Gap } from "./gap.ts";
import { handlerToken, type HandlerClass, type HandlerFacts, type WithCheckedCollaborators } from "./handler.ts";
import { toClass, type RegisteredClass } from "./injection.ts";
import type { Limitation } from "./limitation.ts";

type Group<Id extends string> = Id extends `${infer G}.${string}` ? G : never;

/** The keys under which a gap can be declared: a capability, a whole group, or all the rest. */
export type GapKey = CapabilityId | `${Group<CapabilityId>}.*` | "*";

type Handlers = Readonly<Record<string, RegisteredClass<HandlerFacts>>>;

type CheckedHandlers<H, Own extends AnyCapability> = {
  readonly [Id in keyof H]: Id extends CapabilityId | Own["id"]
    ? H[Id] extends HandlerClass<CapabilityOf<Id, Own>>
      ? WithCheckedCollaborators<H[Id]>
      : HandlerClass<CapabilityOf<Id, Own>>
    : never;
};

type NoAdapter = Adapter<never, never, z.ZodObject>;

/** What an author writes. */
export interface AdapterDefinition<
  Parent extends Adapter,
  Own extends readonly AnyCapability[],
  H extends Handlers,
  Missing extends Partial<Record<GapKey, Gap>>,
  Settings extends z.ZodType,
> {
  /** Lower-case words with hyphens: the name under which the adapter is known. */
  readonly id: string;
  /** The name of the ATS, for people. */
  readonly name: string;
  readonly package: PackageName;
  /** Inherit everything that this one does not say anew. */
  readonly extends?: Parent;
  /** Facts; those of the extended adapter are inherited one by one. */
  readonly facts: Parent extends NoAdapter ? AdapterFacts : Partial<AdapterFacts>;
  /** What a connection needs to be told. Inherited when absent. */
  readonly settings?: Settings;
  /** Capabilities that the catalogue does not have, under the adapter's own prefix. */
  readonly capabilities?: Own;
  /** Which class performs which capability. */
  readonly handlers: H & CheckedHandlers<H, Own[number] | OwnOf<Parent>>;
  /** Why what is not there is not there. Naming a capability that is inherited takes it away. */
  readonly missing?: Missing;
  readonly limitations?: readonly Limitation<(IdsOf<Parent> | keyof H) & string>[];
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
  // What is left out must not be taken for all that it could be.
  const Own extends readonly AnyCapability[] = readonly [],
  H extends Handlers = Record<never, never>,
  const Missing extends Partial<Record<GapKey, Gap>> = Record<never, never>,
  Parent extends Adapter = NoAdapter,
  Settings extends z.ZodType = SettingsOf<Parent>,
>(
  definition: AdapterDefinition<Parent, Own, H, Missing, Settings>,
): Adapter<Exclude<IdsOf<Parent>, keyof Missing> | (keyof H & string), Own[number] | OwnOf<Parent>, Settings> {
  const parent: Adapter | undefined = definition.extends;
  // Copies: whether a gap is the adapter's own or inherited is told by identity, and authors share constants.
  const gaps: Readonly<Record<string, Gap>> = Object.fromEntries(
    Object.entries<Gap>(definition.missing ?? {}).map(([key, gap]) => [key, { ...gap }]),
  );
  const adapter: Adapter = {
    id: definition.id,
    name: definition.name,
    package: definition.package,
    extends: parent,
    facts: { ...parent?.facts, ...(definition.facts as AdapterFacts) },
    settings: definition.settings ?? parent?.settings ?? z.object({}),
    ownCapabilities: [...(parent?.ownCapabilities ?? []), ...(definition.capabilities ?? [])],
    handlers: definition.handlers,
    missing: { ...parent?.missing, ...gaps },
    limitations: [...(parent?.limitations ?? []), ...((definition.limitations ?? []) as readonly Limitation[])],
    register: (options) => {
      definition.bindings?.(options);
      for (const id of Object.keys(gaps)) if (options.isBound(handlerToken(id))) options.unbind(handlerToken(id));
      for (const [id, Class] of Object.entries(definition.handlers as Handlers)) {
        if (options.isBound(handlerToken(id))) options.unbind(handlerToken(id));
        toClass(options.bind(handlerToken(id)), Class, (handler) => ownedBy(handler, adapter)).inSingletonScope();
      }
    },
  };
  checkDefinition(adapter, gaps);
  return Object.freeze(adapter) as ReturnType<typeof defineAdapter<Own, H, Missing, Parent, Settings>>;
}
