import { AtsError, type Warning } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import type { StoredFile } from "../../world.ts";
import { clockOnce, InstantClock } from "../../worlds/instant-clock.ts";
import { fetchIn, losingTheWrite, lostAt, silentAt } from "../../worlds/tapped.ts";
import { allAtOnce } from "../pieces/all-at-once.ts";
import { asStored, asStream, fileCalled, issuesOf, storedAs } from "../pieces/files.ts";
import { askedBy, goesBy, isAsked, textOf, theWrite } from "../pieces/requests.ts";
import { entersSomebody, isTriedByTheOther, somebody } from "../pieces/samples.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { openJob } from "../pieces/targets.ts";
import { warningsOf } from "../pieces/warnings.ts";

const applies = ({ capability }: { readonly capability: string }) => entersSomebody(capability);

const attachments = [fileCalled("cv-4801.pdf", "CV"), fileCalled("letter-4802.pdf", "COVER_LETTER")];
type File = (typeof attachments)[number];

/** The files on the applications that came. */
async function filesThatCame({ world }: Trial, before: ReadonlySet<string>): Promise<readonly (string | StoredFile)[]> {
  const stored: (string | StoredFile)[] = [];
  for (const id of world.ids("applications"))
    if (!before.has(id)) stored.push(...(await world.files("application", id)));
  return stored;
}

/** How often each file is there, on the applications that came. */
async function held(on: Trial, before: ReadonlySet<string>): Promise<ReadonlyMap<File, number>> {
  const stored = await filesThatCame(on, before);
  return new Map(attachments.map((file) => [file, storedAs(on, stored, file).length]));
}

const names = ({ message }: Warning, { name }: File) => message.includes(name);
const speaksOfFiles = ({ message }: Warning) =>
  /\b(files?|attach\w*|r[ée]sum[ée]s?)\b/i.test(message) && !attachments.some((file) => message.includes(file.name));

/** The usual end of a call, in a fresh world; undefined where it does not end well. */
async function usually(
  trial: Trial,
  input: Readonly<Record<string, unknown>>,
  traces: ReadonlySet<string> = new Set(),
) {
  await using other = await trial.another();
  const { trial: on } = other;
  const fetch = fetchIn(on.world.settings);
  if (!fetch) return undefined;
  const [writes, before] = [on.world.writes(), new Set(on.world.ids("applications"))];
  const routes = trial.claims.cells.flatMap((cell) => (cell.kind === "command" ? [] : cell.routes));
  const reads: boolean[] = [];
  const noting: typeof fetch = async (...request) => {
    const seen = (await on.world.seen()).length;
    const answer = await fetch(...request);
    const [asked] = (await on.world.seen()).slice(seen);
    reads.push(asked !== undefined && routes.some((route) => goesBy(route, asked)));
    return answer;
  };
  await using fresh = await connectedTo(withFetch(on, noting));
  const { asked, given } = await askedBy(on, () => ending(() => fresh.call(on.capability.id, input)));
  if (isDeclared(given)) return undefined;
  if (AtsError.is(given)) throw given;
  const text = textOf(asked);
  const files = [...(await held(on, before))].flatMap(([file, count]) => (count === 1 ? [file] : []));
  return {
    files,
    traces: [...traces].filter((trace) => isAsked(on, text, trace)),
    warnings: new Set(warningsOf(given).map(({ message }) => message)),
    writes: on.world.writes() - writes,
    /** Of each request, whether operations that only read make it. */
    reads,
  };
}

type Usual = NonNullable<Awaited<ReturnType<typeof usually>>>;

async function isToldOf(trial: Trial, input: Readonly<Record<string, unknown>>, usual: Usual, nth: number) {
  await using other = await trial.another();
  const { trial: on } = other;
  const fetch = fetchIn(on.world.settings)!;
  const before = new Set(on.world.ids("applications"));
  const lost = losingTheWrite(fetch, () => on.world.writes(), fetch, nth);
  await using fresh = await connectedTo(withFetch(on, lost));
  const { asked, given } = await askedBy(on, () =>
    ending(() => fresh.call(on.capability.id, input, { timeoutMs: 600_000 })),
  );
  if (AtsError.is(given)) return; // It claims nothing.
  const what = `the answer of write ${nth + 1} of ${usual.writes} was lost`;
  const warnings = warningsOf(given).filter(({ message }) => !usual.warnings.has(message));
  const there = await held(on, before);
  const canBeSeen =
    on.adapter.facts.traits?.fileNames !== "changed" &&
    ["applications.listAttachments", "candidates.listAttachments"].some((id) => on.offers(id));
  for (const file of usual.files) {
    const count = there.get(file)!;
    const isNamed = warnings.some((warning) => names(warning, file));
    assert.ok(count < 2, `${what}, and ${file.name} was attached ${count} times`);
    assert.ok(
      count > 0 || isNamed || warnings.some(speaksOfFiles),
      `${what}, ${file.name} is not there, and no warning of the receipt names it: \`settle\` must attach what is missing, or warn (\`attachFiles\` of @anyats/http does both)`,
    );
    if (canBeSeen) assert.ok(count === 0 || !isNamed, `${what}, ${file.name} is there, and a warning says otherwise`);
  }
  if (canBeSeen && usual.files.every((file) => there.get(file) === 1))
    assert.ok(!warnings.some(speaksOfFiles), `${what}, every file is there, and a warning says otherwise`);
  const text = textOf(asked);
  for (const trace of usual.traces)
    assert.ok(
      warnings.length > 0 || isAsked(on, text, trace),
      `${what}, "${trace}" was not sent after it, and the receipt warns of nothing`,
    );
}

/** Where a request gets no answer before the call is cancelled, and the call is made again with its key. */
async function goesOn(trial: Trial, usual: Usual, nth: number): Promise<boolean> {
  await using other = await trial.another();
  const { trial: on } = other;
  const fetch = fetchIn(on.world.settings)!;
  const input = { job: await openJob(on), candidate: somebody(), attachments };
  const before = new Set(on.world.ids("applications"));
  const made = () => on.world.ids("applications").filter((id) => !before.has(id)).length;
  const way = silentAt(fetch, nth);
  const clock = new InstantClock(on.world.now());
  await using fresh = await connectedTo(withFetch(on, way.fetch), [clockOnce(clock)]);
  const stop = new AbortController();
  const call = (options: object) =>
    ending(() => fresh.call(on.capability.id, input, { idempotencyKey: "following files", ...options }));
  const first = call({ signal: stop.signal });
  if (await Promise.race([first.then(() => true), way.sent.then(() => false)])) return false;
  const wasMade = made() > 0;
  stop.abort();
  const ended = await first;
  if (!wasMade) return true;
  // Nothing of the call can arrive any more.
  clock.advance(3_600_000);
  const what = `request ${nth + 1} got no answer when the application was there already, the call was cancelled and made again with its key`;
  const again = await call({});
  assert.equal(made(), 1, `${what}: how many applications there are`);
  if (AtsError.is(again)) return true; // It claims nothing.
  // The ledger keeps no warnings: a call that ended well in spite of it has told them already.
  const warnings = [ended, again].flatMap(warningsOf).filter(({ message }) => !usual.warnings.has(message));
  const there = await held(on, before);
  for (const file of usual.files) {
    const count = there.get(file)!;
    assert.ok(count < 2, `${what}: ${file.name} was attached ${count} times`);
    assert.ok(
      count === 1 || warnings.some((warning) => names(warning, file) || speaksOfFiles(warning)),
      `${what}: ${file.name} is not there, and no warning names it`,
    );
    assert.ok(
      count === 1 || !usual.reads[nth],
      `${what}: it only reads, so that no file was on its way, and ${file.name} is not attached by the repeat`,
    );
  }
  return true;
}

/** Files that come as streams, in a fresh world. */
async function takesStreams(trial: Trial, { files }: Usual): Promise<void> {
  await using other = await trial.another();
  const { trial: on } = other;
  const input = { job: await openJob(on), candidate: somebody(), attachments: attachments.map(asStream) };
  const before = new Set(on.world.ids("applications"));
  await using fresh = await connectedTo(on);
  const ended = await ending(() => fresh.call(on.capability.id, input));
  if (AtsError.is(ended)) throw ended;
  const there = await held(on, before);
  for (const file of files)
    assert.equal(
      there.get(file),
      1,
      `${file.name} was given as a stream, which can be read once: how often it is there`,
    );
}

/** A file that cannot be read, beside one that can. */
async function refusesUnreadable(trial: Trial): Promise<void> {
  const { base64: _content, ...file } = attachments[1]!;
  const unreadable = { ...file, path: "/no/such/folder-4803/letter-4802.pdf" };
  const input = { job: await openJob(trial), candidate: somebody(), attachments: [attachments[0]!, unreadable] };
  const [writes, before] = [trial.world.writes(), trial.world.ids("applications").length];
  const [issue] = issuesOf(await ending(() => trial.call(trial.capability.id, input)));
  assert.ok(
    issue?.path.startsWith("attachments[1]"),
    `the second file cannot be read, and ${issue ? `the issue is at ${issue.path}` : "the call did not say so"}: open the files before the first write (\`openFile\` of @anyats/http)`,
  );
  const made = trial.world.ids("applications").length - before;
  assert.deepEqual([trial.world.writes() - writes, made], [0, 0], "a file cannot be read, and something was written");
}

/** The most requests of such a call. */
const most = 24;

/** Two files of one name, as a scanner names them. */
const namesakes = [
  fileCalled("scan-4824.pdf", "OTHER"),
  { ...fileCalled("other-4825.pdf", "OTHER"), name: "scan-4824.pdf" },
];

/** Enters somebody with two files of one name. @param nth Which request is lost on its way, from 0. */
async function withNamesakes(trial: Trial, nth: number) {
  await using other = await trial.another();
  const { trial: on } = other;
  const way = lostAt(fetchIn(on.world.settings)!, nth, () => Promise.resolve());
  const input = { job: await openJob(on), candidate: somebody(), attachments: namesakes };
  const before = new Set(on.world.ids("applications"));
  await using fresh = await connectedTo(withFetch(on, way.fetch));
  const ended = await ending(() => fresh.call(on.capability.id, input, { timeoutMs: 600_000 }));
  const stored = await filesThatCame(on, before);
  const contents = stored.map((file) => asStored(file).base64);
  const times = namesakes.map(({ base64 }) => contents.filter((each) => each === base64).length);
  return { ended, times, isReached: way.reached(), areKnown: contents.length > 0 && !contents.includes(undefined) };
}

/** Each of two files of one name arrives, whichever request is lost. */
async function tellsNamesakesApart(trial: Trial): Promise<void> {
  if (!fetchIn(trial.world.settings)) return;
  const usual = await withNamesakes(trial, Infinity);
  if (AtsError.is(usual.ended)) return;
  if (usual.areKnown && warningsOf(usual.ended).length === 0)
    assert.deepEqual(usual.times, [1, 1], "two files of one application have one name: how often each is there");
  if (usual.times.some((count) => count !== 1)) return;
  const told = new Set(warningsOf(usual.ended).map(({ message }) => message));
  for (let nth = 0; nth < most; nth += 1) {
    const { ended, times, isReached } = await withNamesakes(trial, nth);
    if (!isReached) return;
    if (AtsError.is(ended) || warningsOf(ended).some(({ message }) => !told.has(message))) continue;
    assert.deepEqual(
      times,
      [1, 1],
      `request ${nth + 1} was lost, two files have one name, and the receipt has no warning: how often each is there`,
    );
  }
}

/** What a creating command promises of what it writes after the record is there. */
export const followingFilePromises: readonly ContractPromise[] = [
  {
    promise: "after a lost answer, writes each file and field, or names it in a warning",
    rules: [
      {
        rule: "each file and field of a create is written, or named in a warning, whichever of its answers is lost; no warning names a file that is there (`attachFiles` does both)",
        tried: "it loses the answer of each write in turn",
      },
    ],
    applies,
    async run(trial) {
      const all = await allAtOnce(trial);
      const plain = { job: await openJob(trial), candidate: somebody() };
      const input = { ...(all?.input ?? plain), attachments };
      const usual = await usually(trial, input, all?.traces);
      for (let nth = 0; nth < (usual?.writes ?? 0); nth += 1) await isToldOf(trial, input, usual!, nth);
    },
  },
  {
    promise: "reads each file of a new applicant before it writes, and once",
    rules: [
      {
        rule: "each file of a new applicant is read once, before anything is written",
        tried: "it enters somebody with files that are streams, and with a path that leads nowhere",
      },
    ],
    applies,
    async run(trial) {
      // Both commands of an adapter read files by the same part.
      if (isTriedByTheOther(trial)) return;
      const plain = { job: await openJob(trial), candidate: somebody(), attachments };
      const usual = await usually(trial, plain);
      if (!usual || usual.files.length === 0) return;
      await takesStreams(trial, usual);
      await tellsNamesakesApart(trial);
      await refusesUnreadable(trial);
    },
  },
  {
    promise: "goes on where it was cancelled between its files, when called with its key",
    rules: [
      {
        rule: "each file of a create that was cancelled on its way is written, or named in a warning, when the call is made again with its key: written, where the request that got no answer only reads (`attachFiles` does so)",
        tried: "it cancels the call at each request that follows the first write, and calls again with its key",
      },
    ],
    applies,
    async run(trial) {
      // Both commands of an adapter attach files by the same part.
      if (isTriedByTheOther(trial)) return;
      const input = { job: await openJob(trial), candidate: somebody(), attachments };
      const [usual, write] = [await usually(trial, input), await theWrite(trial)];
      if (!usual || !write) return;
      for (let nth = write.nth + 1; nth < most; nth += 1) if (!(await goesOn(trial, usual, nth))) break;
    },
  },
];
