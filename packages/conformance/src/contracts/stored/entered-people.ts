import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { setImmediate } from "node:timers/promises";
import type { ContractPromise } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import type { WorldRecord } from "../../world.ts";
import { fetchIn, noting } from "../../worlds/tapped.ts";
import { isAbsentOf } from "../pieces/absent-fields.ts";
import { fileCalled } from "../pieces/files.ts";
import { blames, noneWritten } from "../pieces/none-written.ts";
import { type Created, heldById } from "../pieces/receipts.ts";
import { file, somebody } from "../pieces/samples.ts";
import { isFilled } from "../pieces/schema-paths.ts";
import { stageOfAnotherJob } from "../pieces/stages.ts";
import { assertStored } from "../pieces/stored-files.ts";
import { ending, unlessRefused } from "../pieces/striking.ts";
import { openJob, openJobs } from "../pieces/targets.ts";
import { leavesOut } from "../pieces/warnings.ts";

/** The values of a field that the ATS holds of a person, as one text in which what was given can be looked for. */
const textOf = (record: WorldRecord) => JSON.stringify(record);

interface Question {
  readonly id: string;
  readonly remoteId: string | null;
  readonly type: string;
  readonly min: number | null;
  readonly max: number | null;
  readonly options: readonly { readonly id: string; readonly name: string | null }[];
}

/** An answer as it is given, and as the ATS then holds it; a file and what nobody knows is not answered. */
function answerTo({ type, options, min, max }: Question): { given: unknown; kept: unknown } | undefined {
  const same = (given: unknown) => ({ given, kept: given });
  const [first, last] = [options[0], options.at(-1)];
  switch (type) {
    case "TEXT":
      return same('Ærlig: 1 < 2 & "så"');
    case "NUMBER":
      return same(max ?? min ?? 7);
    case "BOOLEAN":
      return same(false);
    case "DATE":
      return same("2028-02-29");
    case "SINGLE_SELECT":
      return last && { given: last.id, kept: last.name };
    case "MULTI_SELECT":
      return first && last && first !== last
        ? { given: [first.id, last.id], kept: [first.name, last.name] }
        : undefined;
    default:
      return undefined;
  }
}

/** Bytes that come later than those of a file that is there. */
async function* later(base64: string): AsyncGenerator<Uint8Array> {
  await setImmediate();
  yield Buffer.from(base64, "base64");
}

/** What commands that enter somebody promise of what the ATS then holds. */
export const enteredPeoplePromises: readonly ContractPromise[] = [
  {
    promise: "stores each detail of the person, and gives the ids that the ATS gave",
    ofVersions: "each",
    rules: [
      {
        rule: "the digits of an extension are not sent as digits of the number",
        tried: "it enters a person with `ext. 789`; what the ATS makes of it is its own affair",
      },
    ],
    async run(trial) {
      const job = await openJob(trial);
      const candidate = {
        ...somebody(),
        additionalEmails: [{ type: "WORK", address: "second-4734@example.com" }],
        phone: "+47 22 12 34 56",
        additionalPhones: [{ type: "PERSONAL", number: "+33 1 42 68 53 00" }],
        company: "Smith & Sons 4735",
        title: "Forklift driver 4736",
        location: {
          country: "NO",
          city: "Ålesund-4737",
          state: "Møre-4740",
          street1: "Kongens gate 4738",
          zipCode: "6002-4739",
        },
        socialLinks: ["https://www.linkedin.com/in/asa-4740"],
      };
      // With an extension, whose digits do not belong to the number. An ATS may refuse it, or join them itself.
      const extended = { ...candidate, phone: `${candidate.phone} ext. 789` };
      const fetch = fetchIn(trial.world.settings);
      const way = fetch && noting(fetch);
      await using on = await connectedTo(way ? withFetch(trial, way.fetch) : trial);
      const enter = (person: object) => ending(() => on.call(trial.capability.id, { job, candidate: person }));
      const first = await enter(extended);
      const sent = (way?.taken() ?? "").replaceAll(/[\s().-]/g, "");
      assert.ok(!sent.includes("22123456789"), "phone: the digits of the extension were sent as part of the number");
      const isRefused = AtsError.is(first) && first.fault === "caller";
      const answer = (isRefused ? await enter(candidate) : first) as Created;
      if (AtsError.is(answer)) throw answer;
      const application = await heldById(trial, "applications", answer.applicationId);
      assert.deepEqual(
        [application["jobId"], application["candidateId"]],
        [job, answer.candidateId ?? application["candidateId"]],
        "the application's job and candidate",
      );
      const person = await heldById(trial, "candidates", answer.candidateId ?? (application["candidateId"] as string));
      assert.equal(
        answer.remoteId,
        (trial.capability.id === "candidates.create" ? person : application)["remoteId"],
        "the id in the ATS",
      );
      assert.deepEqual(
        [person["firstName"], person["lastName"]],
        [candidate.firstName, candidate.lastName],
        "the name",
      );
      // What the receipt says was not stored need not be; a warning that names no field may mean any.
      const given = Object.keys(candidate);
      const warned = answer.warnings.map(({ message }) => message);
      if (
        warned.some((message) => ![...given, ...Object.keys(candidate.location)].some((name) => message.includes(name)))
      )
        return;
      const isExcused = (name: string) => warned.some((message) => leavesOut(message, name));
      const details: Readonly<Record<string, readonly string[]>> = {
        emailAddresses: [candidate.email, ...(isExcused("additionalEmails") ? [] : ["second-4734@example.com"])],
        company: ["Smith & Sons 4735"],
        title: ["Forklift driver 4736"],
        location: ["Ålesund-4737", "Møre-4740", "Kongens gate 4738", "6002-4739", "NO"],
        socialProfiles: ["asa-4740"],
      };
      const left = (text: string) =>
        Object.entries(candidate.location).some(([name, held]) => held === text && isExcused(name));
      for (const [field, texts] of Object.entries(details))
        if (!isAbsentOf(trial, "candidates", field) && !isExcused(field === "socialProfiles" ? "socialLinks" : field))
          for (const text of texts.filter((each) => !left(each)))
            assert.ok(textOf(person).includes(text), `${field}: "${text}" was not stored`);
      // However it is written: a plus and 00 say that a country's code follows; without either, it may be any number.
      const dialled = ((person["phoneNumbers"] ?? []) as { number: string }[]).map(({ number }) =>
        number
          .split(/[a-z;,#]/i, 1)[0]!
          .replaceAll(/[^\d+]/g, "")
          .replace(/^00/, "+"),
      );
      const numbers = { phone: ["+4722123456", "+4722123456789"], additionalPhones: ["+33142685300"] };
      if (!isAbsentOf(trial, "candidates", "phoneNumbers"))
        for (const [name, forms] of Object.entries(numbers))
          if (!isExcused(name))
            assert.ok(
              forms.some((form) => dialled.includes(form)),
              `${name}: ${forms[0]} was stored as ${dialled.join(" and ")}`,
            );
    },
  },
  {
    promise: "stores nothing of a person that was not given",
    rules: [
      {
        rule: "what is not given is left out, never written as an empty text",
        tried: "it enters a person with a name and an address alone, and looks at what is stored",
      },
    ],
    async run(trial) {
      const job = await openJob(trial);
      const candidate = somebody();
      const answer = (await ending(() => trial.call(trial.capability.id, { job, candidate }))) as Created;
      if (AtsError.is(answer)) throw answer;
      const application = await heldById(trial, "applications", answer.applicationId);
      const person = await heldById(trial, "candidates", answer.candidateId ?? (application["candidateId"] as string));
      for (const field of ["phoneNumbers", "company", "title", "location", "socialProfiles", "tags"])
        assert.ok(
          !isFilled(person[field]),
          `${field} was not given, and is stored as ${JSON.stringify(person[field])}`,
        );
      const addresses = (person["emailAddresses"] ?? []) as readonly unknown[];
      assert.ok(addresses.length <= 1, `one address was given, and ${addresses.length} are stored`);
      // A network is known by its host: these only look like it.
      for (const link of ["https://notlinkedin.com/in/asa-4841", "https://example.com/linkedin.com/in/asa-4841"]) {
        const other = { ...somebody(), socialLinks: [link] };
        const ended = (await ending(() => trial.call(trial.capability.id, { job, candidate: other }))) as Created;
        if (AtsError.is(ended)) continue;
        const { candidateId = null } = await heldById(trial, "applications", ended.applicationId);
        const { socialProfiles } = await heldById(trial, "candidates", ended.candidateId ?? (candidateId as string));
        const pages = (socialProfiles ?? []) as readonly { url: string | null; type: string | null }[];
        const stored = pages.find(({ url }) => url?.includes("asa-4841"));
        assert.notEqual(stored?.type, "LINKEDIN", `${link} is stored as a page of LinkedIn`);
        if (!isAbsentOf(trial, "candidates", "socialProfiles"))
          assert.ok(stored ?? ended.warnings[0], `${link} is not stored, and no warning says so`);
      }
    },
  },
  {
    promise: "stores each answer to the questions of a job, whatever the type of the question",
    async run(trial) {
      if (isAbsentOf(trial, "applications", "screeningAnswers")) return;
      const jobs = (await trial.stream("jobs.stream").toArray()) as unknown as readonly (WorldRecord & {
        readonly screeningQuestions: readonly Question[];
      })[];
      const job = jobs.find(({ status, screeningQuestions }) => status === "OPEN" && screeningQuestions.length > 0);
      assert.ok(job, "the world has no open job with screening questions");
      const answered = job.screeningQuestions.flatMap((question) => {
        const answer = answerTo(question);
        return answer ? [{ question, ...answer }] : [];
      });
      const screeningAnswers = answered.map(({ question, given }) => ({ questionId: question.id, answer: given }));
      const input = { job: job.id, candidate: somebody(), screeningAnswers };
      const receipt = await unlessRefused<Created>(() => trial.call(trial.capability.id, input));
      if (receipt === undefined || receipt.warnings.length > 0) return;
      const application = await heldById(trial, "applications", receipt.applicationId);
      const held = application["screeningAnswers"] as readonly {
        readonly question: { readonly remoteId: string | null };
        readonly answer: unknown;
      }[];
      for (const { question, kept } of answered) {
        const found = held.find((each) => each.question.remoteId === question.remoteId);
        assert.deepEqual(found?.answer, kept, `the answer to a question of type ${question.type}`);
      }
    },
  },
  {
    promise: "enters the application in the stage that is asked for",
    async run(trial) {
      if (!trial.offers("applications.listStages")) return;
      const jobs = await openJobs(trial);
      // The stages of the longest one may be those of several workflows.
      const [longest] = jobs.toSorted((one, other) => other.stages.length - one.stages.length);
      for (const job of new Set([jobs[0].id, longest!.id])) {
        const stages = (await trial.call("applications.listStages", { jobIds: [job] })) as readonly {
          readonly id: string;
          readonly movable: boolean;
        }[];
        for (const stage of stages.filter(({ movable }) => movable).slice(-2)) {
          const input = { job, candidate: somebody(), stage: stage.id };
          const receipt = await unlessRefused<Created>(() => trial.call(trial.capability.id, input));
          if (receipt === undefined || receipt.warnings.length > 0) return;
          const application = await heldById(trial, "applications", receipt.applicationId);
          assert.equal(application["stageId"], stage.id, "the stage of the application");
        }
      }
    },
  },
  {
    promise: "stores the files of an application: bytes, name and type",
    applies: ({ capability }) => capability === "applications.create",
    async run(trial) {
      const job = await openJob(trial);
      const attachments = [{ ...file, type: "CV" }, fileCalled("letter.pdf", "COVER_LETTER")];
      const answer = (await ending(() =>
        trial.call(trial.capability.id, { job, candidate: somebody(), attachments }),
      )) as Created;
      if (AtsError.is(answer)) return assert.equal(answer.code, "limitation.refused", answer.message);
      const stored = await trial.world.files("application", answer.applicationId!);
      const isLeftOut = ({ name }: (typeof attachments)[number]) =>
        answer.warnings.some(({ message }) => message.includes(name) || /\battachments\b/.test(message));
      for (const each of attachments) if (!isLeftOut(each)) assertStored(trial, stored, each);
    },
  },
  {
    promise: "makes the first file of type CV the résumé",
    async run(trial) {
      if (!trial.offers("candidates.listAttachments") || trial.adapter.facts.traits?.fileNames === "changed") return;
      const attachments = [fileCalled("first-4753.pdf", "CV"), fileCalled("second-4754.pdf", "CV")] as const;
      const [{ base64, ...first }, second] = attachments;
      const input = {
        job: await openJob(trial),
        candidate: somebody(),
        attachments: [{ ...first, stream: ReadableStream.from(later(base64)) }, second],
      };
      const receipt = await unlessRefused<Created>(() => trial.call(trial.capability.id, input));
      if (receipt === undefined || receipt.warnings.length > 0) return;
      const application = await heldById(trial, "applications", receipt.applicationId);
      const candidate = receipt.candidateId ?? application["candidateId"];
      const listed = (await trial.call("candidates.listAttachments", { candidate })) as readonly {
        readonly fileName: string | null;
        readonly type: string | null;
      }[];
      const resumes = listed.filter(({ type }) => type === "CV").map(({ fileName }) => fileName);
      const kept = attachments.map(({ name }) => name).filter((name) => resumes.includes(name));
      if (kept.length > 1) {
        // Where there is room for several, the ATS or the aggregator decides by their order.
        const asked = (await trial.world.seen()).map(({ body }) => JSON.stringify(body) ?? "");
        const together = asked.find((text) => attachments.every(({ name }) => text.includes(name)));
        const [one, other] = attachments.map(({ name }) => together?.indexOf(name) ?? 0) as [number, number];
        return assert.ok(one <= other, "one request names two files of type CV, the first after the second");
      }
      assert.deepEqual(kept, [first.name], "two files of type CV were given, the first by a slow stream: the résumé");
    },
  },
  {
    promise: "refuses a stage of another job, before anything is written",
    rules: [
      {
        rule: "a stage of another job is refused also where the connection has seen it there",
        tried: "it lists all stages before",
      },
    ],
    async run(trial) {
      const job = await openJob(trial);
      const refuses = async (stage: string, what: string) => {
        const attempt = () => trial.call(trial.capability.id, { job, candidate: somebody(), stage });
        blames(await noneWritten(trial, attempt, what), "stage", what);
      };
      await refuses("222222222222222222222222", "an unknown stage");
      if (!trial.offers("applications.listStages")) return;
      const other = await stageOfAnotherJob(trial, job);
      if (other !== undefined) await refuses(other, "a stage of another job");
    },
  },
];
