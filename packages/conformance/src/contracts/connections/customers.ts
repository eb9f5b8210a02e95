import { AdapterDefinitionError, AtsError, isOffered, memoryLedger, type Ledger } from "@anyats/core";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { WorldFailed } from "../../world-failed.ts";
import { type Connected, connectedTo, withSettings } from "../../trial.ts";
import type { Kind } from "../../world.ts";
import { InstantClock } from "../../worlds/instant-clock.ts";
import { addressOf, requestOf } from "../../worlds/request-of.ts";
import { fetchIn } from "../../worlds/tapped.ts";
import { arrivesAsHeld, isDeleted } from "../pieces/records.ts";
import { samplesOf } from "../pieces/samples.ts";
import { madeBy, tagsOf } from "../pieces/states.ts";
import { ending, unlessRefused } from "../pieces/striking.ts";

const kinds: readonly Kind[] = ["jobs", "candidates", "applications"];
const pageSize = 20;

/** What tells one customer's settings from another's; functions do not. */
const shown = (settings: unknown) => JSON.stringify(settings);

/** The other customer's ATS, in which some records differ from those of the same ids in the first. */
async function otherThan(one: Trial): Promise<AsyncDisposable & { readonly trial: Trial }> {
  const second = await one.another("second");
  const { world } = second.trial;
  if (shown(world.settings) === shown(one.world.settings))
    throw new WorldFailed(
      'open("second")',
      "gave the settings of the first customer: give the second an account, an address or a database of its own",
    );
  for (const kind of kinds) for (const id of world.ids(kind).slice(0, 3)) await world.touch(kind, id);
  return second;
}

/** Runs something with one customer's connection that must not reach the other's ATS. */
async function apart<T>(other: Trial, run: () => Promise<T>): Promise<T> {
  const before = other.world.requests();
  const result = await run();
  assert.equal(other.world.requests() - before, 0, "a request of one customer went to the other's ATS");
  return result;
}

interface Row {
  readonly id: string;
}

/** Reads both customers' streams at once, page by page in turn. */
async function readsInTurn(both: readonly Trial[]): Promise<void> {
  const readers = both.map((trial) => ({
    trial,
    rows: [] as Row[],
    pages: trial.stream(trial.capability.id, {}, { pageSize }).pages()[Symbol.asyncIterator](),
    done: false,
  }));
  while (readers.some(({ done }) => !done))
    for (const reader of readers) {
      if (reader.done) continue;
      const { done, value } = await reader.pages.next();
      if (done) reader.done = true;
      else reader.rows.push(...value.records);
    }
  for (const { trial, rows } of readers) {
    const truth = (await trial.world.records(trial.cell.group)).filter((record) => !isDeleted(record));
    if (truth.length === 0) continue;
    arrivesAsHeld(rows as never, new Map(truth.map((record) => [record.id, record])));
    assert.equal(rows.length, truth.length, "records are missing, or came twice");
  }
}

const namesItsRecords = (one: Trial, other: Trial) =>
  kinds.every((kind) => isDeepStrictEqual(one.world.ids(kind), other.world.ids(kind)));

interface Receipt {
  readonly settledBy?: string | null;
  readonly applicationId?: string | null;
}

/** Whether there is something to write: what a command takes away is made first, where the adapter offers that. */
async function hasToWrite(trial: Trial, input: Readonly<Record<string, unknown>>): Promise<boolean> {
  const maker = madeBy[trial.capability.id];
  if (maker === undefined) return true;
  if (trial.offers(maker) && !AtsError.is(await ending(() => trial.call(maker, input)))) return true;
  return (await tagsOf(trial, String(input["candidate"]))).some(({ name }) => name === input["tag"]);
}

/** The same write under the same idempotency key, for two customers whose connections share a ledger. */
async function writesForEach(one: Trial, other: Trial): Promise<void> {
  const [sample] = await samplesOf(one);
  // Where both have records of the same ids, the two writes are the same to the letter.
  const [theirs] = namesItsRecords(one, other) ? [sample] : await samplesOf(other);
  if (!sample || !theirs) return;
  const { id } = one.capability;
  const shared = { ledger: memoryLedger(undefined, new InstantClock(one.world.now())) };
  const connected = async (trial: Trial) => connectedTo(trial, [], shared);
  let first: Connected;
  try {
    first = await connected(one);
  } catch (error) {
    // The adapter binds no CONNECTION_ID, so core rejects a ledger for its connections.
    if (error instanceof AdapterDefinitionError) return;
    throw error;
  }
  await using _first = first;
  await using second = await connected(other);
  const key = { idempotencyKey: "the-same-4790" };
  const writes = one.world.writes();
  const written = await unlessRefused(() => apart(other, () => first.call(id, sample.input, key)));
  if (written === undefined) return;
  const counts = one.world.writes() > writes && (await hasToWrite(other, theirs.input));
  const before = other.world.writes();
  const ended = await apart(one, () => ending(() => second.call(id, theirs.input, key)));
  if (AtsError.is(ended)) assert.fail(`the second customer's write met the first one's: ${ended.code}`);
  const receipt = ended as Receipt;
  if (counts) assert.ok(other.world.writes() > before, "the second customer's write was treated as the first one's");
  assert.notEqual(receipt.settledBy, "ledger", "the second customer got the receipt of the first");
  if (receipt.applicationId != null)
    assert.ok(other.world.ids("applications").includes(receipt.applicationId), "the receipt names an id of the first");
  if (one.cell.effect !== "creates") return; // What may be repeated is, without a look at the ledger.
  const again = (await first.call(id, sample.input, key)) as Receipt;
  assert.equal(again.settledBy, "ledger", "the first customer's entry was lost");
}

/**
 * Two customers of one app, whose connections live in one process and share a ledger.
 * @param promises What the cell promises.
 */
export function customersPromise(kind: string, promises: readonly ContractPromise[]): readonly ContractPromise[] {
  const own = promises.flatMap(({ ofCustomers }) => ofCustomers ?? []);
  if (kind === "query" && own.length === 0) return [];
  const run = async (trial: Trial) => {
    await using second = await otherThan(trial);
    const other = second.trial;
    if (trial.cell.kind === "stream") await readsInTurn([trial, other]);
    if (trial.cell.kind === "command") await writesForEach(trial, other);
    for (const each of own) {
      await apart(other, () => each(trial));
      await apart(trial, () => each(other));
      await apart(other, () => each(trial));
    }
  };
  return [
    {
      promise: "keeps two customers of one app apart, also when they share a ledger",
      rules: [
        {
          rule: "nothing is kept for all connections of the process",
          tried: "a second customer, whose ATS holds other data under the same ids, asks the same",
        },
      ],
      run,
    },
  ];
}

/** The settings with each address in them written otherwise; undefined where they hold none. */
function readdressed(settings: unknown, write: (address: string) => string): object | undefined {
  const held = Object.entries((settings ?? {}) as Readonly<Record<string, unknown>>);
  const isAddress = (value: unknown) => typeof value === "string" && /^https?:/.test(value) && URL.canParse(value);
  if (!held.some(([, value]) => isAddress(value))) return undefined;
  const moved = held.map(([name, value]) => [name, isAddress(value) ? write(String(value).replace(/\/$/, "")) : value]);
  return Object.fromEntries(moved) as object;
}

const folder = "/customer-4831";

/** What a command promises of customers whose addresses differ after the host only. */
export const customersOfOneHostPromise: ContractPromise = {
  promise: "tells customers apart whose addresses differ in the path alone",
  rules: [
    {
      rule: "customers whose addresses differ in the path alone are two customers: name the whole address in `connectionId`",
      tried: "it writes for both under one key and one ledger",
    },
  ],
  // An aggregator has one address for all, and tells customers apart otherwise.
  applies: ({ kind, effect, lane }) => kind === "command" && effect === "creates" && lane === "native",
  async run(trial) {
    const { world, capability } = trial;
    const fetch = fetchIn(world.settings);
    const moved = readdressed(world.settings, (address) => `${address}${folder}`);
    const [sample] = await samplesOf(trial);
    if (!fetch || !moved || !sample) return;
    let isInPath = false;
    const back: typeof fetch = (input, init) => {
      const { href } = new URL(addressOf(input));
      isInPath ||= href.includes(folder);
      const address = href.replace(folder, "");
      return fetch(input instanceof Request ? new Request(address, input) : address, init);
    };
    const shared = { ledger: memoryLedger(undefined, new InstantClock(world.now())) };
    let theirs: unknown;
    try {
      await using first = await connectedTo(trial, [], shared);
      await using second = await connectedTo(withSettings(trial, { ...moved, fetch: back }), [], shared);
      const call = (on: Connected, idempotencyKey: string) =>
        ending(() => on.call(capability.id, sample.input, { idempotencyKey }));
      await call(second, "of-one-host-4832");
      await call(first, "of-one-host-4833");
      theirs = await call(second, "of-one-host-4833");
    } catch (error) {
      if (AtsError.is(error) || error instanceof AdapterDefinitionError) return; // It takes no such address, or no ledger.
      throw error;
    }
    if (!isInPath) return; // Its requests go to the host, whatever stands after it: it is the same customer.
    if (AtsError.is(theirs)) return;
    assert.notEqual(
      (theirs as Receipt).settledBy,
      "ledger",
      "customers whose addresses differ in the path share one entry of the ledger: name the whole address in CONNECTION_ID",
    );
  },
};

/** One address in other forms, as somebody may write it who opens the settings again. */
const forms: Readonly<Record<string, (address: string) => string>> = {
  "with a slash at its end": (address) => `${address}/`,
  "in capitals": (address) => address.replace(/^[a-z]+:\/\/[^/]+/, (origin) => origin.toUpperCase()),
};

/** Makes the same write under one key and one ledger with other settings; undefined where that is refused. */
async function writingWith(trial: Trial) {
  const [sample] = await samplesOf(trial);
  const ledger = memoryLedger(undefined, new InstantClock(trial.world.now()));
  return async (settings: object | undefined): Promise<Receipt | undefined> => {
    if (settings === undefined || !sample) return undefined;
    try {
      await using on = await connectedTo(withSettings(trial, settings), [], { ledger });
      return (await on.call(trial.capability.id, sample.input, { idempotencyKey: "rewritten-4834" })) as Receipt;
    } catch (error) {
      // It takes no such settings, or no ledger; or the ATS refuses them, or the sample.
      if (AtsError.is(error) || error instanceof AdapterDefinitionError) return undefined;
      throw error;
    }
  };
}

/** What a command promises of a customer whose settings somebody wrote again. */
export const rewrittenAddressPromise: ContractPromise = {
  promise: "knows a customer again whose address is written in another form",
  rules: [
    {
      rule: "a customer stays the same when somebody writes the address in another form: `baseUrl()` gives it one",
      tried: "it writes again under one key and one ledger, with a slash and in capitals",
    },
  ],
  applies: ({ kind, effect }) => kind === "command" && effect === "creates",
  async run(trial) {
    const { settings } = trial.world;
    const write = await writingWith(trial);
    if ((await write(readdressed(settings, (address) => address))) === undefined) return;
    for (const [what, form] of Object.entries(forms)) {
      const again = await write(readdressed(settings, form));
      assert.equal(
        again?.settledBy ?? "ledger",
        "ledger",
        `with the address ${what}, a write was made again under its key: give CONNECTION_ID one form of the address`,
      );
    }
  },
};

/** The text with something else in the place of its last letter. */
const withLastLetter = (text: string, other: (letter: string) => string): string =>
  text.replace(/[a-z](?=[^a-z]*$)/i, other);

const inOtherCase = (letter: string) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase());

/** One of the commands is tried: a connection has one id for all of them. */
const isFirstToCreate = ({ claims, cell: { capability } }: Trial): boolean =>
  claims.cells.find((cell) => cell.effect === "creates" && isOffered(cell))?.capability === capability;

/** A ledger that notes the keys that it is asked for: the connection is a part of each. */
function notingKeys(ledger: Ledger): { readonly ledger: Ledger; readonly keys: readonly string[] } {
  const keys: string[] = [];
  const claim: Ledger["claim"] = (key, ...rest) => {
    keys.push(key);
    return ledger.claim(key, ...rest);
  };
  return { ledger: { ...ledger, claim }, keys };
}

/**
 * Calls a sample with other settings. @returns What the ledger is asked for, before anything is sent, and what is sent; undefined
 * where the adapter takes no such settings, or no ledger.
 */
async function askingWith(trial: Trial) {
  const [sample] = await samplesOf(trial);
  return async (settings: unknown) => {
    if (!sample) return undefined;
    const noted = notingKeys(memoryLedger(undefined, new InstantClock(trial.world.now())));
    const fetch = fetchIn(settings);
    let sent = "";
    const noting: typeof globalThis.fetch = async (...given) => {
      const request = requestOf(...given);
      sent += `${decodeURIComponent(request.url)} ${[...request.headers].join(" ")} ${await request.clone().text()} `;
      return fetch!(request);
    };
    const by = fetch ? { ...(settings as object), fetch: noting } : settings;
    try {
      await using on = await connectedTo(withSettings(trial, by), [], { ledger: noted.ledger });
      await on.call(trial.capability.id, sample.input, { idempotencyKey: "of-another-key-4893" });
    } catch (error) {
      if (!AtsError.is(error) && !(error instanceof AdapterDefinitionError)) throw error;
    }
    const key = noted.keys.at(0);
    return key === undefined ? undefined : { key, sent };
  };
}

/** What a command promises of customers whose ids are alike but for capitals. */
export const customersInCapitalsPromise: ContractPromise = {
  promise: "tells customers apart whose settings differ in a capital letter",
  rules: [
    {
      rule: "`CONNECTION_ID` keeps the letters of the settings as they are: capitals tell customers apart",
      tried:
        "it asks the ledger with each text of the settings in another case, if another letter gives another customer and requests contain the text",
    },
  ],
  applies: ({ kind, effect }) => kind === "command" && effect === "creates",
  async run(trial) {
    if (!isFirstToCreate(trial)) return;
    const settings = trial.world.settings as Readonly<Record<string, unknown>>;
    // Hosts are the same in capitals, and so may be the names with which people sign in.
    const texts = Object.entries(settings).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string" && !/[:/]\/|@/.test(entry[1]),
    );
    const asking = await askingWith(trial);
    const usual = await asking(settings);
    if (usual === undefined) return;
    for (const [name, text] of texts) {
      const as = (other: string) => asking({ ...settings, [name]: other });
      const stranger = await as(withLastLetter(text, (letter) => (letter.toLowerCase() === "x" ? "y" : "x")));
      // It says nothing of the customer, or is one of a few words, such as a time zone.
      if (stranger === undefined || stranger.key === usual.key) continue;
      const capital = withLastLetter(text, inOtherCase);
      const other = await as(capital);
      assert.ok(
        other?.key !== usual.key || !other.sent.includes(capital),
        `customers whose \`${name}\` differs in a capital letter share one entry of the ledger: leave it as it is in CONNECTION_ID`,
      );
    }
  },
};

/** What a command promises of a customer who has another key now. */
export const replacedKeyPromise: ContractPromise = {
  promise: "knows a customer again whose key was replaced",
  rules: [
    {
      rule: "a customer is the same one with another key: name the account or the address in `connectionId`, and nothing of the key; where an ATS names neither, a limitation says so in `denies`",
      tried: "it looks at what the ledger is asked for with both keys of the world",
    },
  ],
  applies: ({ kind, effect }) => kind === "command" && effect === "creates",
  async run(trial) {
    if (!isFirstToCreate(trial)) return;
    const { settings, wrong } = trial.world;
    const asking = await askingWith(trial);
    const [before, after] = [await asking(settings), await asking(wrong.settings)];
    if (before === undefined || after === undefined) return;
    assert.equal(
      after.key,
      before.key,
      "with another key, the same customer is another one to the ledger, and a write under its idempotency key is made again: name the account or the address in CONNECTION_ID, and nothing of the key",
    );
  },
};
