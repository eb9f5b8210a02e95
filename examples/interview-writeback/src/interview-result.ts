/** What an interview product knows when an interview is over. */
export interface InterviewResult {
  readonly applicationId: string;
  readonly passed: boolean;
  /** From 0 to 10. */
  readonly score: number;
  readonly summaryHtml: string;
  /** The transcript as a PDF. */
  readonly transcript: Uint8Array;
}

const pdf = (text: string) =>
  new TextEncoder().encode(`%PDF-1.4\n% ${text}\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n`);

/** Invented results: the first passes, the others do not. */
export function interview(applicationIds: readonly string[]): readonly InterviewResult[] {
  return applicationIds.map((applicationId, index) => ({
    applicationId,
    passed: index === 0,
    score: index === 0 ? 8.5 : 3,
    summaryHtml: `<p>Interviewed by phone, <b>${index === 0 ? "recommended" : "not recommended"}</b>.</p><ul><li>Shift work: yes</li><li>Own transport: ${index === 0 ? "yes" : "no"}</li></ul>`,
    transcript: pdf(`Transcript of the interview for application ${applicationId}`),
  }));
}
