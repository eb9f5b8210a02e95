import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, idNameOf, rewriting } from "../../worlds/tapped.ts";
import { briefly } from "../pieces/first-page.ts";
import { ending } from "../pieces/striking.ts";

/** Records of which an account has as many as it has worked with people; lists of stages, users or tags are short. */
const growing = ["applications", "candidates", "interviews", "notes", "attachments", "offers", "scorecards"];

/** As few may all belong to one record. */
const fewest = 5;

/** The ids of the records in an answer, however deep. */
function recordsIn(value: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (typeof value !== "object" || value === null) return found;
  const name = Array.isArray(value) ? undefined : idNameOf(value);
  if (name !== undefined) found.add(String((value as Readonly<Record<string, unknown>>)[name]));
  for (const held of Object.values(value)) recordsIn(held, found);
  return found;
}

/** What reading promises of its cost: it depends on what is read, and not on how large the account is. */
export const wholeListsPromise: ContractPromise = {
  promise: "reads no whole list of records for one that is asked for",
  rules: [
    {
      rule: "what one record, or one page of a stream, needs of others is asked for by their ids or by what they belong to: an account may have thousands of interviews, notes and files",
      tried:
        "it reads one record, or a page of one; then no answer may hold each application, candidate, interview, note, file, offer or scorecard of the account",
    },
  ],
  applies: ({ capability, group, kind }) =>
    growing.includes(group) && (kind === "stream" || /\.(get|getResume|listAttachments)$/.test(capability)),
  async run(trial) {
    const fetch = fetchIn(trial.world.settings);
    const isStream = trial.cell.kind === "stream";
    const run = await briefly(trial);
    if (!fetch || !run) return;
    const answered = new Set<string>();
    const way = rewriting(fetch, (body) => {
      for (const each of recordsIn(body)) answered.add(each);
      return body;
    });
    await using fresh = await connectedTo(withFetch(trial, way));
    const ended = await ending(() => run(fresh, isStream ? { pageSize: 1 } : {}));
    if (AtsError.is(ended)) return;
    for (const group of growing) {
      // A server may have pages of one size.
      if (isStream && group === trial.cell.group) continue;
      const all = await trial.world.records(group);
      const read = all.filter((each) => answered.has(String(each.id)) || answered.has(String(each["remoteId"])));
      assert.ok(
        all.length < fewest || read.length < all.length,
        `for one record, each of the ${all.length} ${group} of the account was read: ask for those that belong to it`,
      );
    }
  },
};
