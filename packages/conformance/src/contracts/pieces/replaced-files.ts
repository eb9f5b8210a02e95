import type { Trial } from "../../contract-test.ts";
import { WorldFailed } from "../../world-failed.ts";
import { asStored } from "./files.ts";
import { unlessRefused } from "./striking.ts";

/** What a replaced file keeps: its id, where the adapter lists files, and the time at which it came, where the world says it. */
async function keptOf(trial: Trial, candidate: string, name: string) {
  const stored = (await trial.world.files("candidate", candidate)).map(asStored).filter((each) => each.name === name);
  const query = "candidates.listAttachments";
  const all = trial.offers(query) ? await unlessRefused(() => trial.call(query, { candidate })) : undefined;
  const files = (all ?? []) as unknown as readonly { readonly id: string; readonly fileName: string | null }[];
  const listed = files.filter(({ fileName }) => fileName === name);
  const ofOne = <T>([one, ...others]: readonly T[]) => (others.length === 0 ? one : undefined);
  return { id: ofOne(listed)?.id, "creation time": ofOne(stored)?.createdAt };
}

/** Somebody replaces a file of a candidate. @returns Whether that can be. @throws {WorldFailed} where another file came in its place. */
export async function replacesInPlace(trial: Trial, candidate: string, name: string): Promise<boolean> {
  const { world } = trial;
  if (!world.replaceFile) return false;
  const before = await keptOf(trial, candidate, name);
  if ((await world.replaceFile(candidate, name)) === "never") return false;
  const after = await keptOf(trial, candidate, name);
  for (const what of ["id", "creation time"] as const)
    if (before[what] !== after[what])
      throw new WorldFailed(
        `replaceFile("${candidate}", "${name}")`,
        `gave the file another ${what} (${before[what]}, then ${after[what]}): change the content and the time of the last change alone, or return "never" where the ATS cannot replace a file in place`,
      );
  return true;
}
