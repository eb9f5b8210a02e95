import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import type { Fields } from "../../fields.ts";
import { turns } from "../../real-time.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { worldHas } from "../../world-lacks.ts";
import { requestOf } from "../../worlds/request-of.ts";
import { answeredAt, fetchIn, lostAt, notingTheWrite } from "../../worlds/tapped.ts";
import { noConnection } from "../../worlds/troubled-network.ts";
import { isAbsentOf } from "../pieces/absent-fields.ts";
import { fileCalled, storedAs } from "../pieces/files.ts";
import { isDeleted } from "../pieces/records.ts";
import { claimsToFind } from "../pieces/requests.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { openApplications, type Pending, target, targetId } from "../pieces/targets.ts";

type Fetch = typeof globalThis.fetch;
/** A write, others that differ from it in one thing, and how often the write itself is there. */
interface Alike {
  readonly input: Fields;
  readonly twins: Readonly<Record<string, Fields>>;
  readonly count: (trial: Trial) => Promise<number>;
  /** The twin that no look treats as the write. */
  readonly different?: string;
  /** The contents of files cannot be read. */
  readonly withholdsFiles?: boolean;
}

/** As long as a template: two notes made with one begin alike. */
const beginning = "We talked about the shifts, the pay and the way to work. ".repeat(4);
const text = `${beginning}Almost the same 4761`;

/** Two open applications, each of another candidate; the first of somebody with a further application, where there is one. */
async function ofTwoPeople(trial: Trial) {
  const open = await openApplications(trial);
  const all = (await trial.world.records("applications")).filter((each) => !isDeleted(each));
  const siblingOf = ({ id, candidateId }: Pending) =>
    all.find((each) => each["candidateId"] === candidateId && each.id !== id)?.id;
  const mine = open.find((each) => siblingOf(each) !== undefined) ?? open[0]!;
  const other = open.find(({ candidateId }) => candidateId !== mine.candidateId);
  worldHas(other, "the world has open applications of one candidate only");
  return { mine, other, sibling: siblingOf(mine) };
}

/** The same on another application of the person. */
const onSibling = (of: "application" | "candidate", sibling: string | undefined, given: Fields) =>
  of === "candidate" || sibling === undefined
    ? undefined
    : { "another application of the person": { application: sibling, ...given } };

const notes = (of: "application" | "candidate") => async (trial: Trial) => {
  const { mine, other, sibling } = await ofTwoPeople(trial);
  const id = targetId(of, mine);
  return {
    input: { ...target(of, mine), note: { text } },
    twins: {
      "another text": { ...target(of, mine), note: { text: "Something else 4762" } },
      "another end": { ...target(of, mine), note: { text: `${beginning}Not quite the same 4840` } },
      "another record": { ...target(of, other), note: { text } },
      ...onSibling(of, sibling, { note: { text } }),
    },
    count: async ({ world }) => (await world.notes(of, id)).filter((note) => note.includes(text)).length,
    different: "another text",
  } satisfies Alike;
};

const files = (of: "application" | "candidate") => async (trial: Trial) => {
  const { mine, other, sibling } = await ofTwoPeople(trial);
  const id = targetId(of, mine);
  const file = fileCalled("alike-4763.pdf", "OTHER");
  return {
    input: { ...target(of, mine), file },
    twins: {
      "another file": { ...target(of, mine), file: fileCalled("other-4764.pdf", "OTHER") },
      ...(trial.adapter.facts.traits?.fileNames !== "changed" && {
        "another name": { ...target(of, mine), file: { ...file, name: "alike-4842.pdf" } },
      }),
      "another record": { ...target(of, other), file },
      ...onSibling(of, sibling, { file }),
    },
    count: async (on) => storedAs(on, await on.world.files(of, id), file).length,
    different: "another file",
  } satisfies Alike;
};

/** Whether two files can be compared: both contents are known, the ATS fetches one from its address, or gives none out. */
type Comparing = "known" | "fetched" | "withheld";

/** Files of one name with another content. */
const contents = (of: "application" | "candidate", comparing: Comparing) => async (trial: Trial) => {
  const [mine] = await openApplications(trial);
  if (trial.adapter.facts.traits?.fileNames === "changed") return undefined;
  const [file, twin] = ["twice-4838.pdf", "other-4839.pdf"].map((name) => fileCalled(name, "OTHER"));
  const { base64: _, ...named } = file!;
  const given = comparing === "fetched" ? { ...named, url: "https://files.example.com/4838.pdf" } : file;
  return {
    input: { ...target(of, mine!), file: given },
    withholdsFiles: comparing === "withheld",
    twins: { "another content": { ...target(of, mine!), file: { ...named, base64: twin!.base64 } } },
    count: async (on) => {
      const held = storedAs(on, await on.world.files(of, targetId(of, mine!)), file!);
      return held.filter((each) => each.base64 !== twin!.base64).length;
    },
  } satisfies Alike;
};

const instantOf = (value: unknown) => Date.parse(String(value));

async function interviews(trial: Trial): Promise<Alike | undefined> {
  const [sample] = await samplesOf(trial);
  if (!sample) return undefined;
  const { input } = sample;
  const other = (await openApplications(trial)).find(({ id }) => id !== input["application"])!;
  const later = (name: string) => new Date(instantOf(input[name]) + 600_000).toISOString();
  const twins: Readonly<Record<string, Fields>> = {
    title: { ...input, title: "Another title 4765" },
    startsAt: { ...input, startsAt: later("startsAt") },
    endsAt: { ...input, endsAt: later("endsAt") },
    applicationId: { ...input, application: other.id },
  };
  const told = (name: string) => !isAbsentOf(trial, "interviews", name);
  return {
    input,
    twins: Object.fromEntries(Object.entries(twins).filter(([name]) => told(name))),
    count: async ({ world }) =>
      (await world.records("interviews")).filter(
        (held) =>
          held["applicationId"] === input["application"] &&
          (!told("title") || held["title"] === input["title"]) &&
          instantOf(held["startsAt"]) === instantOf(input["startsAt"]) &&
          instantOf(held["endsAt"]) === instantOf(input["endsAt"]),
      ).length,
  };
}

async function applications(trial: Trial): Promise<Alike | undefined> {
  const jobs = (await trial.stream("jobs.stream", { statuses: ["OPEN"] }).toArray()) as unknown as { id: string }[];
  const [job, another] = jobs;
  if (!job || !another) return undefined;
  const candidate = { firstName: "Ida", lastName: "Alike", email: "ida.alike.4766@example.com" };
  return {
    input: { job: job.id, candidate },
    twins: {
      "another job": { job: another.id, candidate },
      "another address": { job: job.id, candidate: { ...candidate, email: "ida.other.4767@example.com" } },
    },
    different: "another address",
    count: async ({ world }) => {
      const people = await world.records("candidates");
      const mine = new Set(people.filter((each) => JSON.stringify(each).includes(candidate.email)).map(({ id }) => id));
      const all = await world.records("applications");
      return all.filter((each) => each["jobId"] === job.id && mine.has(String(each["candidateId"]))).length;
    },
  };
}

/** An address of a file expires. */
const withoutFiles =
  (fetch: Fetch): Fetch =>
  async (...request) => {
    const asked = requestOf(...request);
    const answer = await fetch(asked);
    const isFile = asked.method === "GET" && answer.ok && !(answer.headers.get("content-type") ?? "").includes("json");
    return isFile ? new Response("Request has expired", { status: 403 }) : answer;
  };

/** Runs a write whose request is lost, while somebody else makes one that differs from it in one thing. */
async function isNotTaken(trial: Trial, nth: number, what: string, prepare: Prepare) {
  await using other = await trial.another();
  const { trial: on } = other;
  const { id } = on.capability;
  const fetch = fetchIn(on.world.settings);
  const alike = await prepare(on);
  if (!fetch || !alike) return;
  let [refused, isShared] = [false, false];
  const way = lostAt(fetch, nth, async () => {
    const held = await alike.count(on);
    refused = AtsError.is(await ending(() => on.call(id, alike.twins[what])));
    // Where the ATS keeps it with the person, it is on both.
    isShared = (await alike.count(on)) !== held;
  });
  await using fresh = await connectedTo(withFetch(on, alike.withholdsFiles ? withoutFiles(way.fetch) : way.fetch));
  const before = await alike.count(on);
  const ended = await ending(() => fresh.call(id, alike.input, { timeoutMs: 600_000 }));
  if (refused || isShared || isDeclared(ended) || !way.reached()) return;
  const written = (await alike.count(on)) - before;
  if (!AtsError.is(ended))
    assert.equal(
      written,
      1,
      `the request was lost, somebody made a write that differs in one thing (${what}), and the call took that for its own`,
    );
  else assert.ok(written <= 1, `${what}: it was written ${written} times`);
}

/** For how many turns of the program a twin runs alone: it may have to wait for the write beside it. */
const headStart = 300;

/** Runs a write whose answer is lost when a twin that came meanwhile, on the same connection, has been answered. */
async function isFoundBeside(trial: Trial, nth: number, prepare: Prepare): Promise<void> {
  await using other = await trial.another();
  const { trial: on } = other;
  const { id } = on.capability;
  const fetch = fetchIn(on.world.settings);
  const alike = await prepare(on);
  const what = alike?.different;
  if (!fetch || !alike || what === undefined || !claimsToFind(on)) return;
  let isAnswered = false;
  let beside: Promise<void> | undefined;
  const answerTwin = async () => {
    isAnswered = !AtsError.is(await ending(() => fresh.call(id, alike.twins[what], { timeoutMs: 600_000 })));
  };
  const way = answeredAt(fetch, nth, async (...request) => {
    await (await fetch(...request)).arrayBuffer();
    beside = answerTwin();
    await Promise.race([beside, turns(headStart)]);
    throw noConnection();
  });
  await using fresh = await connectedTo(withFetch(on, way.fetch));
  const ended = await ending(() => fresh.call(id, alike.input, { timeoutMs: 600_000 }));
  const isBeside = isAnswered;
  await beside;
  if (isBeside && AtsError.is(ended))
    assert.fail(
      `the answer was lost, and meanwhile another write was answered (${what}): the write is there, \`settledBy\` names ${on.cell.settledBy!.join(", ")}, and the call ended in ${ended.code}. Let the key of like writes have all that the look compares`,
    );
}

type Prepare = (trial: Trial) => Promise<Alike | undefined>;

async function isTakenForNone(trial: Trial, prepare: Prepare): Promise<void> {
  await using probe = await trial.another();
  const fetch = fetchIn(probe.trial.world.settings);
  const alike = await prepare(probe.trial);
  if (!fetch || !alike) return;
  const way = notingTheWrite(fetch, () => probe.trial.world.writes());
  await using fresh = await connectedTo(withFetch(probe.trial, way.fetch));
  await ending(() => fresh.call(trial.capability.id, alike.input));
  const nth = way.nth();
  if (nth === undefined) return;
  for (const what of Object.keys(alike.twins)) await isNotTaken(trial, nth, what, prepare);
  await isFoundBeside(trial, nth, prepare);
}

const promiseOf = (...ways: readonly Prepare[]): readonly ContractPromise[] => [
  {
    promise: "after a lost request, does not confuse its write with a near twin",
    rules: [
      {
        rule: "a note or a file on an application is told from the same one on another application of the person",
        tried: "it loses the write while somebody makes it there",
      },
      {
        rule: "a write whose answer was lost is found although another one was answered meanwhile that differs from it: the key of like writes has all that the look compares",
        tried: "it makes such a write on the same connection before the answer is lost",
      },
    ],
    async run(trial) {
      for (const prepare of ways) await isTakenForNone(trial, prepare);
    },
  },
];

const comparings = ["known", "fetched", "withheld"] as const satisfies readonly Comparing[];

/** What each command that creates promises of writes that are almost the same. */
export const nearTwinPromises: Readonly<Record<string, readonly ContractPromise[]>> = {
  "applications.addNote": promiseOf(notes("application")),
  "candidates.addNote": promiseOf(notes("candidate")),
  "applications.addAttachment": promiseOf(
    files("application"),
    ...comparings.map((comparing) => contents("application", comparing)),
  ),
  "candidates.addAttachment": promiseOf(
    files("candidate"),
    ...comparings.map((comparing) => contents("candidate", comparing)),
  ),
  "interviews.create": promiseOf(interviews),
  "applications.create": promiseOf(applications),
};
