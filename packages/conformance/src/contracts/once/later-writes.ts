import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, losingTheWrite } from "../../worlds/tapped.ts";
import type { Sample } from "../../sample.ts";
import { entersSomebody, samplesOf } from "../pieces/samples.ts";
import { ending, isDeclared } from "../pieces/striking.ts";

/** How many of the writes of one call are lost, one in each call. */
const most = 5;

interface Entered {
  readonly ended: unknown;
  /** How many writes there were, and what there is more than before. */
  readonly writes: number;
  readonly made: Readonly<Record<string, number>>;
}

/** Calls with a good input in a fresh world, where the answer of one write is lost. @param lost Which, from 0; none by default. */
async function entered(trial: Trial, chosen: (all: readonly Sample[]) => Sample | undefined, lost = Infinity) {
  await using other = await trial.another();
  const { trial: on } = other;
  const { world } = on;
  const [fetch, sample] = [fetchIn(world.settings), chosen(await samplesOf(on))];
  if (!fetch || !sample) return undefined;
  const counts = () => ({ candidates: world.ids("candidates").length, applications: world.ids("applications").length });
  const [writes, before] = [world.writes(), counts()];
  const way = losingTheWrite(fetch, () => world.writes(), fetch, lost);
  await using fresh = await connectedTo(withFetch(on, way));
  const ended = await ending(() => fresh.call(on.capability.id, sample.input, { timeoutMs: 600_000 }));
  const after = counts();
  const { applicationId } = (ended ?? {}) as { readonly applicationId?: string | null };
  if (applicationId != null)
    assert.ok(world.ids("applications").includes(applicationId), "the receipt names an application that is not there");
  const made = {
    candidates: after.candidates - before.candidates,
    applications: after.applications - before.applications,
    files: applicationId == null ? 0 : (await world.files("application", applicationId)).length,
  };
  return { ended, writes: world.writes() - writes, made } satisfies Entered;
}

/** What entering somebody promises where it takes several writes: each of them may be the one whose answer is lost. */
export const laterWritesPromise: ContractPromise = {
  promise: "enters nothing twice, whichever of its writes gets no answer",
  rules: [
    {
      rule: "nothing is entered twice, whichever of several writes gets no answer",
      tried: "it loses the answer of each write of entering somebody, with and without files",
    },
  ],
  applies: ({ capability }) => entersSomebody(capability),
  async run(trial) {
    const choices = [
      (all: readonly Sample[]) => all[0],
      (all: readonly Sample[]) => all.find(({ tries }) => tries.includes("attachments")),
    ];
    for (const chosen of choices) {
      const usual: Entered | undefined = await entered(trial, chosen);
      if (!usual || AtsError.is(usual.ended) || usual.writes < 2) continue;
      for (let lost = 0; lost < Math.min(usual.writes, most); lost += 1) {
        const found: Entered | undefined = await entered(trial, chosen, lost);
        if (!found || isDeclared(found.ended)) break;
        const what: string = `the answer of write ${lost + 1} of ${usual.writes} was lost`;
        for (const [kind, count] of Object.entries(usual.made))
          assert.ok((found.made as Record<string, number>)[kind]! <= count, `${what}: ${kind} that are there twice`);
        if (AtsError.is(found.ended))
          assert.match(String(found.ended.retry), /^(unknown-outcome|never)$/, `${what}: ${found.ended.code}`);
        else assert.equal(found.made.applications, usual.made.applications, `${what}, and it claims a success`);
      }
    }
  },
};
