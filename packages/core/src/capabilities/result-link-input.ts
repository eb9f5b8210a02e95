import { z } from "zod";
import { personal } from "../models/personal.ts";
import { link, visibleLine } from "../models/text-input.ts";
import { remoteFields } from "./remote-fields.ts";

/** A link to a result, such as that of an assessment, to be shown on a record in the ATS. */
export const resultLinkFields = {
  label: personal(visibleLine(1000)).describe("What people read, such as `Score: 93 %`."),
  url: personal(link()).describe("Where the result lies."),
  details: z
    .strictObject({
      customFieldNamePrefix: z.string().min(1).describe("What the names of the fields begin with."),
      attributes: z.array(z.strictObject({ key: z.string().min(1), value: personal(z.string()) })),
    })
    .optional()
    .describe("Single values of the result, for ATS that can show them as custom fields."),
  remoteFields,
} as const;
