import { Container, ContainerModule } from "inversify";
import { lineage, type Adapter } from "../adapter/adapter.ts";
import { handlerToken } from "../adapter/handler.ts";
import { toMade, type Token } from "../adapter/injection.ts";
import type { ModuleOptions } from "../adapter/module.ts";
import { AdapterDefinitionError, AtsError, UnexpectedFailure } from "../errors/index.ts";
import { decidedBy, madeFor, type Recipe } from "./handler-table.ts";
import { nameOf, type Parts } from "./parts.ts";

/**
 * The parts of a connection out of inversify's own container: for modules that bind decorated classes, conditions or
 * activations. Costs more than the registry, and does the same.
 */
export class ContainerParts implements Parts {
  readonly #adapter: Adapter;
  readonly #container = new Container();
  readonly #defaults: ReadonlyMap<Token<unknown>, Recipe>;
  /** What was bound, to be put away. */
  readonly #bound = new Set<Token<unknown>>();

  constructor(adapter: Adapter, defaults: ReadonlyMap<Token<unknown>, Recipe>) {
    this.#adapter = adapter;
    this.#defaults = defaults;
  }

  set<T>(token: Token<T>, value: T): void {
    this.#bound.add(token);
    this.#container.rebind(token).toConstantValue(value);
  }

  loadAdapter(): void {
    for (const adapter of lineage(this.#adapter)) this.load((options) => register(adapter, options));
  }

  load(register: (options: ModuleOptions) => void): void {
    const noted =
      <Bind extends (token: never) => unknown>(bind: Bind) =>
      (token: Parameters<Bind>[0]) => {
        this.#bound.add(token);
        return bind(token);
      };
    this.#container.load(
      new ContainerModule((options) =>
        register({ ...options, bind: noted(options.bind), rebind: noted(options.rebind) } as ModuleOptions),
      ),
    );
  }

  bindDefaults(): void {
    for (const [token, { inject, make }] of this.#defaults)
      if (!this.#container.isBound(token))
        toMade(this.#container.bind(token), inject, (values) => make(values)).inSingletonScope();
  }

  get<T>(token: Token<T>): T {
    try {
      return this.#container.get(token);
    } catch (thrown) {
      throw this.#error(token, thrown);
    }
  }

  maybe<T>(token: Token<T>): T | undefined {
    return this.isBound(token) ? this.get(token) : undefined;
  }

  all<T>(token: Token<T>): readonly T[] {
    try {
      return this.#container.getAll(token, { optional: true });
    } catch (thrown) {
      throw this.#error(token, thrown);
    }
  }

  isBound(token: Token<unknown>): boolean {
    return this.#container.isBound(token);
  }

  async close(): Promise<void> {
    // One by one: inversify's own way stops at the first that fails, and leaves the others open.
    const ends = [...this.#bound].map(async (token) => {
      if (this.#container.isBound(token)) await this.#container.unbindAsync(token);
    });
    for (const end of await Promise.allSettled(ends)) if (end.status === "rejected") throw end.reason;
  }

  /** In our words: the container's messages name classes and paths of its own. */
  #error(token: Token<unknown>, thrown: unknown): AtsError {
    if (AtsError.is(thrown)) return thrown;
    if ((thrown as { constructor?: { name?: string } } | undefined)?.constructor?.name !== "InversifyCoreError")
      return new UnexpectedFailure(thrown, false);
    return new AdapterDefinitionError(
      this.#adapter.id,
      `"${nameOf(token)}" cannot be made: something that it requires has no binding, or more than one`,
      "Bind what it requires in `bindings` or in a module; replace a binding with `rebind`.",
    );
  }
}

function register(adapter: Adapter, options: ModuleOptions): void {
  adapter.bindings?.(options);
  for (const handler of decidedBy(adapter)) if (options.isBound(handler)) options.unbind(handler);
  for (const [id, operation] of Object.entries(adapter.operations))
    toMade(options.bind(handlerToken(id)), operation.inject, madeFor(adapter, operation)).inSingletonScope();
}
