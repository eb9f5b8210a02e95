import type { ContainerModuleLoadOptions } from "inversify";

/** What a module gets: `bind`, `rebind`, `unbind`, `isBound`. They are inversify's. */
export type ModuleOptions = ContainerModuleLoadOptions;

/** Registers and replaces collaborators of one connection; inversify's `ContainerModule` is one, too. */
export interface Module {
  load(options: ModuleOptions): unknown;
}

/** A module of the application: `new ContainerModule(({ rebind }) => rebind(LOGGER).toConstantValue(mine))`. */
export class ContainerModule implements Module {
  readonly #load: (options: ModuleOptions) => unknown;

  constructor(load: (options: ModuleOptions) => unknown) {
    this.#load = load;
  }

  load(options: ModuleOptions): void {
    // What an arrow function happens to return is not of interest, except for a promise: `load` may not be async.
    const returned = this.#load(options);
    if (returned instanceof Promise) return returned as unknown as undefined;
  }
}
