import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import type { Created } from "../pieces/receipts.ts";
import { somebody } from "../pieces/samples.ts";
import { statesOf } from "../pieces/states.ts";
import { ending, hasApplied, isDeclared } from "../pieces/striking.ts";
import { openJob, rejectionReason } from "../pieces/targets.ts";

const reject = async (trial: Trial, application: string | null) =>
  trial.call("applications.reject", { application, reasonId: await rejectionReason(trial) });

/** What commands that enter an application promise of somebody who has applied to the job before. */
export const applyingAgainPromises: readonly ContractPromise[] = [
  {
    promise: "writes nothing for a person with an open application, unless told to reapply",
    rules: [
      {
        rule: "an option of a command that is not given asks as `false` does: `reapply: false` is what no `reapply` is",
        tried: "it enters somebody with an open application again, with `reapply: false`",
      },
      {
        rule: "an adapter that refuses a second open application knows the person whatever the case and the form of Unicode of the name: `Groß` is `GROSS`, and `Yıldız` is `YILDIZ` (`nameKey` of `@anyats/http`)",
        tried:
          "it enters such a person again, with the first name in capitals and its accents apart, and the last name in small letters",
      },
    ],
    async run(trial) {
      const job = await openJob(trial);
      // Some letters have another length in capitals, or one capital for two of them.
      const candidate = { ...somebody(), firstName: "Åsa Groß-Yıldız" };
      const first = (await trial.call(trial.capability.id, { job, candidate })) as Created;
      const before = trial.world.ids("applications");
      const { firstName, lastName, email } = candidate;
      const otherwise = {
        firstName: firstName.normalize("NFD").toUpperCase(),
        lastName: lastName.toLowerCase(),
        email,
      };
      let isKnown = false;
      for (const again of [candidate, otherwise, { ...candidate, email: email.toUpperCase() }]) {
        await using fresh = await connectedTo(trial);
        const sent = trial.world.writes();
        const ended = await ending(() => fresh.call(trial.capability.id, { job, candidate: again }));
        // What the ATS refuses itself is its own decision.
        const isRefusedHere = hasApplied(ended) && trial.world.writes() === sent;
        if (again === candidate) isKnown = isRefusedHere;
        if (again === otherwise)
          assert.ok(
            isRefusedHere || !isKnown,
            `${firstName} ${lastName} has an open application, and was not known as ${again.firstName} ${again.lastName}: compare names whatever their case and their form of Unicode (\`nameKey\` of @anyats/http)`,
          );
        if (!AtsError.is(ended)) continue; // The ATS may take a second one; the receipt then names it.
        const unasked = await ending(() => fresh.call(trial.capability.id, { job, candidate: again, reapply: false }));
        assert.equal(
          AtsError.is(unasked) && unasked.code,
          ended.code,
          "with `reapply: false`, which asks for what no `reapply` asks for",
        );
        assert.equal(ended.fault, "caller");
        assert.equal(ended.retry, "never");
        const named = ended.details?.["applicationId"];
        if (hasApplied(ended))
          assert.deepEqual(
            [named, ended.details?.["candidateId"]],
            [first.applicationId, first.candidateId],
            "the application that exists, and its candidate",
          );
        assert.deepEqual(trial.world.ids("applications"), before, "it was refused, and written");
      }
      await using fresh = await connectedTo(trial);
      const known = { ...candidate, email: `other.${email}`, additionalEmails: [{ type: "WORK", address: email }] };
      const further = await ending(() => fresh.call(trial.capability.id, { job, candidate: known }));
      // An ATS may have an account for each first address.
      if (AtsError.is(further) && !isDeclared(further))
        assert.deepEqual(
          [further.code, further.details?.["applicationId"]],
          ["application.already-exists", first.applicationId],
          "the person gave another address first and the known one beside it, and was refused: the code, and the application that exists",
        );
      const asked = trial.world.writes();
      await ending(() => fresh.call(trial.capability.id, { job, candidate, reapply: true }));
      assert.ok(trial.world.writes() > asked, "`reapply` was given, and nothing was sent");
      // Another person at the same address is left to the ATS.
      const sent = trial.world.writes();
      const other = { job, candidate: { ...candidate, firstName: "Björn" } };
      const theirs = await ending(() => fresh.call(trial.capability.id, other));
      assert.ok(trial.world.writes() > sent, "another person at the address was treated as the same");
      const again = await ending(() => fresh.call(trial.capability.id, other));
      if (!AtsError.is(theirs) && hasApplied(again))
        assert.deepEqual(
          [again.details?.["applicationId"], again.details?.["candidateId"]],
          [(theirs as Created).applicationId, (theirs as Created).candidateId],
          "two people of one address have applied, the second one applies again: the application that exists, and its candidate",
        );
    },
  },
  {
    promise: "takes an application of a person whose earlier one to the job has ended",
    rules: [
      {
        rule: "a person whose application to a job has ended may apply again; an outcome in a word that nobody knows is not an open one",
        tried: "it enters a person, ends the application in each way that the ATS knows, and enters the person again",
      },
    ],
    async run(trial) {
      const { world } = trial;
      const job = await openJob(trial);
      for (const { field, value } of statesOf("applications").filter((state) => state !== "deleted")) {
        if (field !== "outcome" || value === null || value === "PENDING") continue;
        const candidate = somebody();
        const create = () => ending(() => trial.call(trial.capability.id, { job, candidate }));
        const first = (await create()) as Created | AtsError;
        if (AtsError.is(first) || first.applicationId === null || !world.become) return;
        if ((await world.become(first.applicationId, { kind: "applications", field, value })) === "never") continue;
        const sent = world.writes();
        const there = new Set(world.ids("applications"));
        const ended = await create();
        assert.ok(
          !hasApplied(ended) || world.writes() > sent,
          `the outcome of the person's application is ${value}, and the adapter took it for an open one`,
        );
        const made = world.ids("applications").filter((id) => !there.has(id));
        if (!AtsError.is(ended) && made.length === 1)
          assert.equal(
            (ended as Created).applicationId,
            made[0],
            `the person has an application whose outcome is ${value}, and another one since: the receipt names the other one`,
          );
      }
    },
  },
  {
    promise: "knows the open application among a person's to a job, whichever came first",
    async run(trial) {
      if (!trial.offers("applications.reject")) return;
      const { id } = trial.capability;
      const job = await openJob(trial);
      const create = (input: object) => ending(() => trial.call(id, { job, ...input }));
      for (const rejected of [0, 1]) {
        const candidate = somebody();
        const both: Created[] = [];
        for (const nth of [0, 1]) {
          const created = (await create({ candidate, reapply: true })) as Created | AtsError;
          if (AtsError.is(created)) return; // The ATS takes one alone.
          both.push(created);
          if (nth === 0) {
            const again = await create({ candidate });
            if (!hasApplied(again)) return;
          }
          if (nth === rejected) await reject(trial, created.applicationId);
        }
        const open = both[1 - rejected]!;
        if (both[0]!.applicationId === both[1]!.applicationId) return;
        const before = trial.world.ids("applications");
        const again = await create({ candidate });
        assert.deepEqual(
          trial.world.ids("applications"),
          before,
          "a third application was written beside the open one",
        );
        if (!hasApplied(again)) continue;
        const named = again.details?.["applicationId"];
        const order = rejected === 0 ? "first" : "second";
        assert.equal(
          named,
          open.applicationId,
          `the person applied twice to the job, the ${order} application was rejected, and \`details.applicationId\` of application.already-exists is ${JSON.stringify(named)} in place of the open application ${open.applicationId}`,
        );
      }
    },
  },
];
