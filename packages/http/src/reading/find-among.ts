import {
  phoneMatcher,
  type Candidate,
  type candidates,
  type InputOf,
  type OutputOf,
  type PageContent,
  type PhoneGrade,
} from "@anyats/core";

type Capability = typeof candidates.find;

/** The grade of a candidate that was found by other details. */
const certain: readonly PhoneGrade[] = ["same"];

/** How candidates are looked for. */
export interface FindAmong {
  readonly input: InputOf<Capability>;
  /** The candidates that the server gives, page by page: those that its own filters leave. */
  readonly pages: AsyncIterable<PageContent<Candidate>>;
  /** Whether a candidate meets the details that the server did not filter by. The phone number is compared here. */
  readonly meets?: (candidate: Candidate) => boolean;
  /** Whether anything had to be compared here that the server cannot filter by. */
  readonly comparedHere: boolean;
  readonly defaultCountry?: string | undefined;
}

/** Finds candidates among those that a server gives. Phone numbers are compared by their numbering plans. */
export async function findAmong({
  input,
  pages,
  meets,
  comparedHere,
  defaultCountry,
}: FindAmong): Promise<OutputOf<Capability>> {
  const { phone, limit, compareAtMost } = input;
  const gradeOf = phone === undefined ? undefined : await phoneMatcher(phone, { defaultCountry });
  const same: Candidate[] = [];
  const perhaps: Candidate[] = [];
  let compared = 0;
  let complete = true;
  const seen = new Set<string>();
  for await (const { records: read } of pages) {
    const records = comparedHere ? read.slice(0, compareAtMost - compared) : read;
    compared += records.length;
    for (const record of records) {
      // A list that changes while it is read may give a candidate twice.
      if (seen.has(record.id)) continue;
      seen.add(record.id);
      if (meets && !meets(record)) continue;
      const grades = gradeOf ? record.phoneNumbers.map(({ number }) => gradeOf(number)) : certain;
      if (grades.includes("same")) same.push(record);
      // A certain match may come later, so the others do not end the search; one beyond the limit tells that it cut.
      else if (grades.includes("perhaps") && perhaps.length <= limit) perhaps.push(record);
    }
    if (same.length >= limit || (comparedHere && compared >= compareAtMost)) {
      complete = false;
      break;
    }
  }
  const found = [...same, ...perhaps].slice(0, limit);
  return {
    candidates: found,
    phoneMatches: gradeOf
      ? found.map(({ id }, index) => ({ candidateId: id, grade: index < same.length ? "same" : "perhaps" }))
      : [],
    how: comparedHere ? "compared-here" : "filtered-by-the-server",
    compared: comparedHere ? compared : 0,
    complete: complete && same.length + perhaps.length <= limit,
  };
}
