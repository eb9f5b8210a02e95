import type { Adapter } from "../adapter/adapter.ts";
import { directly, type Dependency, type Inject, type Token } from "../adapter/injection.ts";
import type { ModuleOptions } from "../adapter/module.ts";
import { AdapterDefinitionError } from "../errors/index.ts";
import { nameOf, type Parts } from "./parts.ts";

type Values = Readonly<Record<string, unknown>>;

/** How a part is made. Shared by all connections of an adapter, or of one connection. */
export interface Recipe {
  readonly inject: Inject;
  make(values: Values, registry?: Registry): unknown;
}

interface Binding {
  readonly recipe: Recipe;
  transient: boolean;
  made: boolean;
  making: boolean;
  value: unknown;
  deactivate: ((value: unknown) => unknown) | undefined;
}

function bindingOf(recipe: Recipe, transient: boolean, made = false, value?: unknown): Binding {
  return { recipe, transient, made, making: false, value, deactivate: undefined };
}

const nothing: Inject = {};
const constant: Recipe = { inject: nothing, make: () => undefined };

/** Thrown by a registration that takes more than a plain binding: inversify's own container then does it. */
export class BeyondPlainBindings extends Error {}

const beyond = (): never => {
  throw new BeyondPlainBindings();
};

interface Resolvable {
  readonly serviceIdentifier: Token<unknown>;
  readonly isMultiple?: boolean;
  readonly optional?: boolean;
}

function dependency(given: Token<unknown> | Resolvable): Dependency {
  if (typeof given !== "object") return given;
  const { serviceIdentifier: token, isMultiple, optional } = given;
  if (isMultiple) return { all: token };
  return optional ? { maybe: token } : token;
}

/** What follows `bind(token)`, for plain bindings. */
class Fluent {
  readonly #add: (binding: Binding) => void;

  constructor(add: (binding: Binding) => void) {
    this.#add = add;
  }

  #bind(binding: Binding): object {
    this.#add(binding);
    return new Scope(binding);
  }

  [directly](inject: Inject, make: (values: Values) => unknown): object {
    return this.#bind(bindingOf({ inject, make }, true));
  }

  toConstantValue(value: unknown): object {
    return this.#bind(bindingOf(constant, false, true, value));
  }

  toDynamicValue(builder: (context: object) => unknown): object {
    const make = (_values: Values, registry?: Registry) =>
      builder({
        get: (token: Token<unknown>, how?: Pick<Resolvable, "optional">) =>
          how?.optional ? registry?.maybe(token) : registry?.get(token),
        getAll: registry?.all.bind(registry),
      });
    return this.#bind(bindingOf({ inject: nothing, make }, true));
  }

  toResolvedValue(
    factory: (...values: unknown[]) => unknown,
    given: readonly (Token<unknown> | Resolvable)[] = [],
  ): object {
    const inject = Object.fromEntries(given.map((each, index) => [String(index), dependency(each)]));
    const make = (values: Values) => factory(...given.map((_each, index) => values[String(index)]));
    return this.#bind(bindingOf({ inject, make }, true));
  }

  toService(token: Token<unknown>): void {
    this.#bind(bindingOf({ inject: { it: token }, make: ({ it }) => it }, true));
  }

  readonly to = beyond;
  readonly toSelf = beyond;
  readonly toFactory = beyond;
}

/** What follows `bind(token).to…()`. */
class Scope {
  readonly #binding: Binding;

  constructor(binding: Binding) {
    this.#binding = binding;
  }

  inSingletonScope(): this {
    this.#binding.transient = false;
    return this;
  }

  inTransientScope(): this {
    this.#binding.transient = true;
    return this;
  }

  onDeactivation(deactivate: (value: unknown) => unknown): this {
    this.#binding.deactivate = deactivate;
    return this;
  }
}
const kin = ["AnyAncestor", "NoAncestor", "NoParent", "Parent"];
const conditions = ["", "Default", "Named", "Tagged"].concat(
  kin.flatMap((of) => ["", "Is", "Named", "Tagged"].map((how) => of + how)),
);
for (const name of ["inRequestScope", "onActivation", "getIdentifier", ...conditions.map((when) => `when${when}`)])
  Object.assign(Scope.prototype, { [name]: beyond });

/**
 * The parts of one connection. It takes inversify's registrations as far as they are plain (values, classes by
 * `toClass`, resolved and dynamic values, scopes); an adapter's own handlers come from a table that all its connections
 * share. So a connection costs what differs: its values, and the parts that it used.
 */
export class Registry implements Parts {
  readonly #adapter: Adapter;
  readonly #shared: ReadonlyMap<Token<unknown>, Recipe>;
  readonly #defaults: ReadonlyMap<Token<unknown>, Recipe>;
  readonly #own = new Map<Token<unknown>, Binding[]>();
  readonly #ofShared = new Map<Token<unknown>, Binding[]>();

  constructor(
    adapter: Adapter,
    shared: ReadonlyMap<Token<unknown>, Recipe>,
    defaults: ReadonlyMap<Token<unknown>, Recipe>,
  ) {
    this.#adapter = adapter;
    this.#shared = shared;
    this.#defaults = defaults;
  }

  /** Binds a value in place of what was there. */
  set<T>(token: Token<T>, value: T): void {
    this.#own.set(token, [bindingOf(constant, false, true, value)]);
  }

  /** Lets the table that connections share speak again for these tokens. */
  forget(tokens: ReadonlySet<Token<unknown>>): void {
    for (const token of this.#own.keys()) if (tokens.has(token)) this.#own.delete(token);
  }

  /** What modules register with. */
  options(): ModuleOptions {
    const fluent = (token: Token<unknown>) =>
      new Fluent((binding) => this.#own.set(token, [...this.#bindings(token, true), binding]));
    const unbind = (token: Token<unknown>) => {
      if (typeof token === "object") beyond();
      // Of a default, modules know nothing: it stays until they bind something in its place.
      if (this.#defaults.has(token)) this.#own.delete(token);
      else this.#own.set(token, []);
    };
    const options = {
      bind: fluent,
      rebind: (token: Token<unknown>) => {
        unbind(token);
        return fluent(token);
      },
      unbind,
      isBound: (token: Token<unknown>) => this.#bindings(token, true).length > 0,
      onActivation: beyond,
      onDeactivation: beyond,
      rebindAsync: beyond,
      unbindAsync: beyond,
    };
    return options as unknown as ModuleOptions;
  }

  get<T>(token: Token<T>): T {
    const [binding, another] = this.#bindings(token);
    if (!binding || another) throw this.#unbound("a module", token, another !== undefined);
    return this.#made(token, binding) as T;
  }

  maybe<T>(token: Token<T>): T | undefined {
    return this.isBound(token) ? this.get(token) : undefined;
  }

  all<T>(token: Token<T>): readonly T[] {
    return this.#bindings(token).map((binding) => this.#made(token, binding) as T);
  }

  isBound(token: Token<unknown>): boolean {
    return this.#bindings(token).length > 0;
  }

  /** Follows what a part requires, without making anything. @throws {AdapterDefinitionError} when something is missing. */
  check(token: Token<unknown>, what: string, seen = new Set<Token<unknown>>()): void {
    if (seen.has(token)) return;
    seen.add(token);
    for (const { recipe } of this.#bindings(token))
      for (const wanted of Object.values(recipe.inject)) {
        const optional = typeof wanted === "object";
        const several = optional && "all" in wanted;
        const of = !optional ? wanted : "all" in wanted ? wanted.all : wanted.maybe;
        const found = this.#bindings(of).length;
        if ((found === 0 && !optional) || (found > 1 && !several)) throw this.#unbound(what, of, found > 1);
        this.check(of, what, seen);
      }
  }

  async close(): Promise<void> {
    const all = [...this.#own.values(), ...this.#ofShared.values()].flat();
    const failures: unknown[] = [];
    for (const binding of all) {
      const { made, value, deactivate } = binding;
      binding.deactivate = undefined;
      try {
        if (made) await deactivate?.(value);
      } catch (thrown) {
        failures.push(thrown); // It keeps no other from being put away.
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  /** @param toModules As modules see it: of a default they know nothing, and binding it replaces it. */
  #bindings(token: Token<unknown>, toModules = false): readonly Binding[] {
    const own = this.#own.get(token) ?? this.#ofShared.get(token);
    if (own) return own;
    const recipe = this.#shared.get(token) ?? (toModules ? undefined : this.#defaults.get(token));
    if (!recipe) return [];
    const bindings = [bindingOf(recipe, false)];
    if (!toModules) this.#ofShared.set(token, bindings);
    return bindings;
  }

  #wanted(wanted: Dependency): unknown {
    if (typeof wanted !== "object") return this.get(wanted);
    return "all" in wanted ? this.all(wanted.all) : this.maybe(wanted.maybe);
  }

  #made(token: Token<unknown>, binding: Binding): unknown {
    if (binding.made) return binding.value;
    if (binding.making) throw this.#circular(token);
    binding.making = true;
    try {
      const { recipe } = binding;
      const values: Record<string, unknown> = {};
      // With `in`, V8 optimises this again and again: it stumbles over each other shape.
      for (const name of Object.keys(recipe.inject)) values[name] = this.#wanted(recipe.inject[name]!);
      const value = recipe.make(values, this);
      if (value instanceof Promise) throw this.#asynchronous(token);
      binding.made = !binding.transient;
      if (binding.made) binding.value = value;
      return value;
    } finally {
      binding.making = false;
    }
  }

  #unbound(what: string, token: Token<unknown>, several: boolean): AdapterDefinitionError {
    return several
      ? new AdapterDefinitionError(
          this.#adapter.id,
          `${what} requires "${nameOf(token)}", which has more than one binding`,
          "Replace a binding with `rebind`, or ask for every one with `all`.",
        )
      : new AdapterDefinitionError(
          this.#adapter.id,
          `${what} requires "${nameOf(token)}", which has no binding`,
          "Bind it in `bindings` or in a module, or ask for it with `maybe`.",
        );
  }

  #circular(token: Token<unknown>): AdapterDefinitionError {
    return new AdapterDefinitionError(
      this.#adapter.id,
      `"${nameOf(token)}" requires itself`,
      "Break the circle: let one of the two take what it needs as an argument.",
    );
  }

  #asynchronous(token: Token<unknown>): AdapterDefinitionError {
    return new AdapterDefinitionError(
      this.#adapter.id,
      `"${nameOf(token)}" is made asynchronously`,
      "Make it before `connect` and bind it with `toConstantValue`.",
    );
  }
}
