import type { AnyCapability, InputOf, OutputOf } from "../capabilities/capability.ts";
import type { FetchedPage, Position } from "../stream/page.ts";
import type { Call } from "./call.ts";
import type {
  CallHandler,
  Certainty,
  HandlerClass,
  HandlerFacts,
  Lane,
  Route,
  Settlement,
  StreamHandler,
  WithCheckedCollaborators,
} from "./handler.ts";
import type { Inject, Injected, RegisteredClass } from "./injection.ts";

/** A read model or a write action of the aggregator that an operation requires. */
export interface Need {
  /** The list of `IntegrationDetails` that names it. */
  readonly of: "readModels" | "writeActions";
  /** Its id in the aggregator's plain form. */
  readonly pattern: RegExp;
  /** How sure we are of the pattern. */
  readonly certainty: Certainty;
}

interface Facts<I extends Inject> {
  /** How the operation reaches the ATS. Default `native`: by its own API, without an aggregator. */
  readonly lane?: Lane;
  /** The calls that it makes; as a function where they depend on a collaborator. */
  readonly routes: readonly Route[] | ((parts: Injected<I>) => readonly Route[]);
  /** What the aggregator must allow; an adapter that overrides the operation in the same lane inherits it. */
  readonly needs?: readonly Need[];
  /** The collaborators that the functions get as `parts`. */
  readonly inject?: I;
  /** See `HandlerFacts.settledBy`. */
  readonly settledBy?: readonly string[];
}

interface CallDefinition<C extends AnyCapability, I extends Inject> extends Facts<I> {
  readonly handle: (input: InputOf<C>, call: Call, parts: Injected<I>) => Promise<OutputOf<C>>;
  /** See `CallHandler.settle`. */
  readonly settle?: (input: InputOf<C>, call: Call, parts: Injected<I>) => Promise<Settlement<OutputOf<C>>>;
  /** See `CallHandler.isOnce`. */
  readonly isOnce?: (input: InputOf<C>, parts: Injected<I>) => boolean;
}

interface StreamDefinition<C extends AnyCapability, I extends Inject> extends Facts<I> {
  readonly fetchPage: (
    filter: InputOf<C>,
    position: Position,
    call: Call,
    parts: Injected<I>,
  ) => Promise<FetchedPage<OutputOf<C>>>;
}

/** How an adapter performs a capability, as one expression. */
export type OperationDefinition<C extends AnyCapability, I extends Inject> = C["kind"] extends "stream"
  ? StreamDefinition<C, I>
  : CallDefinition<C, I>;

interface CallOverride<C extends AnyCapability, I extends Inject> extends Partial<Facts<I>> {
  readonly handle?: (
    input: InputOf<C>,
    call: Call,
    parts: Injected<I>,
    inherited: CallHandler<C>,
  ) => Promise<OutputOf<C>>;
  readonly settle?: (
    input: InputOf<C>,
    call: Call,
    parts: Injected<I>,
    inherited: CallHandler<C>,
  ) => Promise<Settlement<OutputOf<C>>>;
  readonly isOnce?: (input: InputOf<C>, parts: Injected<I>, inherited: CallHandler<C>) => boolean;
}

interface StreamOverride<C extends AnyCapability, I extends Inject> extends Partial<Facts<I>> {
  readonly fetchPage?: (
    filter: InputOf<C>,
    position: Position,
    call: Call,
    parts: Injected<I>,
    inherited: StreamHandler<C>,
  ) => Promise<FetchedPage<OutputOf<C>>>;
}

/** What an operation does differently from the one that it overrides. */
export type OverrideDefinition<C extends AnyCapability, I extends Inject> = C["kind"] extends "stream"
  ? StreamOverride<C, I>
  : CallOverride<C, I>;

const brand = Symbol.for("anyats/operation");

/** One capability of one adapter: what it is, what it needs, and how its handler is made. Made by `handles`. */
export interface Operation<C extends AnyCapability = AnyCapability> {
  readonly capability: C;
  readonly needs: readonly Need[] | undefined;
  readonly inject: Inject;
  /** Whether its handler has a method: `handle`, `fetchPage` or `settle`. */
  performs(method: string): boolean;
  /** Makes the handler of one connection out of what `inject` names. */
  make(parts: Readonly<Record<string, unknown>>): HandlerFacts;
}

/** Whether a value, such as an export of a module, is an operation. */
export function isOperation(value: unknown): value is Operation {
  return typeof value === "object" && value !== null && brand in value;
}

type Parts = Readonly<Record<string, unknown>>;
type Method = (...values: unknown[]) => unknown;
interface AnyDefinition {
  readonly lane?: Lane;
  readonly routes?: readonly Route[] | ((parts: never) => readonly Route[]);
  readonly needs?: readonly Need[];
  readonly inject?: Inject;
  readonly settledBy?: readonly string[];
  readonly handle?: unknown;
  readonly settle?: unknown;
  readonly isOnce?: unknown;
  readonly fetchPage?: unknown;
}

/** How many values a method gets before the parts. */
const valuesBefore = Object.entries({ handle: 2, settle: 2, isOnce: 1, fetchPage: 3 });

function operation<C extends AnyCapability>(
  capability: C,
  { needs, inject = {}, performs, make }: Pick<Operation, "performs" | "make"> & AnyDefinition,
): Operation<C> {
  return Object.freeze({ [brand]: true, capability, needs, inject, performs, make });
}

/** What a definition describes. Its getter is of the class: V8 keeps one of an object's own, and what it knows, for long. */
class Described {
  readonly #routes: () => readonly Route[];
  [member: string]: unknown;

  constructor(routes: () => readonly Route[]) {
    this.#routes = routes;
  }

  get routes(): readonly Route[] {
    return this.#routes();
  }
}

/** The handler that a definition describes, with what it inherits where it overrides another. */
function handlerOf(definition: AnyDefinition, own: Parts, inherited?: HandlerFacts): HandlerFacts {
  const { lane = inherited?.lane ?? "native", routes, settledBy = inherited?.settledBy } = definition;
  const handler = new Described(() =>
    typeof routes === "function" ? routes(own as never) : (routes ?? inherited?.routes ?? []),
  );
  for (const [method, count] of valuesBefore) {
    const does = definition[method as "handle"] as Method | undefined;
    const before = (inherited as Partial<Record<string, Method>> | undefined)?.[method];
    if (does) {
      // Not assigned as it is written: see `methodFor` of the client.
      const performs = (...values: unknown[]) => does(...values.slice(0, count), own, inherited);
      handler[method] = performs;
    } else if (before) handler[method] = before.bind(inherited);
  }
  return Object.assign(handler, { lane, ...(settledBy && { settledBy }) });
}

/**
 * Says how an adapter performs a capability, with a class. Write a class where another adapter overrides a part of it, or
 * where state is held; else a definition is shorter.
 */
export function handles<C extends AnyCapability, Class extends HandlerClass<C>>(
  capability: C,
  Class: Class & WithCheckedCollaborators<Class>,
  more?: { readonly needs?: readonly Need[] },
): Operation<C>;
/**
 * Says how an adapter performs a capability:
 * `handles(candidates.addTag, { lane, routes, inject: { transport: TRANSPORT }, handle: (input, call, { transport }) => … })`.
 */
export function handles<C extends AnyCapability, I extends Inject = Record<never, never>>(
  capability: C,
  definition: OperationDefinition<C, I>,
): Operation<C>;
export function handles<C extends AnyCapability>(
  capability: C,
  given: RegisteredClass<HandlerFacts> | AnyDefinition,
  { needs }: { readonly needs?: readonly Need[] } = {},
): Operation<C> {
  if (typeof given !== "function") {
    return operation(capability, {
      ...(given.needs && { needs: given.needs }),
      ...(given.inject && { inject: given.inject }),
      performs: (method) => typeof given[method as "handle"] === "function",
      make: (parts) => handlerOf(given, parts),
    });
  }
  const { prototype } = given as { readonly prototype?: Readonly<Record<string, unknown>> };
  return operation(capability, {
    ...(needs && { needs }),
    ...(given.inject && { inject: given.inject }),
    performs: (method) => typeof prototype?.[method] === "function",
    make: (parts) => new (given as new (parts: Parts) => HandlerFacts)(parts),
  });
}

/**
 * Performs a capability as another operation does, except for what is given here. The functions get the inherited
 * handler as their last argument.
 */
export function overrides<C extends AnyCapability, I extends Inject = Record<never, never>>(
  inherited: Operation<C>,
  definition: OverrideDefinition<C, I>,
): Operation<C> {
  const given: AnyDefinition = definition;
  // In another lane the aggregator's models and actions are not what it needs.
  const needs = given.needs ?? (given.lane === undefined ? inherited.needs : undefined);
  const theirs = Object.entries(inherited.inject);
  return operation(inherited.capability, {
    ...(needs && { needs }),
    // Both may use one name for two collaborators.
    inject: { ...given.inject, ...Object.fromEntries(theirs.map(([name, of]) => [`inherited ${name}`, of])) },
    performs: (method) => typeof given[method as "handle"] === "function" || inherited.performs(method),
    make: (parts) => {
      const passedOn = Object.fromEntries(theirs.map(([name]) => [name, parts[`inherited ${name}`]]));
      return handlerOf(given, parts, inherited.make(passedOn));
    },
  });
}
