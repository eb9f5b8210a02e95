import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { z } from "zod/mini";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, measuringAddresses } from "../../worlds/tapped.ts";
import { asStored } from "../pieces/files.ts";
import { appliedFilters, filterMeanings, knownValues } from "../pieces/filtering.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { openApplications, target, targetId } from "../pieces/targets.ts";

/** More than a function takes as arguments, and less than any ATS takes as a file. */
const largeBytes = 400_000;

/** A PDF of that size, in which each byte from 0 to 255 occurs. */
function largeFile() {
  const head = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\nstream\n");
  const content = Buffer.from(Uint8Array.from({ length: largeBytes }, (_each, index) => index % 256));
  const bytes = Buffer.concat([head, content, Buffer.from("\nendstream\n%%EOF\n")]);
  return { name: "large-4796.pdf", type: "OTHER", contentType: "application/pdf", bytes: new Uint8Array(bytes) };
}

const large = (of: "application" | "candidate"): ContractPromise => ({
  promise: "stores a file of several hundred kilobytes, with each byte as it is",
  async run(trial) {
    const [application] = await openApplications(trial);
    const file = largeFile();
    const ended = await ending(() => trial.call(trial.capability.id, { ...target(of, application!), file }));
    if (isDeclared(ended)) return;
    if (AtsError.is(ended)) assert.fail(`a file of ${file.bytes.length} bytes: ${ended.code} ${ended.message}`);
    const stored = (await trial.world.files(of, targetId(of, application!))).map(asStored);
    const base64 = Buffer.from(file.bytes).toString("base64");
    const told = stored.filter((each) => each.base64 !== undefined);
    if (told.length > 0)
      assert.ok(
        told.some((each) => each.base64 === base64),
        `the bytes of a file of ${file.bytes.length} bytes were changed on their way`,
      );
  },
});

/** What commands promise of files that are large. */
export const largeFilePromises: Readonly<Record<string, readonly ContractPromise[]>> = {
  "applications.addAttachment": [large("application")],
  "candidates.addAttachment": [large("candidate")],
};

/** What every server and proxy takes at least, in characters (RFC 9110, 4.1). */
const longestAddress = 8_000;

/** So many values, each as long as an id may well be. */
const manyValues = 240;
const longValue = (nth: number) => `99999999-0000-4000-8000-${String(nth).padStart(12, "0")}`;

/** The lists of values by which a capability can be asked. */
function listsOf(trial: Trial): readonly string[] {
  if (trial.cell.kind === "stream")
    return appliedFilters(trial).filter((name) => filterMeanings[name]!.list && !Object.hasOwn(knownValues, name));
  const { shape = {} } = trial.capability.input as { readonly shape?: Readonly<Record<string, z.core.$ZodType>> };
  return Object.entries(shape).flatMap(([name, schema]) => (z.safeParse(schema, [longValue(0)]).success ? [name] : []));
}

/** What every stream, and every query that lists, promises of the addresses that it asks for. */
export const addressPromise: ContractPromise = {
  promise: "asks for no address over 8,000 characters, however many values it is given",
  rules: [
    {
      rule: "an address has at most 8,000 characters: ask for values some at a time, or compare here what `shortLists` leaves",
      tried: "it gives a filter 240 long ids",
    },
  ],
  applies: ({ kind, capability }) => kind === "stream" || (kind === "query" && /\.list[A-Z]/.test(capability)),
  async run(trial: Trial) {
    const fetch = fetchIn(trial.world.settings);
    if (!fetch) return;
    const lists = listsOf(trial);
    for (const names of [...lists.map((name) => [name]), ...(lists.length > 1 ? [lists.slice(0, 2)] : [])]) {
      const name = names.join(" and ");
      const way = measuringAddresses(fetch);
      await using fresh = await connectedTo(withFetch(trial, way.fetch));
      const valuesOf = (filter: string) =>
        Array.from({ length: manyValues }, (_each, nth) =>
          filter === "emails" ? `${longValue(nth)}@nowhere.example` : longValue(nth),
        );
      const filter = Object.fromEntries(names.map((each) => [each, valuesOf(each)]));
      // Too long an address is that of the first page already.
      const pages = () => fresh.stream(trial.capability.id, filter, { lookAhead: false }).pages();
      const ended = await ending(() =>
        trial.cell.kind === "stream" ? pages()[Symbol.asyncIterator]().next() : fresh.call(trial.capability.id, filter),
      );
      if (isDeclared(ended)) continue;
      assert.ok(
        way.longest() <= longestAddress,
        `${name}: ${manyValues} values of each made an address of ${way.longest()} characters; servers accept ${longestAddress}: split the list, or filter the rest in the adapter (\`shortLists\` of @anyats/http)`,
      );
    }
  },
};
