import type { CustomFieldValue } from "@anyats/core";
import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { changedWithin, isFields } from "../../fields.ts";
import { type Connected, connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, rewriting, isIdOrReference } from "../../worlds/tapped.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { samplesOf } from "../pieces/samples.ts";

/** By type, texts that begin like a value, and say another thing as a whole. */
const beginning: Readonly<Record<string, readonly string[]>> = {
  number: ["4731 to 4739", "4.731,50", "4731%"],
  currency: ["4731 to 4739", "4.731,50"],
  date: ["2031-07-04 or 2031-08-04"],
  "date-time": ["2031-07-04T09:00:00Z or later"],
};

/** Days that no calendar has, as year, month and day. */
const noDays = [
  ["2031", "02", "30"],
  ["2031", "13", "04"],
] as const;

/** In which order, and with what between them, a day is written. */
const orders = [
  [0, 1, 2],
  [1, 2, 0],
  [2, 1, 0],
] as const;
const separators = ["-", "/", ".", ""] as const;

/** What the ATS sends for a day, with a day in its place that there is not; nothing where it counts days. */
function withNoDay(sent: string | number, value: unknown): readonly (string | number)[] {
  const [, ...day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(String(value)) ?? [];
  const text = String(sent);
  const forms = day.length === 0 ? [] : orders.flatMap((order) => separators.map((between) => ({ order, between })));
  const written = (of: readonly string[], { order, between }: (typeof forms)[number]) =>
    order.map((nth) => of[nth]!).join(between);
  const form = forms.find((each) => text.includes(written(day, each)));
  if (!form) return [];
  return noDays
    .map((other) => text.replace(written(day, form), written(other, form)))
    .map((each) => (typeof sent === "number" ? Number(each) : each));
}

/** A body in which one value is another. The value stands alone in its field, or it is not touched. */
function exchanged(body: unknown, from: unknown, to: unknown): unknown {
  if (body === from) return to;
  if (Array.isArray(body))
    return body.map((each) => (typeof each === "object" ? exchanged(each, from, to) : (each as unknown)));
  if (!isFields(body)) return body;
  return Object.fromEntries(
    Object.entries(body).map(([name, held]) => [name, isIdOrReference(name) ? held : exchanged(held, from, to)]),
  );
}

type Values = readonly CustomFieldValue[];

async function valuesOn(on: Connected, trial: Trial, input: object): Promise<Values | undefined> {
  const ended = await ending(() => on.call(trial.capability.id, input, { raw: true }));
  return AtsError.is(ended) ? undefined : (ended as Values);
}

/** An entry that no list of texts has. */
const noText = { kit: 4731 };

/** A list of texts has an entry that is none: whatever is given of the list, it is texts that the list had. */
async function withAnotherEntry(
  trial: Trial,
  fetch: typeof globalThis.fetch,
  input: object,
  { definitionId, name, type, value, raw }: CustomFieldValue,
): Promise<void> {
  if (type !== "multi-select" || !Array.isArray(value) || !Array.isArray(raw) || raw.length === 0) return;
  const asSent = JSON.stringify(raw);
  const adding = (body: unknown) =>
    changedWithin(body, (held) => (JSON.stringify(held) === asSent ? [...raw, noText] : undefined));
  await using fresh = await connectedTo(withFetch(trial, rewriting(fetch, adding)));
  const found = (await valuesOn(fresh, trial, input))?.find((each) => each.definitionId === definitionId)?.value ?? [];
  assert.ok(
    Array.isArray(found) && found.every((each) => value.includes(each)),
    `${name}: beside texts its list has ${JSON.stringify(noText)}, and ${JSON.stringify(found)} arrives`,
  );
}

/** What reading custom fields promises of texts that only begin like a value. */
export const halfValuesPromise: ContractPromise = {
  promise: "gives null for a text that only begins like a number or a date",
  rules: [
    {
      rule: "a text that only begins like a number or a date is null, and reported: no `parseFloat`, and no `slice` before the whole was looked at",
      tried:
        "it puts `4731 to 4739` and `2031-07-04 or 2031-08-04` where the ATS sends a value, and adds an object to a list of texts",
    },
    {
      rule: "a day that no calendar has is null, and reported",
      tried: "it puts 30 February and a month 13 into a day, as the ATS writes days",
    },
  ],
  async run(trial) {
    const fetch = fetchIn(trial.world.settings);
    if (!fetch) return;
    for (const { input } of await samplesOf(trial)) {
      const first = await ending(() => trial.call(trial.capability.id, input, { raw: true }));
      if (isDeclared(first) || AtsError.is(first)) return;
      for (const each of first as Values) await withAnotherEntry(trial, fetch, input, each);
      for (const { definitionId, name, type, value, raw } of first as Values) {
        if (value === null) continue;
        const sent = typeof raw === "string" || typeof raw === "number" ? raw : (value as string | number);
        const texts = Object.hasOwn(beginning, type) ? beginning[type]! : [];
        const days = type.startsWith("date") ? withNoDay(sent, value) : [];
        for (const text of [...texts, ...days]) {
          await using fresh = await connectedTo(
            withFetch(
              trial,
              rewriting(fetch, (body) => exchanged(body, sent, text)),
            ),
          );
          let reports = 0;
          fresh.ats.on("drift", () => void (reports += 1));
          const found = (await valuesOn(fresh, trial, input))?.find((each) => each.definitionId === definitionId);
          // Another value of the record may be the same, and be needed.
          if (!found || found.value === value) continue;
          assert.equal(
            found.value,
            null,
            `${name}, of type ${type}: the ATS holds ${JSON.stringify(text)}, and ${JSON.stringify(found.value)} arrives`,
          );
          assert.ok(reports > 0, `${name}: the ATS holds ${JSON.stringify(text)}, null arrives, and no event says so`);
        }
      }
    }
  },
};
