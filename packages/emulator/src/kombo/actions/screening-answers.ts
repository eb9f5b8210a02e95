import type { JobRow, ScreeningAnswer } from "../../world/rows.ts";
import type { QuestionFormat, ScreeningQuestionRow } from "../../world/smaller-rows.ts";
import type { World } from "../../world/world.ts";
import type { Warning } from "../envelope.ts";
import { invalid } from "../errors.ts";
import type { AnswerInput } from "./inputs.ts";
import { fileInput } from "./inputs.ts";

/**
 * The answers that are stored. An unknown question gives a warning; a question of a kind that takes no answer is
 * passed over in silence (both documented).
 * @throws {KomboFailure} when an answer does not fit its question.
 */
export function takeAnswers(
  world: World,
  job: Readonly<JobRow>,
  given: readonly AnswerInput[],
  warnings: Warning[],
): ScreeningAnswer[] {
  return given.flatMap(({ question_id, answer }) => {
    const question = job.screening_question_ids.includes(question_id)
      ? world.screeningQuestions.get(question_id)
      : undefined;
    if (!question?.format) {
      warnings.push({ message: `The screening question "${question_id}" was not found; its answer was ignored.` });
      return [];
    }
    const read = readAnswer(question, question.format, answer);
    if (read === undefined) return [];
    const { remote_id, title, format } = question;
    return [{ question: { remote_id, title: title ?? "", type: format.type }, answer: read }];
  });
}

/** The answer in the form in which it is read back; undefined when it cannot be read back. */
function readAnswer(
  question: Readonly<ScreeningQuestionRow>,
  format: QuestionFormat,
  answer: unknown,
): Record<string, unknown> | undefined {
  const wrong = () => invalid(`screening_question_answers: not an answer to "${question.title}"`);
  switch (format.type) {
    case "TEXT":
      if (typeof answer !== "string") throw wrong();
      return { content: answer };
    case "NUMBER":
      if (typeof answer !== "number") throw wrong();
      return { number: answer };
    case "BOOLEAN":
      if (typeof answer !== "boolean") throw wrong();
      return { checked: answer };
    case "DATE":
      if (typeof answer !== "string" || Number.isNaN(Date.parse(answer))) throw wrong();
      return { date: new Date(answer).toISOString() };
    case "SINGLE_SELECT": {
      const option = format.options.find(({ id }) => id === answer);
      if (!option) throw wrong();
      return { choice: option.name };
    }
    case "MULTI_SELECT": {
      const chosen = format.options.filter(({ id }) => Array.isArray(answer) && answer.includes(id));
      if (!Array.isArray(answer) || chosen.length !== answer.length) throw wrong();
      return { choices: chosen.map(({ name }) => name) };
    }
    case "FILE":
      if (!fileInput.safeParse(answer).success) throw wrong();
      return undefined;
    default:
      return undefined;
  }
}
