import { strict as assert } from "node:assert";
import type { ContractPromise } from "../contract-test.ts";
import { connectedTo, withFetch } from "../trial.ts";
import { fetchIn } from "../worlds/tapped.ts";
import { openApplications, target, targetId } from "./stored.ts";
import { ending, isDeclared } from "./striking.ts";

/** More writes than an ATS takes at once: of those whose limit is documented, Kombo takes the most, 30. */
const many = 40;

/** What adding a note promises where an app has many to add, as after a day of interviews. */
export const serverLimitPromises: readonly ContractPromise[] = [
  {
    promise: "sends no more at once than the ATS takes, and adds each of many notes once",
    applies: ({ capability }) => capability.endsWith(".addNote"),
    async run(trial) {
      const fetch = fetchIn(trial.world.settings);
      if (!fetch) return;
      let refused = 0;
      const counting: typeof fetch = async (...request) => {
        const response = await fetch(...request);
        if (response.status === 429) refused += 1;
        return response;
      };
      const [application] = await openApplications(trial);
      const of = trial.capability.id.startsWith("applications.") ? "application" : "candidate";
      const texts = Array.from({ length: many }, (_, place) => `Interview ${4951 + place}: strong`);
      await using fresh = await connectedTo(withFetch(trial, counting));
      const ends = await Promise.all(
        texts.map((text) => {
          const input = { ...target(of, application!), note: { text } };
          return ending(() => fresh.call(trial.capability.id, input, { timeoutMs: 600_000 }));
        }),
      );
      if (ends.every(isDeclared)) return;
      for (const ended of ends) if (ended instanceof Error) throw ended;
      assert.equal(refused, 0, `the ATS refused ${refused} of ${many} writes at the same time`);
      const notes = (await trial.world.notes(of, targetId(of, application!))).join("\n");
      for (const text of texts) assert.equal(notes.split(text).length - 1, 1, `how often "${text}" is there`);
    },
  },
];
