import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { turns } from "../../real-time.ts";
import { type Connected, connectedTo, withFetch } from "../../trial.ts";
import { fetchIn } from "../../worlds/tapped.ts";
import { settableFields } from "../pieces/custom-field-values.ts";
import { firstPage } from "../pieces/first-page.ts";
import type { Kind } from "../pieces/states.ts";
import { ending } from "../pieces/striking.ts";

/** Which answer of the first reading stays on its way, one in each try. */
const held = [0, 1, 2, 3] as const;

/** The same way to the ATS, on which one answer that the ATS has given stays on its way until it is let go. */
function holdingAt(fetch: typeof globalThis.fetch, nth: number) {
  const [given, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let requests = 0;
  const way: typeof fetch = async (...request) => {
    const isHeld = requests++ === nth;
    const answer = await fetch(...request);
    if (!isHeld) return answer;
    given.resolve();
    await released.promise;
    return answer;
  };
  return { fetch: way, given: given.promise, release: () => released.resolve() };
}

/** Which fields a reading gives; undefined where it fails. */
async function listed(on: Connected, trial: Trial, input: object): Promise<readonly string[] | undefined> {
  const ended = await ending(() => on.call(trial.capability.id, input));
  return AtsError.is(ended) ? undefined : (ended as readonly { readonly id: string }[]).map(({ id }) => id);
}

/** What the list of custom fields promises of a reading that began before somebody changed them, and ends later. */
export const refreshedBesidePromise: ContractPromise = {
  promise: "keeps what `refresh` gives, also beside a reading that began before",
  rules: [
    {
      rule: "what `refresh` gives was read after it was called, and no older reading that ends later takes its place in what is kept (`isFresh` of `SharedAnswers` of `@anyats/http`)",
      tried: "it holds an answer back, removes a custom field, and calls with `refresh`",
    },
  ],
  applies: ({ capability }) => /^(jobs|applications|candidates)\.listCustomFields$/.test(capability),
  async run(trial) {
    const { world } = trial;
    const group = trial.cell.group as Kind;
    const fetch = fetchIn(world.settings);
    const [field] = await settableFields(trial, group);
    if (!fetch || !field || !world.setCustomField) return;
    for (const nth of held)
      for (const options of [{}, { raw: true }]) {
        await world.setCustomField(group, field.id, true);
        const way = holdingAt(fetch, nth);
        await using fresh = await connectedTo(withFetch(trial, way.fetch));
        const first = ending(() => fresh.call(trial.capability.id, {}, options));
        const isHeld = await Promise.race([way.given.then(() => true), first.then(() => false)]);
        if (!isHeld) return;
        await world.setCustomField(group, field.id, false);
        const refreshing = listed(fresh, trial, { refresh: true });
        await Promise.race([refreshing, turns()]); // It may wait for the first reading.
        way.release();
        const refreshed = await refreshing;
        await first;
        const later = await listed(fresh, trial, {});
        const what: string = `a reading was under way (answer ${nth + 1}), ${field.id} was removed, and`;
        assert.ok(
          !refreshed?.includes(field.id),
          `${what} \`refresh\` gave it: it reads after the change (\`isFresh\` of \`SharedAnswers\`)`,
        );
        assert.ok(
          !later?.includes(field.id),
          `${what} \`refresh\` did not give it. Then the older reading ended, and the next call gives it again: no older reading takes the place of a newer one`,
        );
      }
  },
};

/** Of these answers one is that with the records: the first one, or one that follows what the fields are. */
const withRecords = [0, 3, 4] as const;

type Row = Readonly<Record<string, unknown>> & { readonly id: string };

/** The pauses of a page pass at once here, and time with them: more than a call usually has. */
const patient = { timeoutMs: 600_000 };

/** What a stream promises of a custom field that somebody adds while its records are on their way: they came without it. */
export const addedBesidePromise: ContractPromise = {
  promise: "tells no value of a custom field that its records came without",
  rules: [
    {
      rule: "a record that was asked for before a custom field was known says nothing of that field: neither no nor 0 nor an empty text",
      tried:
        "it holds an answer back, adds a custom field, calls the list of fields with `refresh`, and lets the answer go",
    },
  ],
  applies: ({ capability }) => /^(jobs|applications|candidates)\.stream$/.test(capability),
  async run(trial) {
    const { world } = trial;
    const [group, list] = [trial.cell.group as Kind, `${trial.cell.group}.listCustomFields`];
    const fetch = fetchIn(world.settings);
    if (!fetch || !world.setCustomField || !world.customFieldValues || !trial.offers(list)) return;
    const fields = await settableFields(trial, group);
    // No and 0 are easily said of what is not there.
    const field = fields.find(({ type }) => type === "boolean") ?? fields[0];
    if (!field) return;
    for (const nth of withRecords) {
      await world.setCustomField(group, field.id, false);
      const way = holdingAt(fetch, nth);
      await using fresh = await connectedTo(withFetch(trial, way.fetch));
      const reading = ending(() => firstPage(fresh, trial.capability.id, {}, { pageSize: 12 }));
      const isHeld = await Promise.race([way.given.then(() => true), reading.then(() => false)]);
      await world.setCustomField(group, field.id, true);
      const refreshing = isHeld ? ending(() => fresh.call(list, { refresh: true }, patient)) : undefined;
      await Promise.race([refreshing, turns()]); // It may wait for the reading.
      way.release();
      const [found] = await Promise.all([reading, refreshing]);
      if (AtsError.is(found)) continue;
      for (const { id, customFields } of found as readonly Row[]) {
        const said: unknown = (customFields as Row | undefined)?.[field.id] ?? null;
        const truth: unknown = (await world.customFieldValues(group, id))[field.id];
        if (said !== null)
          assert.deepEqual(
            said,
            truth,
            `${field.id} was added after answer ${nth + 1}, and record ${id} says so of it`,
          );
      }
    }
  },
};
