import { ALLOWANCE, type Allowance, type AllowanceFacts, type AllowanceRequest, ContainerModule } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { answerOf, counting } from "../../worlds/counting.ts";
import { fetchIn } from "../../worlds/tapped.ts";
import { failureOf, ofTheConnection, performing } from "../pieces/calling.ts";
import { ending } from "../pieces/striking.ts";
import { factsNoted } from "./facts-noted.ts";
import { reading } from "./read-once-more.ts";

/** An allowance of the app's own, which lets everything leave and notes it. */
class NotingAllowance implements Allowance {
  asked: AllowanceRequest[] = [];
  learned: AllowanceFacts[] = [];
  held = 0;
  waitMs = 0;
  /** Called before a place is given. */
  before = () => {};

  acquire(request: AllowanceRequest) {
    this.asked.push(request);
    this.before();
    this.held += 1;
    let isHeld = true;
    const release = () => {
      if (isHeld) this.held -= 1;
      isHeld = false;
    };
    return Promise.resolve({ waitedMs: this.waitMs, release });
  }

  learn(facts: AllowanceFacts): void {
    this.learned.push(facts);
  }
}

/** What operations promise of an app's own allowance. */
export const allowancePromises: readonly ContractPromise[] = [
  {
    promise: "asks the app's allowance before each request, and gives each place back",
    rules: [
      {
        rule: "the app's `ALLOWANCE` is asked before each request, gets each place back, and learns of each answer",
        tried: "it binds one of its own",
      },
    ],
    applies: ofTheConnection,
    async run(trial) {
      const allowance = new NotingAllowance();
      const bound = new ContainerModule(({ bind }) => void bind(ALLOWANCE).toConstantValue(allowance));
      const { observer, taken } = factsNoted();
      await reading(
        trial,
        async ({ way, read, on }) => {
          if (allowance.asked.length === 0) return; // It keeps no limits itself.
          assert.equal(allowance.held, 0, "places that were not given back");
          const waits: unknown[] = [];
          on.ats.on("quota", ({ waitMs }) => waits.push(waitMs));
          [allowance.asked, allowance.learned, allowance.waitMs] = [[], [], 0];
          let least = Infinity;
          const records = await read((nth) => {
            least = Math.min(least, allowance.held);
            return nth === 0 ? answerOf(429, { "retry-after": "2" }) : undefined;
          });
          assert.equal(failureOf(records)?.code, undefined, "it was throttled once");
          const ofRequests = <T extends { readonly kind: string }>(all: readonly T[]) =>
            all.filter(({ kind }) => kind === "requests");
          assert.ok(least > 0, "a request was sent without a place");
          assert.equal(allowance.held, 0, "places that were not given back");
          assert.equal(ofRequests(allowance.asked).length, way.requests(), "a place was asked for before each request");
          for (const { priority, deadline, signal } of allowance.asked) {
            assert.equal(priority, "bulk", "the priority of a stream");
            assert.ok(Number.isFinite(deadline) && signal instanceof AbortSignal, "the deadline and signal of a place");
          }
          const told = ofRequests(allowance.learned);
          const outcomes = told.flatMap(({ succeeded }) => (succeeded === undefined ? [] : [succeeded]));
          assert.deepEqual(
            outcomes,
            outcomes.map((_each, nth) => nth > 0),
            "which requests were carried out",
          );
          assert.equal(outcomes.length, way.requests(), "the allowance learns of each answer");
          const refused = allowance.learned.filter((each) => each.refused === "window");
          assert.deepEqual(
            refused.map(({ kind, resetMs }) => [kind, resetMs]),
            [["requests", 2_000]],
            "what the allowance is told when a request is throttled",
          );
          allowance.learned = [];
          await read(() => answerOf(400));
          assert.deepEqual(
            allowance.learned.filter(({ succeeded }) => succeeded),
            [],
            "what the allowance is told to be carried out, where each request was refused (HTTP 400)",
          );
          // It reports a wait for a place, and no other.
          taken();
          waits.length = 0;
          await read();
          assert.deepEqual([waits, taken()["quotaWaits"] ?? 0], [[], 0], "waits that took no time");
          allowance.waitMs = 1_234;
          await read();
          const facts = taken();
          assert.deepEqual(
            waits,
            allowance.asked.slice(-waits.length).map(() => 1_234),
            "the `quota` events of waits for a place",
          );
          assert.ok(waits.length >= way.requests(), "a `quota` event for each wait for a place");
          assert.equal(facts["quotaWaitMs"], 1_234 * waits.length, "`quotaWaitMs` is not what the places took");
          assert.equal(facts["quotaWaits"], waits.length, "`quotaWaits` is not the number of waits");
          // Between its place and its request, a call may be cancelled.
          const stop = new AbortController();
          allowance.before = () => stop.abort();
          const error = failureOf(await read(undefined, { signal: stop.signal }));
          assert.equal(error?.code, "call.aborted", "it was cancelled when it got its place");
          assert.equal(way.requests(), 0, "a request was sent for a call that was cancelled before");
          assert.equal(allowance.held, 0, "places that were not given back");
        },
        { modules: [bound], observers: [observer] },
      );
    },
  },
  {
    promise: "asks the app's allowance for each request of a write, as an interactive call",
    applies: ({ capability }) => capability === "applications.addNote",
    async run(trial) {
      const [run, fetch] = [await performing(trial), fetchIn(trial.world.settings)];
      if (!run || !fetch) return;
      const allowance = new NotingAllowance();
      const bound = new ContainerModule(({ bind }) => void bind(ALLOWANCE).toConstantValue(allowance));
      let refused = 0;
      const way = counting(async (...given) => {
        const answer = await fetch(...given);
        if (!answer.ok) refused += 1;
        return answer;
      });
      await using on = await connectedTo(withFetch(trial, way.fetch), [bound]);
      await ending(() => run(on));
      if (allowance.asked.length === 0) return; // It keeps no limits itself.
      [allowance.asked, allowance.learned, refused] = [[], [], 0];
      way.begin();
      if (failureOf(await ending(() => run(on)))) return;
      const kinds = new Set(allowance.asked.map(({ kind }) => kind));
      const of = (kind: string, all: readonly { readonly kind: string }[]) => all.filter((each) => each.kind === kind);
      assert.equal(of("requests", allowance.asked).length, way.requests(), "a place was asked for before each request");
      assert.deepEqual([...new Set(allowance.asked.map(({ priority }) => priority))], ["interactive"], "its priority");
      assert.equal(allowance.held, 0, "places that were not given back");
      const carriedOut = allowance.learned.filter(({ succeeded }) => succeeded);
      // What another server answers, such as one of signed addresses, says nothing of the ATS's limits.
      const [own, ...others] = way.addresses().map((address) => new URL(address).origin);
      const elsewhere = others.filter((origin) => origin !== own).length;
      for (const kind of kinds) {
        // A look before the write may be refused, as where the key may not read what it may write.
        const asked = of(kind, allowance.asked).length - (kind === "requests" ? elsewhere + refused : 0);
        const done = of(kind, carriedOut).length;
        assert.equal(done, asked, `what the allowance learns of ${kind}: ${done} of ${asked} were carried out`);
      }
      assert.deepEqual(new Set(carriedOut.map(({ kind }) => kind)), kinds, "the kinds of what was carried out");
    },
  },
];
