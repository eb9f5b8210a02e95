import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { answeredAt, fetchIn, ofTheAts } from "../../worlds/tapped.ts";
import { claimsToFind, theWrite } from "../pieces/requests.ts";
import { rightsOf } from "../pieces/rights.ts";
import { entersSomebody, samplesOf, somebody } from "../pieces/samples.ts";
import { ending, endingDuring } from "../pieces/striking.ts";

/** Rights of reads by which a write is settled, and without which it is made. */
async function ofItsReads(trial: Trial): Promise<readonly string[]> {
  const needed = [...(await rightsOf(trial))].filter(
    ([, cells]) => !cells.has(trial.capability.id) && trial.cell.settledBy!.some((id) => cells.has(id)),
  );
  return needed.map(([right]) => right);
}

/**
 * Writes twice on one connection, where the answer of the second is lost.
 * @param nth Which request of the first is refused, where no right is missing; none by default.
 * @param rights Rights that are missing during the first.
 */
async function settledBy(trial: Trial, nth = Infinity, rights: readonly string[] = []): Promise<string | undefined> {
  await using other = await trial.another();
  const { trial: on } = other;
  const [sample] = await samplesOf(on);
  const refused = ofTheAts(on, () => Response.json({ error: "refused 4906" }, { status: 403 }));
  const way = answeredAt(fetchIn(on.world.settings)!, nth, refused);
  await using lasting = await connectedTo(withFetch(on, way.fetch));
  const call = (input: object) => ending(() => lasting.call(on.capability.id, input, { timeoutMs: 600_000 }));
  if (rights.length > 0) await on.world.withhold!(rights);
  await call(sample!.input);
  if (rights.length > 0) await on.world.withhold!([]);
  const isAnother = entersSomebody(on.capability.id);
  const input = { ...sample!.input, ...(isAnother && { candidate: somebody() }) };
  const ended = await endingDuring(on, "answer-lost", () => call(input));
  if (AtsError.is(ended)) return ended.code;
  return (ended as { readonly settledBy?: string } | undefined)?.settledBy;
}

/** What a command promises that settles lost answers by reads which it was not allowed to make before. */
export const grantedMeanwhilePromise: ContractPromise = {
  promise: "finds a lost write by a right that was granted while it is connected",
  rules: [
    {
      rule: "a look before a write that was refused is made again before the next write",
      tried: "it refuses the look, by a right where the world has one, and loses the answer of the write that follows",
    },
  ],
  applies: ({ effect, capability }) => effect === "creates" && capability !== "passthrough.send",
  async run(trial) {
    if (!claimsToFind(trial)) return;
    const rights = await ofItsReads(trial);
    const nth = rights.length > 0 ? Infinity : ((await theWrite(trial))?.nth ?? 0) - 1;
    // Nothing is read before the write.
    if (nth < 0) return;
    const found = await settledBy(trial, nth, rights);
    if (found === "read-back" || (await settledBy(trial)) !== "read-back") return;
    assert.equal(
      found,
      "read-back",
      "a read before the write was refused once, and a later write whose answer was lost was not found on the same connection: ask again, as somebody may have granted the right",
    );
  },
};
