import type { BindInWhenOnFluentSyntax, BindToFluentSyntax, ServiceIdentifier } from "inversify";

/** The name under which a collaborator is bound in a connection's container. */
export type Token<T> = ServiceIdentifier<T>;

/** One collaborator, every one bound under a token (`all`), or one that may be absent (`maybe`). */
export type Dependency = Token<unknown> | { readonly all: Token<unknown> } | { readonly maybe: Token<unknown> };

/** What a class asks for: a bag of named collaborators, so that a subclass can add to it. */
export type Inject = Readonly<Record<string, Dependency>>;

/** The bag that the constructor gets for what the class asks for. */
export type Injected<I> = {
  readonly [Name in keyof I]: I[Name] extends { readonly all: Token<infer T> }
    ? readonly T[]
    : I[Name] extends { readonly maybe: Token<infer T> }
      ? T | undefined
      : I[Name] extends Token<infer T>
        ? T
        : never;
};

/** Makes the name of a collaborator. The same name gives the same token, also across copies of a package. */
export function token<T>(name: string): Token<T> {
  return Symbol.for(`anyats/${name}`) as Token<T>;
}

/** Asks for every collaborator that is bound under a token. */
export function all<T>(of: Token<T>): { readonly all: Token<T> } {
  return { all: of };
}

/** Asks for a collaborator that may be absent. */
export function maybe<T>(of: Token<T>): { readonly maybe: Token<T> } {
  return { maybe: of };
}

interface Resolvable {
  readonly serviceIdentifier: Token<unknown>;
  readonly isMultiple?: true;
  readonly optional?: true;
}

function resolvable(dependency: Dependency): Resolvable {
  if (typeof dependency === "object" && "all" in dependency)
    return { serviceIdentifier: dependency.all, isMultiple: true };
  if (typeof dependency === "object" && "maybe" in dependency)
    return { serviceIdentifier: dependency.maybe, optional: true };
  return { serviceIdentifier: dependency };
}

/** A class as the container sees it; what it takes was checked where it was registered. */
export interface RegisteredClass<T> {
  readonly inject?: Inject;
  new (collaborators: never): T;
}

/**
 * Binds a token to a class. Unlike inversify's own `to`, the constructor's collaborators are inherited by subclasses,
 * and decorators are not needed.
 * @param made Called with each instance that is made.
 */
export function toClass<T, Instance extends T>(
  binding: BindToFluentSyntax<T>,
  Class: RegisteredClass<Instance>,
  made?: (instance: Instance) => void,
): BindInWhenOnFluentSyntax<T> {
  return toMade(binding, Class.inject ?? {}, (collaborators) => {
    const instance = new (Class as new (collaborators: unknown) => Instance)(collaborators);
    made?.(instance);
    return instance;
  });
}

/** By this, `toMade` hands its bag to a registry that takes it as it is, without a list of positions between. */
export const directly: unique symbol = Symbol.for("anyats/directly") as never;

/** Binds a token to what a function makes out of named collaborators. */
export function toMade<T>(
  binding: BindToFluentSyntax<T>,
  inject: Inject,
  make: (collaborators: Readonly<Record<string, unknown>>) => T,
): BindInWhenOnFluentSyntax<T> {
  const direct = (binding as { [directly]?: (inject: Inject, make: unknown) => BindInWhenOnFluentSyntax<T> })[directly];
  if (direct) return direct.call(binding, inject, make);
  const names = Object.keys(inject);
  const construct = (...values: unknown[]): T =>
    make(Object.fromEntries(names.map((name, index) => [name, values[index]])));
  const dependencies = Object.values(inject).map(resolvable);
  return binding.toResolvedValue<unknown[]>(construct, dependencies as never);
}
