import { AssertionError } from "node:assert";

/** The world lacks what a promise needs. A live account leaves such a promise untried; in any other world it fails. */
export class WorldLacks extends AssertionError {
  constructor(what: string) {
    super({ message: what });
    this.name = "WorldLacks";
  }
}

/** The world has what the promise needs: enough records, or one with a certain field. @throws {WorldLacks} */
export function worldHas(what: unknown, otherwise: string): asserts what {
  if (!what) throw new WorldLacks(otherwise);
}
