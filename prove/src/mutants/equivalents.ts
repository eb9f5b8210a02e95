import judged from "./judged.json" with { type: "json" };
import type { Mutant } from "./mutant.ts";

/** A judgement: why a change of this text changes nothing for a caller. */
interface Judgement {
  /** The end of the file's path. */
  readonly file: string;
  /** A part of the line that it is on, so that the judgement stays with the line and not with its number. */
  readonly line: string;
  /** The text that is changed, and what it becomes; without them, every change of the line. */
  readonly original?: string;
  readonly replacement?: string;
  readonly because: string;
}

/** Why a mutant is equivalent to the original, where somebody judged so. */
export function equivalence({ file, line, original, replacement }: Mutant): string | undefined {
  const found = (judged as readonly Judgement[]).find(
    (each) =>
      file.endsWith(each.file) &&
      line.includes(each.line) &&
      (each.original === undefined || each.original === original) &&
      (each.replacement === undefined || each.replacement === replacement),
  );
  return found?.because;
}
