import type { z } from "zod/mini";
import type { AnyCapability, CallerInputOf, OutputOf } from "../capabilities/capability.ts";
import type { CapabilityId } from "../capabilities/catalogue.ts";
import type { Adapter, CapabilityOf } from "../adapter/adapter.ts";
import type { CallOptions } from "../adapter/call.ts";
import type { EventName, Listener } from "../collaborators/events.ts";
import type { CoverageOptions } from "../coverage/narrower.ts";
import type { CoverageReport } from "../coverage/report.ts";
import type { RecordStream, StreamOptions } from "../stream/record-stream.ts";
import type { CatalogueOperations } from "./operations.generated.ts";

/** The arguments of a call: the input may be left out where nothing in it is required. */
type Arguments<C extends AnyCapability, Options> =
  Record<never, never> extends CallerInputOf<C>
    ? [input?: CallerInputOf<C>, options?: Options]
    : [input: CallerInputOf<C>, options?: Options];

/** The method that a capability becomes on the client. */
export type Method<C extends AnyCapability> = C["kind"] extends "stream"
  ? (...args: Arguments<C, StreamOptions>) => RecordStream<Readonly<OutputOf<C>>>
  : (...args: Arguments<C, CallOptions>) => Promise<Readonly<OutputOf<C>>>;

type GroupOf<Id extends string> = Id extends `${infer Group}.${string}` ? Group : never;

type Intersection<Union> = (Union extends unknown ? (each: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;

/**
 * The resources of the catalogue that a set of ids has something of. Their methods are an intersection of plain
 * interfaces: through a mapped type, an editor would not show the descriptions. A new operation has its interface once
 * `npm run update` ran.
 */
type CatalogueMethods<Ids extends string> = {
  readonly [R in GroupOf<Extract<Ids, CapabilityId>>]: Intersection<
    CatalogueOperations[Extract<Ids, CapabilityId & `${R}.${string}`>]
  >;
};

type OwnMethods<Ids extends string, Own extends AnyCapability> = {
  readonly [G in GroupOf<Ids>]: {
    readonly [Id in Ids as Id extends `${G}.${infer M}` ? M : never]: Method<CapabilityOf<Id, Own>>;
  };
};

/** The methods behind a set of ids, by group: `candidates.addNote` becomes `client.candidates.addNote`. */
export type Methods<Ids extends string, Own extends AnyCapability> = CatalogueMethods<Ids> &
  OwnMethods<Exclude<Ids, CapabilityId>, Own>;

/** What every client has besides the methods of its adapter. */
export interface Connection<Own extends AnyCapability> {
  readonly adapter: Adapter;
  /**
   * Whether a capability is offered. A yes narrows the type, so that a client of an adapter that is known only at run
   * time can be used with full types behind it.
   */
  supports<Id extends CapabilityId | Own["id"]>(id: Id): this is this & Methods<Id, Own>;
  /** What this connection can do: the adapter's coverage, narrowed by what the customer's integration allows. */
  coverage(options?: CoverageOptions): Promise<CoverageReport>;
  /** Listens to what happens on the connection. @returns A function that ends the listening. */
  on<Name extends EventName>(name: Name, listener: Listener<Name>): () => void;
  /** Ends the connection: every call and stream under way is cancelled, and every later one refused. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * What an app holds: one customer's ATS. A capability that the adapter lacks does not exist on the type; calling it all
 * the same throws `CapabilityNotSupported` and sends no request.
 */
export type Client<Ids extends string = never, Own extends AnyCapability = never> = Connection<Own> & Methods<Ids, Own>;

/** The client of an adapter. */
export type ClientOf<A extends Adapter> =
  A extends Adapter<infer Ids, infer Own, z.core.$ZodType>
    ? string extends Ids
      ? Client<never, Own>
      : Client<Ids, Own>
    : never;

/** The capabilities outside the catalogue that an adapter brings. */
export type OwnOf<A extends Adapter> = A extends Adapter<string, infer Own, z.core.$ZodType> ? Own : never;
