import { z } from "zod/mini";
import { personal } from "../models/personal.ts";
import { link, visibleLine } from "../models/text-input.ts";
import { remoteFields } from "./remote-fields.ts";

/** A link to a result, such as that of an assessment, to be shown on a record in the ATS. */
export const resultLinkFields = {
  /** What people read, such as `Score: 93 %`. */
  label: personal(visibleLine(1000)),
  /** Where the result lies. */
  url: personal(link()),
  /** Single values of the result, for ATS that can show them as custom fields. */
  details: z.optional(
    z.strictObject({
      /** What the names of the fields begin with. */
      customFieldNamePrefix: z.string().check(z.minLength(1)),
      /** The values. */
      attributes: z.array(
        z.strictObject({
          /** What the value is called. */
          key: z.string().check(z.minLength(1)),
          /** The value. */
          value: personal(z.string()),
        }),
      ),
    }),
  ),
  remoteFields,
} as const;
