import { AtsError, InvalidInput } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import type { WorldRecord } from "../../world.ts";
import { isAbsentOf } from "../pieces/absent-fields.ts";
import type { Receipt } from "../pieces/receipts.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { openApplications } from "../pieces/targets.ts";

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

/** A change sets every field: what one without a title and a place leaves of them is not what is given. */
async function leavesNothing(trial: Trial, { title: _title, ...input }: Planned): Promise<void> {
  if (!input.interview) return;
  const former = ["Talk Sorrel 5013", "Room Tansy 5014"] as const;
  const [title, address] = former;
  for (const given of [{ title, location: { type: "PHYSICAL", address } }, { location: undefined }]) {
    const receipt = (await ending(() => trial.call(trial.capability.id, { ...input, ...given }))) as Receipt;
    if (AtsError.is(receipt) ? receipt.fault === "caller" : receipt.warnings.length > 0) return;
    if (AtsError.is(receipt)) throw receipt;
  }
  const stored = (await trial.world.records("interviews")).find(({ id }) => id === input.interview);
  for (const text of former)
    assert.ok(
      !JSON.stringify(stored).includes(text),
      `an interview was changed without a title and a place, and "${text}" is still there: every field is set to what is given`,
    );
}

/** What planning an interview promises of what the ATS then holds. */
export const interviewPromise: ContractPromise = {
  promise: "stores the application, title, times and interviewers of an interview",
  rules: [
    {
      rule: "an interview that is changed for another application is one of that application then, or the call is refused",
      tried: "it names another application",
    },
    {
      rule: "a change sets every field to what is given: a title or a place that is not given is there no more, or the call is refused, or the receipt warns",
      tried: "it changes an interview with a title and a room, and then without",
    },
  ],
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
    await leavesNothing(trial, samples[0]!);
  },
};

/** Places that have nothing in common: rooms and calls may stand in two fields of the ATS. */
const places = [
  { type: "PHYSICAL", address: "Room Heliotrope 4915" },
  { type: "VIRTUAL", address: "https://meet.example/juniper-4916" },
  { type: "PHYSICAL", address: "Room Marigold 4917" },
] as const;

/** What changing an interview promises of its place: it has one at a time. */
export const onePlacePromise: ContractPromise = {
  promise: "takes the former place away where an interview moves to another one",
  rules: [
    {
      rule: "an interview that moves from a room to a call is in the room no more: a change of the place empties the other field",
      tried: "it moves an interview from a room to a call and to another room, and looks for what is left",
    },
  ],
  async run(trial) {
    const [sample] = await samplesOf(trial);
    const input = sample?.input as unknown as Planned;
    const left: string[] = [];
    for (const location of places) {
      const receipt = (await ending(() => trial.call(trial.capability.id, { ...input, location }))) as Receipt;
      if (isDeclared(receipt)) return;
      if (AtsError.is(receipt)) throw receipt;
      // Of what it does not send, it warns.
      if (receipt.warnings.length > 0) return;
      const stored = (await trial.world.records("interviews")).find(({ id }) => id === input.interview);
      assert.ok(stored, "the interview is not there");
      const text = JSON.stringify(stored);
      const isAbsent = ["location", "videoConferenceUrl"].every((name) => isAbsentOf(trial, "interviews", name));
      assert.ok(isAbsent || text.includes(location.address), `it was moved to ${location.address}, and is not there`);
      for (const former of left)
        assert.ok(!text.includes(former), `it was moved from ${former} to ${location.address}, and is still in both`);
      left.push(location.address);
    }
  },
};
