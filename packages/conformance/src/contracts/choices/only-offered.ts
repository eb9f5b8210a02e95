import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, idNameOf, rewriting } from "../../worlds/tapped.ts";
import { failureOf } from "../pieces/calling.ts";
import { blames } from "../pieces/none-written.ts";
import { isTriedByTheOther, somebody } from "../pieces/samples.ts";
import { ending } from "../pieces/striking.ts";
import { openApplications, openJob } from "../pieces/targets.ts";

/** What an input chooses from a list that the adapter gives. */
interface Choice {
  readonly list: string;
  readonly field: string;
  /** A good input but for the choice. */
  readonly input: (trial: Trial, id: string) => Promise<object>;
}

const application = async (trial: Trial) => (await openApplications(trial))[0]!.id;
const reasons = "applications.listRejectionReasons";
const stages = "applications.listStages";
const entering: Choice = {
  list: stages,
  field: "stage",
  input: async (trial, stage) => ({ job: await openJob(trial), candidate: somebody(), stage }),
};

const choices: Readonly<Record<string, Choice>> = {
  "applications.reject": {
    list: reasons,
    field: "reasonId",
    input: async (trial, reasonId) => ({ application: await application(trial), reasonId }),
  },
  "applications.rejectMany": {
    list: reasons,
    field: "reasonId",
    input: async (trial, reasonId) => ({ applications: [await application(trial)], reasonId }),
  },
  "applications.moveToStage": {
    list: stages,
    field: "stage",
    input: async (trial, stage) => ({ application: await application(trial), stage }),
  },
  "applications.create": entering,
  "candidates.create": entering,
};

/** How many of those that a list leaves out are tried. */
const most = 3;

const idOf = (entry: unknown): string | undefined => {
  const name = typeof entry === "object" && entry !== null ? idNameOf(entry) : undefined;
  return name === undefined ? undefined : String((entry as Readonly<Record<string, unknown>>)[name]);
};

/** A UUID is the same one in small letters (RFC 9562, section 4). */
const asOne = (id: string): string => (/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id) ? id.toLowerCase() : id);

/** The ids of every list in a body. */
function listsIn(body: unknown): readonly (readonly string[])[] {
  if (typeof body !== "object" || body === null) return [];
  const inside = Object.values(body).flatMap(listsIn);
  return Array.isArray(body) ? [body.map(idOf).filter((id) => id !== undefined), ...inside] : inside;
}

/** The ids that the ATS sends beside those that a list of the adapter offers, and that the adapter leaves out of it. */
async function leftOutOf(trial: Trial, list: string): Promise<readonly string[]> {
  const fetch = fetchIn(trial.world.settings);
  if (!fetch) return [];
  const sent: (readonly string[])[] = [];
  const noting = rewriting(fetch, (body) => {
    sent.push(...listsIn(body));
    return body;
  });
  await using fresh = await connectedTo(withFetch(trial, noting));
  const offered = (await fresh.call(list, {})) as readonly { readonly id: string; readonly remoteId: string | null }[];
  const ids = new Set(offered.flatMap(({ id, remoteId }) => [id, remoteId ?? id]).map(asOne));
  const beside = sent.filter((all) => all.some((id) => ids.has(asOne(id)))).flat();
  return [...new Set(beside)].filter((id) => !ids.has(asOne(id))).slice(0, most);
}

/** What a command promises of what it chooses from a list. */
export const onlyOfferedPromise: ContractPromise = {
  promise: "refuses what its list leaves out and the ATS has, before anything is written",
  rules: [
    {
      rule: "a command accepts only ids that its list offers: among all reasons that the ATS has, one may say that somebody was hired",
      tried: "it gives the ids that the ATS sends beside those of the list",
    },
  ],
  applies: ({ capability }) => Object.hasOwn(choices, capability),
  async run(trial) {
    const { list, field, input } = choices[trial.capability.id]!;
    if (!trial.offers(list) || isTriedByTheOther(trial)) return;
    for (const id of await leftOutOf(trial, list)) {
      await using other = await trial.another();
      const { trial: on } = other;
      const given = await input(on, id);
      const before = on.world.writes();
      const ended = await ending(() => on.call(on.capability.id, given));
      const failure = failureOf(ended);
      assert.ok(
        failure && on.world.writes() === before,
        `"${id}" was written, which the ATS has and ${list} leaves out, as it may be a reason for a hire: compare with what the list offers`,
      );
      blames(failure, field, `"${id}"`);
    }
  },
};
