import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import { fileCalled, storedAs } from "../pieces/files.ts";
import { askedBy, isAsked, textOf } from "../pieces/requests.ts";
import { entersSomebody, isTriedByTheOther, somebody } from "../pieces/samples.ts";
import { ending } from "../pieces/striking.ts";
import { openApplications, openJob, target } from "../pieces/targets.ts";
import { warningsOf } from "../pieces/warnings.ts";

/** More than an ATS shows at once, or has fields for. */
const many = 12;

/** A list of an input, made of its entries. */
interface Listed {
  readonly field: string;
  readonly input: (count: number) => Readonly<Record<string, unknown>>;
  readonly trace: (nth: number) => string;
}

const times = <T>(count: number, make: (nth: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, nth) => make(nth + 1));

/** Somebody who has much of one kind: also entries that are alike, of one host or of one name at two hosts. */
async function ofPeople(trial: Trial): Promise<readonly Listed[]> {
  const job = await openJob(trial);
  const address = (nth: number) => `asa.${Math.ceil(nth / 2)}@long${nth}.example.com`;
  const ofPerson = (field: string, entry: (nth: number) => unknown) => (count: number) => ({
    job,
    candidate: { ...somebody(), [field]: times(count, entry) },
  });
  return [
    {
      field: "additionalEmails",
      input: ofPerson("additionalEmails", (nth) => ({ type: "WORK", address: address(nth) })),
      trace: address,
    },
    {
      field: "socialLinks",
      input: ofPerson("socialLinks", (nth) => `https://github.com/asa-${nth}-4917`),
      trace: (nth) => `asa-${nth}-4917`,
    },
  ];
}

const ofLinks = (of: "application" | "candidate") => async (trial: Trial) => {
  const [application] = await openApplications(trial);
  const trace = (nth: number) => `Value-${nth}-4917`;
  const input = (count: number) => ({
    ...target(of, application!),
    label: "Score: 93 % 4917",
    url: "https://results.example.com/4917",
    details: {
      customFieldNamePrefix: "Test 4917",
      attributes: times(count, (nth) => ({ key: `part ${nth}`, value: trace(nth) })),
    },
  });
  return [{ field: "details.attributes", input, trace }];
};

const lists: Readonly<Record<string, (trial: Trial) => Promise<readonly Listed[]>>> = {
  "applications.create": ofPeople,
  "candidates.create": ofPeople,
  "applications.addResultLink": ofLinks("application"),
  "candidates.addResultLink": ofLinks("candidate"),
};

/** What is asked for a list of so many entries, and the warnings; undefined where it is refused. */
async function given(trial: Trial, { input }: Listed, count: number) {
  await using fresh = await connectedTo(trial);
  const { asked, given: ended } = await askedBy(trial, () =>
    ending(() => fresh.call(trial.capability.id, input(count))),
  );
  if (AtsError.is(ended) && ended.fault !== "caller") throw ended;
  return AtsError.is(ended) ? undefined : { text: textOf(asked), warnings: warningsOf(ended) };
}

/** Each entry is sent, where one alone is, unless a warning is new. */
async function sendsEach(trial: Trial, list: Listed): Promise<void> {
  const one = await given(trial, list, 1);
  if (!one || !isAsked(trial, one.text, list.trace(1))) return;
  const all = await given(trial, list, many);
  const usual = new Set(one.warnings.map(({ message }) => message));
  if (!all || all.warnings.some(({ message }) => !usual.has(message))) return;
  assert.deepEqual(
    times(many, list.trace).filter((trace) => !isAsked(trial, all.text, trace)),
    [],
    `\`${list.field}\` had ${many} entries, and some were not sent: send each, refuse so many, or warn`,
  );
}

/** Somebody applies with many files. */
async function withFiles(trial: Trial): Promise<void> {
  const attachments = times(many, (nth) => fileCalled(`page-${nth}-4917.pdf`, nth === 1 ? "CV" : "OTHER"));
  const input = { job: await openJob(trial), candidate: somebody(), attachments };
  await using fresh = await connectedTo(trial);
  const ended = await ending(() => fresh.call(trial.capability.id, input, { timeoutMs: 600_000 }));
  if (AtsError.is(ended)) {
    if (ended.fault !== "caller") throw ended;
    return;
  }
  const { applicationId } = ended as { readonly applicationId: string | null };
  const warned = warningsOf(ended).map(({ message }) => message);
  if (applicationId === null || warned.some((message) => !/page-\d+-4917/.test(message))) return;
  const stored = await trial.world.files("application", applicationId);
  assert.deepEqual(
    attachments
      .filter((file) => storedAs(trial, stored, file).length !== 1)
      .map(({ name }) => name)
      .filter((name) => !warned.some((message) => message.includes(name))),
    [],
    `${many} files were given with an application: which are not there once, and named in no warning`,
  );
}

/** What a command promises of a list of its input that is long. */
export const longInputsPromise: ContractPromise = {
  promise: "passes on each entry of a long list of its input, or says that it does not",
  rules: [
    {
      rule: "each entry of a long list of an input is sent, or a warning says which are not",
      tried: "it gives twelve addresses, links, files and values of a result, and compares with one",
    },
  ],
  applies: ({ capability }) => Object.hasOwn(lists, capability),
  async run(trial) {
    if (entersSomebody(trial.capability.id)) {
      if (isTriedByTheOther(trial)) return;
      await withFiles(trial);
    }
    for (const list of await lists[trial.capability.id]!(trial)) await sendsEach(trial, list);
  },
};
