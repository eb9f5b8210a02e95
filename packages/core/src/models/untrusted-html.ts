import { z } from "zod";

/**
 * HTML that came out of an ATS. Anyone who can write a job description or apply for a job can write it, so it is no
 * string: it must pass a sanitiser before it is shown.
 */
export const UntrustedHtml = z
  .object({ untrustedHtml: z.string() })
  .describe("HTML from the ATS, to be sanitised before it is shown.");
export type UntrustedHtml = Readonly<z.output<typeof UntrustedHtml>>;
