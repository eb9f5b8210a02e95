import type { Attachment } from "@anyats/core";

/** What ATS call the type of a résumé, in capital letters without marks. */
const words = new Set(["CV", "RESUME", "CURRICULUM", "CURRICULUMVITAE"]);

/** The longest type that is looked at. */
const longest = 100;

function isResume({ type }: Attachment): boolean {
  const word = (type ?? "")
    .slice(0, longest)
    .normalize("NFKD")
    .toUpperCase()
    .replaceAll(/[^A-Z]/g, "");
  return words.has(word);
}

/** When a file was changed last, as far as the ATS says it. */
const changed = ({ createdAt, updatedAt }: Attachment): string => [createdAt ?? "", updatedAt ?? ""].toSorted().at(-1)!;

/** The résumé that was created or updated last; `null` when there is none. */
export function newestResume(files: readonly Attachment[]): Attachment | null {
  let newest: Attachment | null = null;
  for (const file of files) if (isResume(file) && (newest === null || changed(file) >= changed(newest))) newest = file;
  return newest;
}
