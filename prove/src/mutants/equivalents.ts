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

export const judgements: readonly Judgement[] = judged;

/** Whether a judgement is about a mutant. */
export const isAbout = (judgement: Judgement, { file, line, original, replacement }: Mutant): boolean =>
  file.endsWith(judgement.file) &&
  line.includes(judgement.line) &&
  (judgement.original === undefined || judgement.original === original) &&
  (judgement.replacement === undefined || judgement.replacement === replacement);

/** Why a mutant is equivalent to the original, where somebody judged so. */
export const equivalence = (mutant: Mutant): string | undefined =>
  judgements.find((judgement) => isAbout(judgement, mutant))?.because;
