import { isOffered } from "@anyats/core";
import { coverageOf } from "@anyats/core/coverage";
import { expect, it } from "vitest";
import { subjectIds, subjectOf } from "../src/mutants/subjects.ts";

/** What the connection adds, and what is compared apart. */
const notOfTheAts = new Set(["raw", "provenance", "customFields", "integrationFields", "rawFormat"]);

/** What cannot differ, and why; by the adapter, or for each. A world that says more than it did must say so here. */
const constants: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  each: {
    "jobs hiringTeam[].roles[].scope": "a role on a team is one on a job",
    "users roles[].scope": "a role of a user is one in the whole ATS",
    ...Object.fromEntries(
      ["interviews", "notes", "offers", "roles", "scorecards", "tags", "users"].map((group) => [
        `${group} deletedAt`,
        "of each list one record is gone at first; promises of deletions remove more",
      ]),
    ),
  },
  "kombo-base": {
    "attachments content.bucket": "the place of a file that Kombo does not hand out",
    "attachments content.store": "the place of a file that Kombo does not hand out",
    "offers changedAt": "the world changes each offer at once, to say every word of the list of states",
  },
  ashby: {
    "applications candidate.emailAddresses": "an application names the first address of a person",
    "applications candidate.phoneNumbers": "an application names the first number of a person",
    "jobs postings[].status": "the API lists the postings that are published",
    "jobs visibility": "the API says of a job that it is confidential, or nothing",
    "tags changedAt": "the API does not say when a tag changed",
    "users roles": "a user has one role in the API",
    "users roles[].type": "one of the API's roles has a meaning that is known",
  },
  odoo: {
    "applications candidate.emailAddresses": "a person has one address in Odoo",
    "applications candidate.phoneNumbers": "a person has one number in Odoo",
    "applications candidate.socialProfiles": "a person has one profile in Odoo",
    "applications candidate.socialProfiles[].type": "the one profile in Odoo is LinkedIn's",
    "candidates emailAddresses": "a person has one address in Odoo",
    "candidates phoneNumbers": "a person has one number in Odoo",
    "candidates socialProfiles": "a person has one profile in Odoo",
    "candidates socialProfiles[].type": "the one profile in Odoo is LinkedIn's",
    "interviews application.candidate.emailAddresses": "a person has one address in Odoo",
  },
  rowan: {
    "applications candidate.emailAddresses": "a person has one address in Rowan",
    "applications candidate.phoneNumbers": "a person has one number in Rowan",
    "applications candidate.socialProfiles": "a person has one profile in Rowan",
    "applications candidate.tags": "Rowan has no tags",
    "candidates emailAddresses": "a person has one address in Rowan",
    "candidates phoneNumbers": "a person has one number in Rowan",
  },
};

/** What a world holds of one field. */
interface Held {
  readonly values: Set<string>;
  readonly lengths: Set<number>;
}

function hold(held: Map<string, Held>, value: unknown, path: string): void {
  if (value === null || value === undefined) return;
  const { values, lengths } = held.get(path) ?? { values: new Set(), lengths: new Set() };
  held.set(path, { values, lengths });
  if (Array.isArray(value)) {
    lengths.add(Math.min(value.length, 2));
    for (const each of value) hold(held, each, `${path}[]`);
  } else if (typeof value === "object") {
    for (const [name, inner] of Object.entries(value))
      if (!notOfTheAts.has(name)) hold(held, inner, path === "" ? name : `${path}.${name}`);
  } else values.add(String(value));
}

/** The fields in which every record says the same, and the lists that never hold several. */
function constantIn(records: readonly object[]): readonly string[] {
  const held = new Map<string, Held>();
  for (const record of records) hold(held, record, "");
  return [...held].flatMap(([path, { values, lengths }]) => {
    const varies = lengths.size > 0 ? lengths.has(2) : values.size !== 1;
    return varies ? [] : [path];
  });
}

it.for([...subjectIds, "rowan"])("the world of %s says different things in each field", async (id) => {
  const { adapter, world } = await subjectOf(id);
  const session = await world.open();
  const groups = new Set(
    coverageOf(adapter).cells.flatMap((cell) => (isOffered(cell) && cell.kind === "stream" ? [cell.group] : [])),
  );
  const found: string[] = [];
  for (const group of groups)
    for (const path of constantIn(await session.records(group))) found.push(`${group} ${path}`);
  await session.close();
  const { each = {}, [id]: own = {} } = constants;
  expect(found.filter((path) => !(path in each)).toSorted()).toEqual(Object.keys(own).toSorted());
});
