import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { changedWithin, textsIn } from "../../fields.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import type { SeenCall } from "../../world.ts";
import { requestOf } from "../../worlds/request-of.ts";
import { fetchIn, isIdName, notingTheWrite, rewording, rewriting } from "../../worlds/tapped.ts";
import { textOf } from "../pieces/requests.ts";
import { deeds, idIn, openOnes, tagsOf, type Applied, type Kind } from "../pieces/states.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { warningsOf } from "../pieces/warnings.ts";

type Input = Readonly<Record<string, unknown>>;
type Fetch = typeof globalThis.fetch;

const kinds: readonly Kind[] = ["candidates", "applications", "jobs"];

/** Texts of a record that no command changes but an update of the record itself. */
const ofRecords = [
  "firstName",
  "lastName",
  "company",
  "title",
  "source",
  "requisitionCode",
  "emailAddresses",
  "phoneNumbers",
];

/** The texts of the records that an application belongs to; none that the call names itself. */
async function textsOf({ world }: Trial, applied: Applied, input: Input): Promise<ReadonlySet<string>> {
  const given = JSON.stringify(input);
  const found = new Set<string>();
  for (const kind of kinds) {
    const record = (await world.records(kind)).find(({ id }) => id === idIn(kind, applied));
    for (const name of ofRecords)
      for (const text of textsIn(record?.[name])) if (text.length > 3 && !given.includes(text)) found.add(text);
  }
  return found;
}

/** The way to the ATS on which each write is kept. One that the ATS refuses when it is stale does no harm. */
function keepingWrites({ world }: Trial, fetch: Fetch): { readonly fetch: Fetch; readonly kept: readonly SeenCall[] } {
  const kept: SeenCall[] = [];
  return {
    kept,
    async fetch(input, init) {
      const request = requestOf(input, init);
      // Any version will do for `*`.
      const isGuarded = (request.headers.get("if-match") ?? "*") !== "*" || request.headers.has("if-unmodified-since");
      const [writes, seen] = [world.writes(), (await world.seen()).length];
      const response = await fetch(request);
      if (world.writes() > writes && !isGuarded) kept.push(...(await world.seen()).slice(seen));
      return response;
    },
  };
}

const mark = "-read-4896";

const ended = { kind: "applications", field: "outcome", value: "DECLINED" } as const;

/** Calls in a world of its own where somebody ends the application: before the request of that number, from 0. */
async function endingAt(trial: Trial, nth: number) {
  await using other = await trial.another();
  const { trial: on } = other;
  const fetch = fetchIn(on.world.settings);
  const [applied] = await openOnes(on);
  const input = applied && (await deeds[trial.capability.id]!.input(on, applied));
  if (!fetch || !input) return undefined;
  let [left, knows] = [nth, true];
  const changing: Fetch = async (...request) => {
    left -= 1;
    if (left === -1) knows = (await on.world.become?.(applied.id, ended)) !== "never";
    return fetch(...request);
  };
  const noted = notingTheWrite(changing, () => on.world.writes());
  await using fresh = await connectedTo(withFetch(on, noted.fetch));
  const answer = await ending(() => fresh.call(trial.capability.id, input, { timeoutMs: 600_000 }));
  const record = (await on.world.records("applications")).find(({ id }) => id === applied.id);
  const isTold = AtsError.is(answer) || warningsOf(answer).length > 0;
  return { isTold, knows: knows && left < 0, outcome: record?.["outcome"], write: noted.nth() };
}

/** An application that somebody ends between what the call reads and what it writes stays as it is. */
async function leavesTheEnd(trial: Trial): Promise<void> {
  const before = await endingAt(trial, 0);
  // Where the command itself takes back what it finds, nothing is lost.
  if (!before?.knows || before.outcome !== ended.value || before.write === undefined) return;
  const meanwhile = await endingAt(trial, before.write);
  if (!meanwhile?.knows || meanwhile.isTold) return;
  assert.equal(
    meanwhile.outcome,
    ended.value,
    "somebody ended the application between what the call read and what it wrote, and the call took that back: send what is asked for alone",
  );
}

/** What a command promises of fields that it reads and was not asked to change. */
export const onlyReadPromise: ContractPromise = {
  promise: "writes back no field that it only read",
  rules: [
    {
      rule: "a write holds what the call names, and no field that was only read, unless it carries the version that was read (`If-Match`)",
      tried: "it marks the texts of what is read, and looks for the marks in what is written",
    },
  ],
  applies: ({ capability, effect }) => Object.hasOwn(deeds, capability) && effect === "idempotent",
  async run(trial) {
    const { id } = trial.capability;
    const fetch = fetchIn(trial.world.settings);
    const [applied] = await openOnes(trial);
    const input = applied && (await deeds[id]!.input(trial, applied));
    if (!fetch || !input) return;
    // Who takes a tag away has one to take.
    if (id === "candidates.removeTag" && trial.offers("candidates.addTag"))
      await ending(() => trial.call("candidates.addTag", input));
    const texts = await textsOf(trial, applied, input);
    const writes = keepingWrites(trial, fetch);
    const marking = rewording(writes.fetch, (text) => (texts.has(text) ? text + mark : text));
    await using fresh = await connectedTo(withFetch(trial, marking));
    await ending(() => fresh.call(id, input, { timeoutMs: 600_000 }));
    const written = textOf(writes.kept);
    const back = [...texts].filter((text) => written.includes(text + mark));
    assert.deepEqual(
      back,
      [],
      "what was read of a record and written back, though the call does not name it: who changes it in between loses the change. Send what is asked for alone, or with the version that was read (`If-Match`)",
    );
    // What rejects an application ends it itself.
    if (id.startsWith("applications.") && !/reject/.test(id) && trial.world.become) await leavesTheEnd(trial);
  },
};

/** An entry of a list as nobody can read it: a text becomes a number, a record keeps its id alone, which is another one. */
function oddOf(entry: unknown): unknown {
  if (typeof entry !== "object" || entry === null) return 4897;
  const fields = Object.entries(entry).map(([name, held]) => {
    if (isIdName(name)) return [name, typeof held === "number" ? 4897 : "4897"];
    return [name, typeof held === "string" ? { odd: 4898 } : held];
  });
  return Object.fromEntries(fields) as object;
}

const saysOf = (entry: unknown, texts: ReadonlySet<string>): boolean =>
  typeof entry === "object" && entry !== null && !Array.isArray(entry)
    ? Object.values(entry).some(
        (held) => (typeof held === "string" || typeof held === "number") && texts.has(String(held)),
      )
    : texts.has(String(entry));

/** The lists in a value that have an entry that says one of some texts. */
function listsOf(value: unknown, texts: ReadonlySet<string>): readonly (readonly unknown[])[] {
  if (typeof value !== "object" || value === null) return [];
  const own = Array.isArray(value) && value.some((each) => saysOf(each, texts)) ? [value as readonly unknown[]] : [];
  return [...own, ...Object.values(value).flatMap((held) => listsOf(held, texts))];
}

/** The same value with an entry more, which nobody can read, in each such list. */
const withOdd = (value: unknown, texts: ReadonlySet<string>): unknown =>
  changedWithin(value, (list) => {
    const like: unknown = Array.isArray(list) ? list.find((each) => saysOf(each, texts)) : undefined;
    return like === undefined ? undefined : [...(list as unknown[]).map((each) => withOdd(each, texts)), oddOf(like)];
  });

/** What a command promises that reads a list, changes an entry and writes the whole list. */
export const oddTagStaysPromise: ContractPromise = {
  promise: "leaves a tag that it cannot read where it is",
  rules: [
    {
      rule: "what cannot be read is not deleted: a list of tags that is written again keeps each entry as it came, or the call ends in an error",
      tried: "it puts an odd entry beside the tags",
    },
  ],
  applies: ({ capability }) => /^candidates\.(add|remove)Tag$/.test(capability),
  async run(trial) {
    const { id } = trial.capability;
    const fetch = fetchIn(trial.world.settings);
    const [applied] = await openOnes(trial);
    if (!fetch || !applied || !trial.offers("candidates.addTag")) return;
    const { candidateId: candidate } = applied;
    for (const tag of ["Kept 4899", "Taken 4900"])
      if (isDeclared(await ending(() => trial.call("candidates.addTag", { candidate, tag })))) return;
    const [kept] = (await tagsOf(trial, candidate)).filter(({ name }) => name === "Kept 4899");
    if (!kept) return;
    const texts = new Set([kept.name, kept.id]);
    const writes = keepingWrites(trial, fetch);
    await using fresh = await connectedTo(
      withFetch(
        trial,
        rewriting(writes.fetch, (body) => withOdd(body, texts)),
      ),
    );
    const tag = id === "candidates.addTag" ? "Further 4901" : "Taken 4900";
    await ending(() => fresh.call(id, { candidate, tag }, { timeoutMs: 600_000 }));
    const lost = writes.kept
      .flatMap(({ body }) => listsOf(body, texts))
      .filter((list) => !/4897|4898/.test(JSON.stringify(list)));
    assert.equal(
      lost.length,
      0,
      "the ATS sent a tag in a form that cannot be read, the list of tags was written again without it, and so it is deleted: send it back as it came, or end in an error",
    );
  },
};
