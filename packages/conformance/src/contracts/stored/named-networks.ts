import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import type { Created } from "../pieces/receipts.ts";
import { entersSomebody, isTriedByTheOther, somebody } from "../pieces/samples.ts";
import { ending } from "../pieces/striking.ts";
import { openJob } from "../pieces/targets.ts";

const own = "https://ida-4941.example.com/about";

/** Pages of a person's own whose addresses speak of a network. */
const speaking: readonly string[] = [
  "https://ida-4941.example.com/why-i-left/linkedin.com/in/ida",
  "https://ida-4941.example.com/github.com",
  "https://notlinkedin.com/in/ida-4941",
  "https://linkedin.com.ida-4941.example.com/in/ida",
];

interface Profile {
  readonly url: string | null;
  readonly type: string | null;
}

/** What a command that enters people promises of their pages: what an address speaks of is not where it leads. */
export const namedNetworksPromise: ContractPromise = {
  promise: "tells a profile in a network from a page whose address speaks of the network",
  rules: [
    {
      rule: "the host of a link says which network it belongs to: the address of any page may mention a network",
      tried: "it enters people with pages whose addresses do",
    },
  ],
  applies: ({ capability }) => entersSomebody(capability),
  async run(trial) {
    if (isTriedByTheOther(trial)) return;
    const job = await openJob(trial);
    const typeOf = async (link: string): Promise<string | null | undefined> => {
      const candidate = { ...somebody(), socialLinks: [link] };
      const ended = (await ending(() => trial.call(trial.capability.id, { job, candidate }))) as Created | AtsError;
      if (AtsError.is(ended)) return undefined;
      const people = await trial.world.records("candidates");
      const person = people.find(({ id }) => id === ended.candidateId);
      return ((person?.["socialProfiles"] ?? []) as readonly Profile[]).find(({ url }) => url === link)?.type;
    };
    const usual = await typeOf(own);
    if (usual === undefined) return;
    for (const link of speaking) {
      const type = await typeOf(link);
      assert.equal(type ?? usual, usual, `${link} is a page as ${own} is: as what the ATS holds it. Look at the host`);
    }
  },
};
