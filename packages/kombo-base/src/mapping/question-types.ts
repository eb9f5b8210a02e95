/** The types of screening questions, of jobs and in answers. */
export const questionTypes: ReadonlySet<string> = new Set([
  "TEXT",
  "NUMBER",
  "FILE",
  "SINGLE_SELECT",
  "MULTI_SELECT",
  "BOOLEAN",
  "DATE",
  "INFORMATION",
  "UNKNOWN",
]);
