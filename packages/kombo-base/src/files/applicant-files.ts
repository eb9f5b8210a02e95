import { InvalidInput, type AttachmentCommand, type Call, type InputIssue } from "@anyats/core";
import type { Restrictions } from "../reading/attachment-restrictions.ts";
import type { ApplicantFiles, ApplicantInput, WireAnswer } from "../wire/applicant.ts";
import { prepareFile, toWireFiles } from "./to-wire-file.ts";

type Answer = NonNullable<ApplicantInput["screeningAnswers"]>[number];

async function toWireAnswer({ answer }: Answer, at: string, call: Call): Promise<WireAnswer> {
  if (typeof answer !== "object" || Array.isArray(answer)) return answer;
  const { type: _type, ...file } = (await prepareFile(answer, at, call)).wire;
  return file;
}

/**
 * Reads and checks the files that go with an applicant: attachments, and answers to screening questions.
 * @throws {InvalidInput} with every problem of every file.
 */
export async function applicantFiles(
  { attachments = [], screeningAnswers = [] }: ApplicantInput,
  command: AttachmentCommand,
  restrictions: Restrictions,
  call: Call,
): Promise<ApplicantFiles> {
  const issues: InputIssue[] = [];
  const collected = async <T>(read: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      issues.push(...error.issues);
      return undefined;
    }
  };
  const answers: { questionId: string; answer: WireAnswer }[] = [];
  for (const [index, given] of screeningAnswers.entries()) {
    const answer = await collected(() => toWireAnswer(given, `screeningAnswers[${index}].answer`, call));
    if (answer !== undefined) answers.push({ questionId: given.questionId, answer });
  }
  const files = await collected(() => toWireFiles(attachments, command, restrictions, call));
  if (issues.length > 0) throw new InvalidInput("The files", issues);
  return { attachments: files ?? [], answers };
}
