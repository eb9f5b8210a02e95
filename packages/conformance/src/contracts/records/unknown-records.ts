import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { type Connected, connectedTo, withFetch } from "../../trial.ts";
import { recordNouns, type RecordState } from "../../world.ts";
import { requestOf } from "../../worlds/request-of.ts";
import { answeredAt, fetchIn } from "../../worlds/tapped.ts";
import { recordNamedIn, samplesOf } from "../pieces/samples.ts";
import { ending } from "../pieces/striking.ts";
import { nobody } from "../pieces/targets.ts";

/** An id in the form of those that the ATS has, which no record has. */
const unlike = (id: string, all: readonly string[]): string => {
  const digit = (letter: string) => String((Number(letter) + 7) % 10);
  const other = id.replaceAll(/\d/g, digit);
  return other === id || all.includes(other) ? nobody : other;
};

/** Asks for the id of a record of another kind, on a connection that has just met that one. */
async function ofAnotherKind(trial: Trial, field: string, all: readonly string[], usual: string): Promise<void> {
  const { id: capability } = trial.capability;
  for (const [kind, noun] of Object.entries(recordNouns)) {
    const namesake = `${kind}.${capability.split(".")[1]}`;
    const id = trial.world.ids(kind as RecordState["kind"]).find((each) => !all.includes(each));
    if (namesake === capability || !trial.offers(namesake) || id === undefined) continue;
    await using fresh = await connectedTo(trial);
    await ending(() => fresh.call(namesake, { [noun]: id }));
    const ended = await ending(() => fresh.call(capability, { [field]: id }));
    assert.equal(
      AtsError.is(ended) ? ended.code : "an answer",
      usual,
      `${id} is the id of a ${noun} that was asked for before, and of no ${field}: what is kept of records is kept by kind and id`,
    );
  }
}

/** What every query promises that asks for something of one record. */
export const unknownRecordPromise: ContractPromise = {
  promise: "says that a record does not exist, where it is asked for what belongs to it",
  rules: [
    {
      rule: "what is kept of records is kept by kind and id: an ATS may count each kind from 1",
      tried:
        "it asks for what belongs to a record of one kind by the id of another kind's, on a connection that has just met that one",
    },
    {
      rule: "what belongs to a record that does not exist is `record.not-found`, and not an empty list",
      tried: "it asks for the files and custom fields of an id that nobody has",
    },
  ],
  ofVersions: true,
  applies: ({ kind, capability }) => kind === "query" && /\.(list|get)[A-Z]/.test(capability),
  async run(trial) {
    const [sample] = await samplesOf(trial);
    const named = recordNamedIn(trial, sample?.input);
    if (!named) return;
    const { field, id, all } = named;
    const unknown = unlike(id, all);
    const ended = await ending(() => trial.call(trial.capability.id, { [field]: unknown }));
    assert.ok(AtsError.is(ended), `there is no ${field} ${unknown}, and the answer is ${JSON.stringify(ended)}`);
    assert.equal(ended.fault, "caller", `it ended in ${ended.code}`);
    await ofAnotherKind(trial, field, all, ended.code);
  },
};

/** What an ATS answers, where it says that a record is not there. */
interface NotThere {
  readonly status: number;
  readonly body: string;
}

/** Which request of a call is answered so, from 0, how the call ends then, and whether the address of the request names the record. */
interface Usual extends NotThere {
  readonly nth: number;
  readonly code: string;
  readonly isAddressed: boolean;
}

type Run = (on: Connected) => Promise<unknown>;

/** What the ATS says last of all to a call that names a record which is not there. */
async function usuallySaid(trial: Trial, run: Run, id: string): Promise<Usual | undefined> {
  const fetch = fetchIn(trial.world.settings);
  if (!fetch) return undefined;
  const answers: Omit<Usual, "nth" | "code">[] = [];
  const noting: typeof fetch = async (...given) => {
    const request = requestOf(...given);
    const isAddressed = new URL(request.url).pathname.split("/").includes(encodeURIComponent(id));
    const answer = await fetch(request);
    answers.push({ status: answer.status, body: await answer.clone().text(), isAddressed });
    return answer;
  };
  await using fresh = await connectedTo(withFetch(trial, noting));
  const ended = await ending(() => run(fresh));
  const said = answers.at(-1);
  return AtsError.is(ended) && said ? { ...said, nth: answers.length - 1, code: ended.code } : undefined;
}

/** A code in which the ATS itself says what is not there, and no sentence. */
const ownCode = /"\w+_not_found"|"not_found"|"\w+NotFound"/i;

/** The statuses that say it alone. */
const alone = [404, 410] as const;

/**
 * The other ways in which the ATS may say the same: a status that says it alone, and its own words under another status. Where it
 * answers with a success, an adapter must go by its code, and by nothing else.
 */
function otherWaysOf({ status, body, isAddressed }: Usual): readonly (NotThere & { readonly isSame: boolean })[] {
  const isByCode = status < 400 && ownCode.test(body);
  if (isByCode) return [200, 400, ...alone, 422].map((each) => ({ status: each, body, isSame: true }));
  if (status < 400 && !isAddressed) return [];
  const byStatus = alone.map((each) => ({ status: each, body: "{}", isSame: true }));
  if (status < 400) return byStatus;
  return [
    ...byStatus,
    ...[400, ...alone, 422].map((each) => ({ status: each, body, isSame: each === 404 || each === 410 })),
  ];
}

/** What an ATS may answer with a success, where there is nothing to answer. */
const empty: readonly NotThere[] = ["null", "{}", "[]", ""].map((body) => ({ status: 200, body }));

/** What every query promises that asks for something of one record, with whatever status the ATS says that it is not there. */
export const notThereByStatusPromise: ContractPromise = {
  promise: "blames no setting for a record that is not there, whatever status says so",
  rules: [
    {
      rule: "a record that is not there is `record.not-found` with 404 and 410, and by the ATS's own code whatever status comes with it; never blame an address of the settings",
      tried: "it answers for an unknown id with the ATS's own code under other statuses, and with these statuses alone",
    },
  ],
  applies: ({ kind, capability }) => kind === "query" && /\.(list|get)/.test(capability),
  async run(trial) {
    const [sample] = await samplesOf(trial);
    const named = recordNamedIn(trial, sample?.input);
    if (!named) return;
    const unknown = unlike(named.id, named.all);
    const run: Run = (on) => on.call(trial.capability.id, { [named.field]: unknown });
    const usual = await usuallySaid(trial, run, unknown);
    if (!usual) return;
    // A list may be empty; a record that is asked for by its address may not.
    const isOne = usual.isAddressed && trial.capability.id.endsWith(".get");
    const nothing = (isOne ? empty : []).map((each) => ({ ...each, isSame: false }));
    for (const { status, body, isSame } of [...otherWaysOf(usual), ...nothing]) {
      const headers = { "content-type": "application/json" };
      const way = answeredAt(fetchIn(trial.world.settings)!, usual.nth, () => new Response(body, { status, headers }));
      await using fresh = await connectedTo(withFetch(trial, way.fetch));
      const ended = await ending(() => run(fresh));
      const what = `HTTP ${status} of ${JSON.stringify(body.slice(0, 80))} for an id that is not there`;
      assert.ok(AtsError.is(ended), `${what}, and the answer is ${JSON.stringify(ended)}`);
      assert.notEqual(ended.fault, "configuration", `${what}: whose fault ${ended.code} is`);
      assert.equal(ended.concerns, "call", `${what}: what ${ended.code} concerns`);
      if (isSame && usual.code === "record.not-found") assert.equal(ended.code, usual.code, what);
    }
  },
};
