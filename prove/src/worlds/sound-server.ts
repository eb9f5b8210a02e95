import type { World } from "@anyats/conformance";
import { defineAdapter, type Adapter, type AdapterTraits } from "@anyats/core";
import { HTTP_PROFILE, type HttpProfile } from "@anyats/http";

/** A server that works as documented, and the adapter for it. */
export interface SoundServer {
  readonly name: string;
  readonly adapter: Adapter;
  readonly world: World;
  /** The capabilities that the difference concerns; by default all. */
  readonly concerns?: readonly string[];
}

type Definition = Parameters<typeof defineAdapter>[0];

/** An adapter with other traits, limitations or bindings. */
export const variant = (base: Adapter, traits: AdapterTraits, further: object = {}): Adapter =>
  defineAdapter({
    id: "variant",
    name: base.name,
    package: { name: "@anyats/variant", version: "0.0.0" },
    extends: base,
    facts: { traits: { ...base.facts.traits, ...traits } },
    handlers: [],
    ...further,
  } as unknown as Definition) as Adapter;

interface Rebinds {
  rebind(id: typeof HTTP_PROFILE): { toDynamicValue(make: () => HttpProfile): { inSingletonScope(): unknown } };
}

/** An adapter that says something else of its server. @param make Makes what it says, for each connection. */
export const saying = <S>(base: Adapter, make: () => HttpProfile<S>, further: object = {}): Adapter =>
  variant(
    base,
    {},
    {
      ...further,
      bindings: ({ rebind }: Rebinds) =>
        void rebind(HTTP_PROFILE)
          .toDynamicValue(make as () => HttpProfile)
          .inSingletonScope(),
    },
  );
