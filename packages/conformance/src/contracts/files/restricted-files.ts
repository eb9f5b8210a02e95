import { AtsError, type AttachmentRestrictions, InvalidInput, isOffered } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { type Connected, connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, rewording } from "../../worlds/tapped.ts";
import { fileCalled } from "../pieces/files.ts";
import { entersSomebody, somebody } from "../pieces/samples.ts";
import { during, ending, isDeclared } from "../pieces/striking.ts";
import { openApplications } from "../pieces/targets.ts";
import { warningsOf } from "../pieces/warnings.ts";

const fileTypes = ["CV", "COVER_LETTER", "OTHER"] as const;
type FileType = (typeof fileTypes)[number];

interface Restrictions {
  readonly types: Readonly<
    Record<
      FileType,
      { readonly supported: boolean | null; readonly maxAmount: number | null; readonly maxFileBytes: number | null }
    >
  >;
}

/** What goes with an application, and where an issue is that concerns it. */
interface Refused {
  readonly what: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly at: string;
}

const broken = { name: "cv-4826.pdf", type: "CV", base64: "RGVhciBTaXIs*" } as const;
const misnamed = { name: "cv-4827.pdf", type: "CV", bytes: Buffer.from("\u0089PNG\r\n\u001a\n\0\0\0\rIHDR", "latin1") };

/** No more files and no larger ones are made than this. */
const [mostFiles, mostBytes] = [20, 30_000_000];

const mark = "%PDF-1.7\n";

/** What the ATS does not take of files, by its own restrictions. */
async function restricted(trial: Trial, on: Connected): Promise<readonly Refused[]> {
  const asked = "applications.getAttachmentRestrictions";
  if (!trial.claims.cells.some((cell) => cell.capability === asked && isOffered(cell))) return [];
  const { types } = (await on.call(asked, { command: trial.capability.id })) as Restrictions;
  return fileTypes.flatMap((type): Refused[] => {
    const { supported, maxAmount, maxFileBytes } = types[type];
    const given = (what: string, attachments: readonly object[]) => ({
      what,
      input: { attachments },
      at: "attachments",
    });
    const file = (nth: number) => fileCalled(`restricted-${4_828 + nth}.pdf`, type);
    if (supported === false) return [given(`a file of type ${type}`, [file(0)])];
    const isFew = maxAmount !== null && maxAmount < mostFiles;
    const many = isFew
      ? [
          given(
            `${maxAmount + 1} of ${type}`,
            Array.from({ length: maxAmount + 1 }, (_, nth) => file(nth)),
          ),
        ]
      : [];
    if (maxFileBytes === null || maxFileBytes > mostBytes) return many;
    const bytes = new Uint8Array(maxFileBytes + 1);
    bytes.set(new TextEncoder().encode(mark));
    return [...many, given(`${bytes.byteLength} bytes`, [{ name: "large-4829.pdf", type, bytes }])];
  });
}

interface Asking {
  readonly id: string;
  readonly status: string | null;
  readonly screeningQuestions?: readonly { readonly id: string; readonly type: string }[];
}

/** A job that asks for a file, where there is one, and the question. */
async function jobFor(trial: Trial) {
  const jobs = (await trial.stream("jobs.stream").toArray()) as unknown as readonly Asking[];
  const open = jobs.filter(({ status }) => status === "OPEN" || status === null);
  const asking = open.flatMap(({ id, screeningQuestions = [] }) =>
    screeningQuestions.filter(({ type }) => type === "FILE").map((question) => ({ job: id, questionId: question.id })),
  );
  return asking[0] ?? { job: open[0]?.id, questionId: undefined };
}

/** What it does not take is not taken either where a failure has passed that struck while it was looked up. */
async function restrictsAfterFailures(trial: Trial, applicant: object, { what, input }: Refused): Promise<void> {
  const { world, capability } = trial;
  await using on = await connectedTo(trial);
  const enter = (more: object) => ending(() => on.call(capability.id, { ...applicant, ...more }));
  await during(trial, "unavailable-for-ever", () => enter({ attachments: [fileCalled("letter-4838.pdf", "CV")] }));
  await world.trouble("none");
  const before = world.writes();
  const ended = await enter(input);
  if (isDeclared(ended) || warningsOf(ended).length > 0) return;
  assert.ok(AtsError.is(ended), `${what} was not rejected by a connection on which a call had failed before`);
  assert.equal(world.writes(), before, `${what} was written by a connection on which a call had failed before`);
}

/** What entering an application promises of the files that go with it. */
export const restrictedFilesPromise: ContractPromise = {
  promise: "rejects unreadable and restricted files of an application, before any write",
  rules: [
    {
      rule: "a failure to read what a command is checked with, such as the limits of files, is not kept",
      tried: "everything fails; then it gives a file that the ATS does not take",
    },
  ],
  applies: ({ capability }) => entersSomebody(capability),
  async run(trial) {
    const { job, questionId } = await jobFor(trial);
    if (job === undefined) return;
    await using on = await connectedTo(trial);
    const enter = (input: object) =>
      ending(() => on.call(trial.capability.id, { job, candidate: somebody(), ...input }));
    const whole = fileCalled("letter-4830.pdf", "COVER_LETTER");
    const answered = (file: object) => ({ screeningAnswers: [{ questionId, answer: file }] });
    const refused: readonly Refused[] = [
      { what: "an attachment that is not base64", input: { attachments: [whole, broken] }, at: "attachments[1]" },
      { what: "an attachment of another kind", input: { attachments: [misnamed, whole] }, at: "attachments[0]" },
      ...(questionId === undefined
        ? []
        : [{ what: "an answer that is not base64", input: answered(broken), at: "screeningAnswers[0].answer" }]),
      ...(await restricted(trial, on)),
    ];
    let before = trial.world.writes();
    for (const { what, input, at } of refused) {
      const ended = await enter(input);
      if (isDeclared(ended)) continue;
      // An ATS that takes the files one by one after the application may warn of what is missing.
      if (warningsOf(ended).length > 0) {
        before = trial.world.writes();
        continue;
      }
      assert.ok(AtsError.is(ended), `${what} was not rejected`);
      assert.equal(ended.fault, "caller", `${what}: ${ended.code} ${ended.message}`);
      if (ended instanceof InvalidInput)
        assert.ok(
          ended.issues.every(({ path }) => path.startsWith(at)),
          `${what}: the issues are at ${ended.issues.map(({ path }) => path).join(", ")}, and not at ${at}`,
        );
    }
    assert.equal(trial.world.writes(), before, "something was written");
    await restrictsAfterFailures(trial, { job, candidate: somebody() }, refused.at(-1)!);
    if (questionId === undefined) return;
    const ended = await enter(answered(fileCalled("answer-4831.pdf", "OTHER")));
    if (AtsError.is(ended) && !isDeclared(ended))
      assert.fail(`a file that answers a question was not taken: ${ended.code} ${ended.message}`);
  },
};

const [pdf, png] = ["application/pdf", "image/png"];

/** How an ATS may list the type of a PDF file, so that one is taken. */
const otherForms = [pdf.toUpperCase(), ` ${pdf} `, "application/*", "*/*", "application/x-pdf"];

/** How it may list other types alone: then a PDF file is not taken. */
const others = ["image/*", "application/rtf"];

/** What attaching a file promises of how the ATS lists the types that it takes. */
export const listedTypesPromise: ContractPromise = {
  promise: "takes a file whose type the ATS lists in another form, and none that it does not",
  rules: [
    {
      rule: "a type of files that the ATS lists counts in any case, under each of its names, and for all of its group as in `image/*`",
      tried: "it writes the type of a PDF file in other forms where the ATS lists it, and lists others alone",
    },
  ],
  applies: ({ capability }) => capability === "applications.addAttachment",
  async run(trial) {
    const asked = "applications.getAttachmentRestrictions";
    const fetch = fetchIn(trial.world.settings);
    const [application] = await openApplications(trial);
    if (!fetch || !application || !trial.offers(asked)) return;
    const input = { command: trial.capability.id };
    const shownOn = async (on: Pick<Connected, "call">) =>
      ((await on.call(asked, input)) as AttachmentRestrictions).types.OTHER.contentTypes;
    if (!(await shownOn(trial))?.includes(pdf)) return;
    for (const listed of [...otherForms, ...others]) {
      // One that lists the types of images stands for all of them.
      const way = rewording(fetch, (text) => (text === pdf ? listed : text === png ? "image/x-kit-4955" : text));
      await using on = await connectedTo(withFetch(trial, way));
      const shown = await shownOn(on);
      if (!shown?.some((type) => type.trim() === listed.trim())) return; // It comes in another way.
      const file = fileCalled(`listed-${listed.length}.pdf`, "OTHER");
      const before = trial.world.writes();
      const ended = await ending(() => on.call(trial.capability.id, { application: application.id, file }));
      const refused = ended instanceof InvalidInput && ended.issues.some(({ path }) => path.endsWith("contentType"));
      const what = `a PDF file, where the ATS lists ${shown.join(", ")}`;
      if (!others.includes(listed)) assert.ok(!refused, `${what}: it was refused as one of another type`);
      else if (!AtsError.is(ended)) assert.fail(`${what}: it was not refused`);
      else if (refused) assert.equal(trial.world.writes(), before, `${what}: something was written`);
    }
  },
};
