import type { Trial } from "../../contract-test.ts";
import { WorldFailed } from "../../world-failed.ts";
import type { ListChange } from "../../world.ts";

/**
 * Changes a list of the ATS where the ATS may refuse the change, as where it wants a name of its own for each entry.
 * @returns What the world says was made; `"never"` where that is not possible.
 */
export async function administered({ world }: Trial, change: ListChange) {
  try {
    return world.administer ? await world.administer(change) : "never";
  } catch (error) {
    if (error instanceof WorldFailed) return "never";
    throw error;
  }
}
