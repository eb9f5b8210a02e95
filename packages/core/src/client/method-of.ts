import type { Adapter } from "../adapter/adapter.ts";
import { capabilityOf } from "../adapter/check-definition.ts";
import type { Catalogue, CapabilityId } from "../capabilities/catalogue.ts";
import type { Method } from "./client.ts";

/** A method whose capability is known only at run time. */
export type UntypedMethod = (input?: unknown, options?: object) => unknown;

/**
 * The method of a capability on a client, for code that learns only at run time which one it calls: a sync, an outbox, an
 * agent. Where you know the capability, write `client.candidates.addNote(…)`.
 * @returns The method; undefined for an id that neither the catalogue nor the adapter has. The method of a capability that
 * the adapter lacks throws `CapabilityNotSupported`: ask `client.supports(id)` first.
 */
export function methodOf<Id extends CapabilityId>(client: { readonly adapter: Adapter }, id: Id): Method<Catalogue[Id]>;
export function methodOf(client: { readonly adapter: Adapter }, id: string): UntypedMethod | undefined;
export function methodOf(client: { readonly adapter: Adapter }, id: string): unknown {
  if (!capabilityOf(client.adapter, id)) return undefined;
  const [group, method] = id.split(".", 2) as [string, string];
  return (client as unknown as Readonly<Record<string, Readonly<Record<string, unknown>>>>)[group]?.[method];
}
