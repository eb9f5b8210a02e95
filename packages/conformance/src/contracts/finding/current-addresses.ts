import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { changedWithin, isFields } from "../../fields.ts";
import { type Connected, connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, rewriting } from "../../worlds/tapped.ts";
import { lastingConnection } from "../pieces/lasting.ts";
import { ending } from "../pieces/striking.ts";

/** Longer than an address of a file is good for. */
const laterMs = 10 * 86_400_000;

/** What the ATS adds to each address from now on, as a signature of another day would. */
const mark = "kit-signed=4911";

/** How many records are looked at for one that has files. */
const mostRecords = 12;

const subjects: Readonly<Record<string, "candidates" | "applications">> = {
  "candidates.listAttachments": "candidates",
  "candidates.getResume": "candidates",
  "applications.listAttachments": "applications",
};

/** The addresses of files in an answer: those of a list, or the one of a résumé. */
function addressesIn(answer: unknown): readonly string[] {
  const { attachment = null } = isFields(answer) ? (answer as { readonly attachment?: unknown }) : {};
  const files = Array.isArray(answer) ? (answer as readonly unknown[]) : [attachment];
  return files.filter(isFields).flatMap(({ url }) => (typeof url === "string" ? [url] : []));
}

/** The names under which answers say an address, by the address. */
function namesIn(bodies: readonly unknown[]): ReadonlyMap<unknown, string> {
  const names = new Map<unknown, string>();
  for (const body of bodies)
    changedWithin(body, (held, name) => {
      if (name !== undefined && typeof held === "string") names.set(held, name);
      return undefined;
    });
  return names;
}

const signedAgain = (address: string): string => `${address}${address.includes("?") ? "&" : "?"}${mark}`;

/** Asks on one connection, and again when the ATS has signed the addresses of its files again. */
async function givesCurrentOnes(trial: Trial): Promise<void> {
  const { world, capability } = trial;
  const fetch = fetchIn(world.settings);
  if (!fetch) return;
  const kind = subjects[capability.id]!;
  let [isLater, heard]: [boolean, unknown[]] = [false, []];
  const names = new Set<string>();
  const way = rewriting(fetch, (body) => {
    if (!isLater) heard.push(body);
    return isLater
      ? changedWithin(body, (held, name) =>
          name !== undefined && names.has(name) && typeof held === "string" && URL.canParse(held)
            ? signedAgain(held)
            : undefined,
        )
      : body;
  });
  const reached = { ...trial, ...withFetch(trial, way) };
  await using lasting = await lastingConnection(reached);
  const ask = (on: Pick<Connected, "call">, id: string) =>
    ending(() => on.call(capability.id, { [kind.slice(0, -1)]: id }));
  for (const id of world.ids(kind).slice(0, mostRecords)) {
    heard = [];
    const given = addressesIn(await ask(lasting.trial, id));
    const said = namesIn(heard);
    // An adapter may make an address of something else.
    if (given.length === 0 || !given.every((address) => said.has(address))) continue;
    for (const address of given) names.add(said.get(address)!);
    lasting.later(laterMs);
    isLater = true;
    await using fresh = await connectedTo(reached);
    for (const [on, where] of [
      [lasting.trial, ""],
      [fresh, ", also on another connection"],
    ] as const) {
      const again = await ask(on, id);
      if (AtsError.is(again))
        assert.fail(`the files of ${id} are asked for again days later, and it failed: ${again.code}`);
      const old = addressesIn(again).filter((address) => !address.includes(mark));
      assert.ok(old.length === 0, `the ATS has signed its files again, and an address of days ago was given${where}`);
    }
    return;
  }
}

/** What the lists of files promise of addresses that are good for a while only. */
export const currentAddressesPromise: ContractPromise = {
  promise: "gives the address of a file as the ATS gives it now, not as it was days ago",
  rules: [
    {
      rule: "an address of a file expires: ask for it in each call, and keep none",
      tried: "it asks again ten days later, when the ATS adds something to each address",
    },
  ],
  applies: ({ capability }) => Object.hasOwn(subjects, capability),
  run: givesCurrentOnes,
};
