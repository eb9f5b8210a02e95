import type { QuestionFormat, QuestionOption, ScreeningQuestionRow } from "../world/smaller-rows.ts";
import type { World } from "../world/world.ts";
import { timestamp } from "./dates.ts";
import type { Source } from "./people.ts";

/** One question of every format; some are for equal-opportunity reports, one depends on another. */
export function seedScreeningQuestions({ world, calendar }: Source): ScreeningQuestionRow[] {
  const shiftOptions = options(world, "5003", ["Days", "Nights", "Weekends"]);
  const formats: readonly (readonly [string, QuestionFormat, Partial<ScreeningQuestionRow>?])[] = [
    ["Why this job?", { type: "TEXT", display_type: "MULTI_LINE", max_length: 2_000 }],
    ["Years of experience", { type: "NUMBER", display_type: "FIELD", min: 0, max: 60 }],
    ["Preferred shift", { type: "SINGLE_SELECT", display_type: "RADIO", options: shiftOptions }, { required: true }],
    ["Licences", { type: "MULTI_SELECT", options: options(world, "5004", ["CDL-A", "RN", "CNA"]) }],
    ["Are you authorised to work in the US?", { type: "BOOLEAN" }, { required: true }],
    ["Earliest start", { type: "DATE" }],
    [
      "Proof of certification",
      { type: "FILE", accepted_mime_types: ["application/pdf"], max_file_size_bytes: 5_000_000 },
    ],
    ["<p>We are an equal opportunity employer.</p>", { type: "INFORMATION" }, { required: null }],
    [
      "Ethnicity",
      {
        type: "SINGLE_SELECT",
        display_type: "DROPDOWN",
        options: options(world, "5009", ["I do not wish to answer", "Other"]),
      },
      { category: "EEO" },
    ],
    ["Signature", { type: "UNKNOWN", raw_question: { widget: "signature-pad", version: 2 } }],
    [
      "Which nights?",
      { type: "TEXT", display_type: "SINGLE_LINE", max_length: 100 },
      { precondition_question_id: world.id("5003"), precondition_options: [shiftOptions[1]?.id ?? ""] },
    ],
  ];
  return formats.map(([title, format, more], index) => {
    const remoteId = String(5_001 + index);
    return world.screeningQuestions.insert({
      id: world.id(remoteId),
      remote_id: remoteId,
      changed_at: timestamp(calendar.ago(500)),
      remote_deleted_at: null,
      title,
      description: index % 3 === 0 ? "<p>Please be <em>brief</em>.</p>" : null,
      format,
      category: null,
      index,
      required: false,
      precondition_question_id: null,
      precondition_options: null,
      ...more,
    });
  });
}

function options(world: World, questionRemoteId: string, names: readonly string[]): QuestionOption[] {
  return names.map((name, index) => {
    const remoteId = `${questionRemoteId}-${index + 1}`;
    return { id: world.id(remoteId), remote_id: remoteId, name };
  });
}
