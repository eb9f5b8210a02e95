import { z } from "zod/mini";
import type * as records from "./records.generated.ts";

/**
 * HTML from the ATS, to be sanitised before it is shown.
 *
 * HTML that came out of an ATS. Anyone who can write a job description or apply for a job can write it, so it is no
 * string: it must pass a sanitiser before it is shown.
 */
export const UntrustedHtml = z.object({
  /** The HTML as it came. Sanitise it before you show it. */
  untrustedHtml: z.string(),
});
export interface UntrustedHtml extends records.UntrustedHtmlRecord {}
