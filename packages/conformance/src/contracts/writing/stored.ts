import { AtsError, InvalidInput } from "@anyats/core";
import { strict as assert } from "node:assert";
import { setImmediate } from "node:timers/promises";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import type { StoredFile, WorldRecord } from "../../world.ts";
import { clockOnce, InstantClock } from "../../worlds/instant-clock.ts";
import { fetchIn, noting } from "../../worlds/tapped.ts";
import { isAbsentOf } from "../pieces/absent-fields.ts";
import { fileCalled, storedAs, unescaped } from "../pieces/files.ts";
import { file, samplesOf, somebody } from "../pieces/samples.ts";
import { isFilled } from "../pieces/schema-paths.ts";
import { statesOf } from "../pieces/states.ts";
import { during, ending, hasApplied, isDeclared, unlessRefused } from "../pieces/striking.ts";
import { type Of, openApplications, openJob, openJobs, rejectionReason, target, targetId } from "../pieces/targets.ts";
import { noneWritten, stageOfAnotherJob } from "./commands.ts";

interface Receipt {
  readonly warnings: readonly { readonly message: string; readonly code: string | null }[];
  readonly settledBy: string;
}
interface Created extends Receipt {
  readonly applicationId: string | null;
  readonly candidateId: string | null;
  readonly remoteId: string | null;
}

const reject = async (trial: Trial, application: string | null) =>
  trial.call("applications.reject", { application, reasonId: await rejectionReason(trial) });

const byId = async (trial: Trial, group: string, id: string | null): Promise<WorldRecord> => {
  const found = (await trial.world.records(group)).find((record) => record.id === id);
  assert.ok(found, `the ATS holds no ${group} with the id ${id} of the receipt`);
  return found;
};

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

/** What creating an application, and a candidate with one, promises of what the ATS then holds. */
const creating: readonly ContractPromise[] = [
  {
    promise: "stores each detail of the person, and gives the ids that the ATS gave",
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
      const application = await byId(trial, "applications", answer.applicationId);
      assert.deepEqual(
        [application["jobId"], application["candidateId"]],
        [job, answer.candidateId ?? application["candidateId"]],
        "the application's job and candidate",
      );
      const person = await byId(trial, "candidates", answer.candidateId ?? (application["candidateId"] as string));
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
      const isExcused = (name: string) => warned.some((message) => message.includes(name));
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
    async run(trial) {
      const job = await openJob(trial);
      const candidate = somebody();
      const answer = (await ending(() => trial.call(trial.capability.id, { job, candidate }))) as Created;
      if (AtsError.is(answer)) throw answer;
      const application = await byId(trial, "applications", answer.applicationId);
      const person = await byId(trial, "candidates", answer.candidateId ?? (application["candidateId"] as string));
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
        const { candidateId = null } = await byId(trial, "applications", ended.applicationId);
        const { socialProfiles } = await byId(trial, "candidates", ended.candidateId ?? (candidateId as string));
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
      const application = await byId(trial, "applications", receipt.applicationId);
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
          const application = await byId(trial, "applications", receipt.applicationId);
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
      if (answer.warnings.length > 0) return;
      const stored = await trial.world.files("application", answer.applicationId!);
      for (const each of attachments) assertStored(trial, stored, each);
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
      const application = await byId(trial, "applications", receipt.applicationId);
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
    promise: "writes nothing for a person with an open application, unless told to reapply",
    async run(trial) {
      const job = await openJob(trial);
      const candidate = somebody();
      const first = (await trial.call(trial.capability.id, { job, candidate })) as Created;
      const before = trial.world.ids("applications");
      const { firstName, lastName, email } = candidate;
      const otherwise = {
        firstName: firstName.normalize("NFD").toUpperCase(),
        lastName: lastName.toLowerCase(),
        email,
      };
      for (const again of [candidate, { ...candidate, email: email.toUpperCase() }, otherwise]) {
        await using fresh = await connectedTo(trial);
        const ended = await ending(() => fresh.call(trial.capability.id, { job, candidate: again }));
        if (!AtsError.is(ended)) continue; // The ATS may take a second one; the receipt then names it.
        assert.equal(ended.fault, "caller");
        assert.equal(ended.retry, "never");
        const named = ended.details?.["applicationId"];
        if (hasApplied(ended))
          assert.deepEqual(
            [named, ended.details?.["candidateId"]],
            [first.applicationId, first.candidateId],
            "the application that exists, and its candidate",
          );
        assert.deepEqual(trial.world.ids("applications"), before, "it was refused, and written");
      }
      await using fresh = await connectedTo(trial);
      const asked = trial.world.writes();
      await ending(() => fresh.call(trial.capability.id, { job, candidate, reapply: true }));
      assert.ok(trial.world.writes() > asked, "`reapply` was given, and nothing was sent");
      // Another person at the same address is left to the ATS.
      const sent = trial.world.writes();
      await ending(() => fresh.call(trial.capability.id, { job, candidate: { ...candidate, firstName: "Björn" } }));
      assert.ok(trial.world.writes() > sent, "another person at the address was treated as the same");
    },
  },
  {
    promise: "takes an application of a person whose earlier one to the job has ended",
    async run(trial) {
      const { world } = trial;
      const job = await openJob(trial);
      for (const { field, value } of statesOf("applications").filter((state) => state !== "deleted")) {
        if (field !== "outcome" || value === null || value === "PENDING") continue;
        const candidate = somebody();
        const create = () => ending(() => trial.call(trial.capability.id, { job, candidate }));
        const first = (await create()) as Created | AtsError;
        if (AtsError.is(first) || first.applicationId === null || !world.become) return;
        if ((await world.become(first.applicationId, { kind: "applications", field, value })) === "never") continue;
        const sent = world.writes();
        const ended = await create();
        assert.ok(
          !hasApplied(ended) || world.writes() > sent,
          `the outcome of the person's application is ${value}, and the adapter took it for an open one`,
        );
      }
    },
  },
  {
    promise: "knows the open application among a person's to a job, whichever came first",
    async run(trial) {
      if (!trial.offers("applications.reject")) return;
      const { id } = trial.capability;
      const job = await openJob(trial);
      const create = (input: object) => ending(() => trial.call(id, { job, ...input }));
      for (const rejected of [0, 1]) {
        const candidate = somebody();
        const both: Created[] = [];
        for (const nth of [0, 1]) {
          const created = (await create({ candidate, reapply: true })) as Created | AtsError;
          if (AtsError.is(created)) return; // The ATS takes one alone.
          both.push(created);
          if (nth === 0) {
            const again = await create({ candidate });
            if (!hasApplied(again)) return;
          }
          if (nth === rejected) await reject(trial, created.applicationId);
        }
        const open = both[1 - rejected]!;
        if (both[0]!.applicationId === both[1]!.applicationId) return;
        const before = trial.world.ids("applications");
        const again = await create({ candidate });
        assert.deepEqual(
          trial.world.ids("applications"),
          before,
          "a third application was written beside the open one",
        );
        if (hasApplied(again))
          assert.equal(again.details?.["applicationId"], open.applicationId, "the open application");
      }
    },
  },
  {
    promise: "finds its own write after a lost answer, with the ids that the ATS gave",
    async run(trial) {
      for (const trouble of ["answer-lost", "write-cut-off"] as const) {
        await using fresh = await trial.another();
        const on = fresh.trial;
        const job = await openJob(on);
        const before = new Set(on.world.ids("applications"));
        const candidate = somebody();
        const ended = await during(on, trouble, () => ending(() => on.call(trial.capability.id, { job, candidate })));
        if (AtsError.is(ended)) {
          assert.equal(ended.retry, "unknown-outcome");
          assert.ok(ended.details?.["reconcile"], "the error does not say where to look");
          continue;
        }
        const [added] = on.world.ids("applications").filter((id) => !before.has(id));
        const record = await byId(on, "applications", added ?? null);
        const { applicationId, candidateId, remoteId } = ended as Created;
        assert.deepEqual([applicationId, candidateId], [added, record["candidateId"]], "the ids after reading back");
        const wanted = trial.capability.id === "candidates.create" ? await byId(on, "candidates", candidateId) : record;
        assert.equal(remoteId, wanted["remoteId"], "the id in the ATS after reading back");
      }
    },
  },
  {
    promise: "refuses a stage of another job, before anything is written",
    async run(trial) {
      const job = await openJob(trial);
      const refuses = async (stage: string, what: string) => {
        const attempt = () => trial.call(trial.capability.id, { job, candidate: somebody(), stage });
        assert.equal((await noneWritten(trial, attempt, what)).fault, "caller");
      };
      await refuses("222222222222222222222222", "an unknown stage");
      if (!trial.offers("applications.listStages")) return;
      const other = await stageOfAnotherJob(trial, job);
      if (other !== undefined) await refuses(other, "a stage of another job");
    },
  },
];

function assertStored(
  trial: Trial,
  stored: readonly (string | StoredFile)[],
  given: { name: string; contentType: string; type: string; base64: string },
): void {
  const { name, contentType, type, base64 } = given;
  const found = storedAs(trial, stored, given);
  assert.equal(found.length, 1, `the file ${name} is not there once`);
  const [kept] = found as [StoredFile];
  if (kept.base64 !== undefined) assert.equal(kept.base64, base64, "the bytes of the file were changed");
  if (kept.contentType != null) assert.equal(kept.contentType, contentType, "the media type of the file was changed");
  // An ATS that knows résumés and files alone keeps the rest as OTHER.
  const isOther = kept.type === "OTHER" && type !== "CV";
  if (kept.type != null && !isOther) assert.equal(kept.type, type, "the file is stored as one of another kind");
}

/** Elements that the text of a note may hold. What is not here could run, load or mislead. */
const allowedElements = new Set([
  "p",
  "br",
  "b",
  "strong",
  "i",
  "em",
  "u",
  "s",
  "ul",
  "ol",
  "li",
  "a",
  "div",
  "span",
  "h1",
  "h2",
  "h3",
  "h4",
  "blockquote",
  "pre",
  "code",
  "hr",
  "sub",
  "sup",
  "table",
  "thead",
  "tbody",
  "tr",
  "td",
  "th",
  "h5",
  "h6",
  "small",
  "del",
  "ins",
]);

/** Every element and attribute of a stored text is one that may be there. */
function isHarmless(html: string): void {
  for (const [whole, name, attributes] of html.matchAll(/<\/?([a-z][\w-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>/gi)) {
    assert.ok(allowedElements.has(name!.toLowerCase()), `the element ${whole} was stored`);
    for (const [, attribute, value = ""] of attributes!.matchAll(/([\w:-]+)\s*=\s*("[^"]*"|'[^']*'|\S+)/g)) {
      assert.match(
        attribute!,
        /^(href|title|rel|target|colspan|rowspan|lang|dir)$/i,
        `the attribute ${attribute} was stored`,
      );
      if (attribute!.toLowerCase() === "href")
        assert.match(value.replaceAll(/["']/g, ""), /^(https?:|mailto:|tel:|#|\/)/i, `the link ${value} was stored`);
    }
  }
  assert.doesNotMatch(
    html,
    /<(?:script|style|iframe|object|embed|svg|math|form|link|meta|base)\b/i,
    "an element that runs was stored",
  );
}

const hostile = [
  '<p>Kept one</p><iframe src="https://evil.example"></iframe><svg onload=alert(1)>',
  '<p onclick="x()">Kept two</p><a href="data:text/html,x">l</a><style>*{}</style>',
  '<form action=/x><input name=a></form><b>Kept three</b><math><mi xlink:href="javascript:x"></mi></math>',
  '<a href=" javascript:alert(1)">Kept four</a><a href="vbscript:x">m</a><img src=x onerror=x>',
];

function notes(of: Of): readonly ContractPromise[] {
  return [
    {
      promise: "stores a text of several lines, in any script, as it was given",
      async run(trial) {
        const [application] = await openApplications(trial);
        const lines = [
          "Zeile eins: Žluťoučký kůň 4741",
          "第二行 — 日本語 4742",
          "سطر ثالث 4743 🙂",
          "a < b & c > d 4744",
          String.raw`Not a template: $& $1 {0} {{name}} %s %20 \n 4747`,
          "Not escaped: &amp; &lt;b&gt; &#39; 4752",
        ];
        const before = (await trial.world.notes(of, targetId(of, application!))).length;
        const input = { ...target(of, application!), note: { text: lines.join("\n") } };
        await trial.call(trial.capability.id, input);
        const stored = (await trial.world.notes(of, targetId(of, application!))).slice(before);
        assert.equal(stored.length, 1, "it was not stored once");
        const said = trial.adapter.facts.noteFormat === "plain" ? stored[0]! : unescaped(stored[0]!);
        let at = 0;
        for (const line of lines) {
          const found = said.indexOf(line, at);
          assert.ok(found >= at, `"${line}" was not stored, or in another order`);
          const between = said.slice(at, found);
          if (at > 0) assert.match(between, /\n|<br|<\/p>|<\/div>/, "the lines run together");
          at = found + line.length;
        }
        const letters = (text: string) => text.replaceAll(/<(br|\/?[a-z]+)\b[^<>]*>|\s|&nbsp;/g, "");
        assert.equal(letters(said), letters(lines.join("\n")), "the stored text holds more than the note");
      },
    },
    {
      promise: "turns the entities of HTML into characters where the ATS keeps plain text",
      async run(trial) {
        if (trial.adapter.facts.noteFormat !== "plain") return;
        const [application] = await openApplications(trial);
        const html = "<p>Fish &amp; chips &lt; 5 &euro; 4756</p><p>Next line</p>";
        const input = { ...target(of, application!), note: { html } };
        if ((await unlessRefused(() => trial.call(trial.capability.id, input))) === undefined) return;
        const stored = (await trial.world.notes(of, targetId(of, application!))).find((text) => text.includes("4756"));
        const lines = (stored ?? "").split("\n").map((line) => line.trim());
        assert.deepEqual(
          lines.filter((line) => line !== ""),
          ["Fish & chips < 5 € 4756", "Next line"],
          "the text of the HTML: use `toNoteContent(note, adapter.facts)`",
        );
      },
    },
    {
      promise: "shows a note that was added with each character as it is",
      async run(trial) {
        if (!trial.offers("notes.stream")) return;
        const [application] = await openApplications(trial);
        const text = "Fish &amp; chips, a < b & c, &lt;d&gt; 4755.";
        const input = { ...target(of, application!), note: { text } };
        if ((await unlessRefused(() => trial.call(trial.capability.id, input))) === undefined) return;
        await using fresh = await connectedTo(trial);
        const all = (await fresh.stream("notes.stream").toArray()) as readonly {
          readonly content?: { readonly untrustedHtml: string } | null;
        }[];
        const shown = all.map(({ content }) => content?.untrustedHtml ?? "").filter((html) => html.includes("4755"));
        // An ATS may give a plain text as it is; then nobody has decoded it.
        for (const html of shown.filter((each) => !each.includes(text)))
          assert.ok(
            unescaped(html.replaceAll(/<[^<>]*>/g, "")).includes(text),
            `the note "${text}" is shown as the HTML "${html}": a text is escaped once on its way to HTML, and never decoded`,
          );
      },
    },
    {
      promise: "stores a long text whole, or refuses or shortens what the ATS does not take",
      async run(trial) {
        const [application] = await openApplications(trial);
        const most = trial.adapter.facts.noteMaxLength;
        const text = `${"Ein langer Satz über Äpfel. ".repeat(Math.ceil((most ?? 4_000) / 20))}END-4745`;
        const noting = (each: string) =>
          trial.call(trial.capability.id, { ...target(of, application!), note: { text: each } });
        const ended = await ending(() => noting(text));
        const isRefused = AtsError.is(ended) && ended.code === "input.invalid" && most !== undefined;
        if (AtsError.is(ended) && !isRefused) throw ended;
        // Half of what it takes is not too long, whatever becomes of it in HTML.
        if (isRefused) await noting(`${text.slice(0, most / 2)}END-4745`);
        const stored = (await trial.world.notes(of, targetId(of, application!))).at(-1)!;
        if (most === undefined || isRefused)
          assert.ok(stored.includes("END-4745"), "the end of the text was not stored");
        else
          assert.ok(
            stored.length <= most && stored.length > most / 2,
            `of ${text.length} characters ${stored.length} were stored`,
          );
      },
    },
    {
      promise: "stores nothing of HTML but what is allowed",
      async run(trial) {
        const [application] = await openApplications(trial);
        for (const html of hostile) {
          await trial.call(trial.capability.id, { ...target(of, application!), note: { html } });
          const stored = (await trial.world.notes(of, targetId(of, application!))).at(-1)!;
          assert.match(stored, /Kept (one|two|three|four)/, "the text itself was lost");
          isHarmless(stored);
        }
      },
    },
  ];
}

/** A file in another form: its bytes as a part of a larger buffer, as a pool gives them, a blob or a stream. */
function inForm(way: "bytes" | "blob" | "stream", { base64, ...rest }: ReturnType<typeof fileCalled>): object {
  const content = Buffer.from(base64, "base64");
  const pool = Buffer.concat([Buffer.from("before"), content, Buffer.from("after")]);
  const bytes = new Uint8Array(pool.buffer, pool.byteOffset + "before".length, content.length);
  if (way === "bytes") return { ...rest, bytes };
  const blob = new Blob([bytes], { type: rest.contentType });
  return way === "blob" ? { ...rest, blob } : { ...rest, stream: blob.stream() };
}

function attachments(of: Of): readonly ContractPromise[] {
  return [
    {
      promise: "stores the file as it is: bytes, name and type",
      async run(trial) {
        const [application] = await openApplications(trial);
        for (const each of [file, fileCalled("cv-4748.pdf", "CV")]) {
          const receipt = (await ending(() =>
            trial.call(trial.capability.id, { ...target(of, application!), file: each }),
          )) as Receipt;
          if (AtsError.is(receipt)) {
            assert.equal(receipt.code, "limitation.refused", receipt.message);
            continue;
          }
          assertStored(trial, await trial.world.files(of, targetId(of, application!)), each);
        }
      },
    },
    {
      promise: "stores the same bytes in whichever form the file is given",
      async run(trial) {
        const [application] = await openApplications(trial);
        for (const way of ["bytes", "blob", "stream"] as const) {
          const given = fileCalled(`as-${way}-4749.pdf`, "OTHER");
          const input = { ...target(of, application!), file: inForm(way, given) };
          const receipt = await unlessRefused(() => trial.call(trial.capability.id, input));
          if (receipt === undefined) continue;
          assertStored(trial, await trial.world.files(of, targetId(of, application!)), given);
        }
      },
    },
  ];
}

const tagName = "Nights & weekends $& 4749";

/** What is alike is another tag, where the ATS tells them apart. */
const takesThatAlone: ContractPromise = {
  promise: "takes away the tag of that name alone, and none whose name is alike",
  async run(trial) {
    if (!trial.offers("candidates.addTag")) return;
    const [application] = await openApplications(trial);
    const candidate = application!.candidateId;
    const names = [tagName, tagName.toUpperCase(), `${tagName} 1`, `1 ${tagName}`];
    for (const tag of names) await trial.call("candidates.addTag", { candidate, tag });
    const held = async () =>
      ((await byId(trial, "candidates", candidate))["tags"] as readonly { name: string }[]).map(({ name }) => name);
    const before = await held();
    await trial.call(trial.capability.id, { candidate, tag: tagName });
    assert.deepEqual(
      (await held()).toSorted(),
      before.filter((name) => name !== tagName).toSorted(),
      `the tag "${tagName}" was to be taken away, and no other`,
    );
  },
};

function tags(adds: boolean): readonly ContractPromise[] {
  const held = async (trial: Trial, id: string) =>
    ((await byId(trial, "candidates", id))["tags"] as { name: string }[]).filter(({ name }) => name === tagName).length;
  return [
    {
      promise: adds
        ? "gives the candidate the tag once, however often it is called"
        : "takes the tag from the candidate, and succeeds where there is none",
      async run(trial) {
        const [application] = await openApplications(trial);
        const candidate = application!.candidateId;
        if (!trial.offers("candidates.addTag")) return;
        await trial.call("candidates.addTag", { candidate, tag: tagName });
        assert.equal(await held(trial, candidate), 1, "the tag is not there once");
        await trial.call(trial.capability.id, { candidate, tag: tagName });
        assert.equal(await held(trial, candidate), adds ? 1 : 0);
        await trial.call(trial.capability.id, { candidate, tag: tagName });
        assert.equal(await held(trial, candidate), adds ? 1 : 0, "the second time");
      },
    },
    ...(adds ? [] : [takesThatAlone]),
  ];
}

/** A lost answer that nothing can settle ends in an error that says where to look. */
const neverKnown: ContractPromise = {
  promise: "reports an unknown outcome after a lost answer, and names the record to check",
  async run(trial) {
    const [application] = await openApplications(trial);
    const of = trial.capability.id.startsWith("applications.") ? "application" : "candidate";
    const input = { ...target(of, application!), label: "Score: 93 % 4750", url: "https://results.example.com/4750" };
    const before = trial.world.writes();
    const ended = await during(trial, "answer-lost", () => ending(() => trial.call(trial.capability.id, input)));
    assert.equal(trial.world.writes() - before, 1, "it was not sent once");
    if (!AtsError.is(ended)) return assert.equal((ended as Receipt).settledBy, "read-back");
    assert.equal(ended.retry, "unknown-outcome");
    const where = JSON.stringify(ended.details?.["reconcile"] ?? null);
    assert.ok(where.includes(targetId(of, application!)), "the error does not name the record to look at");
    assert.ok(!where.includes("Score"), "the error shows what was written");
  },
};

interface Planned {
  readonly interview?: string;
  readonly application: string;
  readonly title: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly interviewerIds: readonly string[];
}

/** The same with a second interviewer who has no address in the ATS. */
async function withoutAddress(trial: Trial, input: Planned): Promise<readonly Planned[]> {
  const users = (await trial.stream("users.stream").toArray()) as readonly WorldRecord[];
  const found = users.find(({ id, email }) => email === null && !input.interviewerIds.includes(id));
  return found ? [{ ...input, interviewerIds: [...input.interviewerIds, found.id] }] : [];
}

/** The same interview, of another application: many cannot move one, and then must not say that they did. */
async function ofAnother(trial: Trial, input: Planned): Promise<readonly Planned[]> {
  const other = (await openApplications(trial)).find(({ id }) => id !== input.application);
  return input.interview && other ? [{ ...input, application: other.id }] : [];
}

/** What planning an interview promises of what the ATS then holds. */
const planning: ContractPromise = {
  promise: "stores the application, title, times and interviewers of an interview",
  async run(trial) {
    const samples = (await samplesOf(trial)).map(({ input }) => input as unknown as Planned);
    const nobody: Planned = { ...samples[0]!, interviewerIds: [] };
    const others = [...(await withoutAddress(trial, samples[0]!)), ...(await ofAnother(trial, samples[0]!)), nobody];
    for (const input of [...samples, ...others]) {
      const before = new Set((await trial.world.records("interviews")).map(({ id }) => id));
      const receipt = (await ending(() => trial.call(trial.capability.id, input))) as Receipt;
      if (isDeclared(receipt)) return;
      const mayRefuse =
        input === nobody
          ? receipt instanceof InvalidInput
          : !samples.includes(input) && AtsError.is(receipt) && receipt.fault === "caller";
      if (AtsError.is(receipt) && !mayRefuse) throw receipt;
      // Whom it cannot invite, it refuses, or says so.
      if (AtsError.is(receipt) || receipt.warnings.some(({ message }) => /interviewer/i.test(message))) continue;
      const after = await trial.world.records("interviews");
      const stored = after.find(({ id }) => (input.interview ? id === input.interview : !before.has(id)));
      assert.ok(stored, "the interview is not there");
      const held: Readonly<Record<string, unknown>> = {
        applicationId: stored["applicationId"],
        title: stored["title"],
        startsAt: stored["startsAt"],
        endsAt: stored["endsAt"],
        interviewers: (stored["interviewers"] as readonly { readonly id: string }[]).map(({ id }) => id),
      };
      const wanted: Readonly<Record<string, unknown>> = {
        applicationId: input.application,
        title: input.title,
        startsAt: new Date(input.startsAt).toISOString(),
        endsAt: new Date(input.endsAt).toISOString(),
        interviewers: input.interviewerIds,
      };
      for (const [name, value] of Object.entries(wanted))
        if (!isAbsentOf(trial, "interviews", name)) assert.deepEqual(held[name], value, name);
    }
  },
};

/** What rejecting promises of what the ATS then holds. */
const rejected: ContractPromise = {
  promise: "stores the reason and the time of the rejection",
  async run(trial) {
    const all = await openApplications(trial);
    const reasons = (await trial.call("applications.listRejectionReasons")) as readonly {
      readonly id: string;
      readonly name: string | null;
    }[];
    const isMany = trial.capability.id === "applications.rejectMany";
    for (const [index, reason] of [reasons[0]!, reasons.at(-1)!].entries()) {
      const { id } = all[index]!;
      const input = { ...(isMany ? { applications: [id] } : { application: id }), reasonId: reason.id };
      const receipt = await unlessRefused(() => trial.call(trial.capability.id, input));
      if (receipt === undefined) return;
      const application = await byId(trial, "applications", id);
      if (!isAbsentOf(trial, "applications", "rejectionReasonName"))
        assert.equal(application["rejectionReasonName"], reason.name, "the reason");
      if (!isAbsentOf(trial, "applications", "rejectedAt")) assert.ok(application["rejectedAt"], "the time");
      if (!isAbsentOf(trial, "applications", "outcome"))
        assert.equal(application["outcome"], "DECLINED", "the outcome");
    }
  },
};

/** A rejection may be repeated: the second finds what it would write, and leaves the record as it is. */
const rejectedAgain: ContractPromise = {
  promise: "leaves the reason and the time of a rejection as they are when it is repeated",
  async run(trial) {
    const [application] = await openApplications(trial);
    const [reason] = (await trial.call("applications.listRejectionReasons")) as { id: string }[];
    const reject = () => trial.call(trial.capability.id, { application: application!.id, reasonId: reason!.id });
    if ((await unlessRefused(reject)) === undefined) return;
    const { rejectedAt, rejectionReasonName } = await byId(trial, "applications", application!.id);
    // Somebody works in the ATS, so time goes on.
    await trial.world.touch("jobs", trial.world.ids("jobs")[0]!);
    const later = new Date(trial.world.now().getTime() + 3_600_000);
    await using fresh = await connectedTo(trial, [clockOnce(new InstantClock(later))]);
    await fresh.call(trial.capability.id, { application: application!.id, reasonId: reason!.id });
    const again = await byId(trial, "applications", application!.id);
    const wanted = { rejectedAt, rejectionReasonName };
    assert.deepEqual(
      { rejectedAt: again["rejectedAt"], rejectionReasonName: again["rejectionReasonName"] },
      wanted,
      "the second rejection changed the record",
    );
  },
};

/** What commands promise of what the ATS then holds, by id. */
export const storedPromises: Readonly<Record<string, readonly ContractPromise[]>> = {
  "applications.create": creating,
  "candidates.create": creating,
  "applications.reject": [rejected, rejectedAgain],
  "applications.rejectMany": [rejected],
  "interviews.create": [planning],
  "interviews.update": [planning],
  "applications.addNote": notes("application"),
  "candidates.addNote": notes("candidate"),
  "applications.addAttachment": attachments("application"),
  "candidates.addAttachment": attachments("candidate"),
  "candidates.addTag": tags(true),
  "candidates.removeTag": tags(false),
  "applications.addResultLink": [neverKnown],
  "candidates.addResultLink": [neverKnown],
};
