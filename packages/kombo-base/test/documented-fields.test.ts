import { connect, type Client } from "@anyats/core";
import { describe, expect, it } from "vitest";
import { komboBase } from "../src/index.ts";
import { changedModels, newerLists, operations, type Operation, type Schema } from "./fixtures/specification.ts";
import { changesOf } from "../src/webhooks/webhooks.ts";

/** The same answer twice, differing in one field only. */
interface Pair {
  readonly path: string;
  readonly one: unknown;
  readonly other: unknown;
}

/** Everything a schema allows, each way once: for every field a pair of values that differ in it. */
function pairs(schema: Schema, path: string): Pair[] {
  const { anyOf, oneOf, type } = schema;
  const ways = anyOf ?? oneOf;
  if (ways) return ways.flatMap((way) => pairs(way, path));
  if (type === "null") return [];
  const [first] = (Array.isArray(type) ? (type as readonly string[]) : [type as string]).filter(
    (name) => name !== "null",
  );
  if (first === "object") return objectPairs(schema, path);
  if (first === "array")
    return pairs(schema.items ?? {}, `${path}[]`).map((pair) => ({ ...pair, one: [pair.one], other: [pair.other] }));
  const values = leaf(schema, first, path);
  return values ? [{ path, one: values[0], other: values[1] }] : [];
}

function objectPairs({ properties }: Schema, path: string): Pair[] {
  // An object without declared fields holds whatever somebody puts there.
  if (!properties) return [{ path: `${path}{}`, one: { key: `${path} one` }, other: { key: `${path} other` } }];
  const fields = Object.entries(properties).map(([name, field]) => [name, pairs(field, `${path}.${name}`)] as const);
  const whole = Object.fromEntries(
    Object.entries(properties).map(([name, field]) => [
      name,
      field.const ?? fields.find(([key]) => key === name)?.[1][0]?.one,
    ]),
  );
  return fields.flatMap(([name, all]) =>
    all.map((pair) => ({
      path: pair.path,
      one: { ...whole, [name]: pair.one },
      other: { ...whole, [name]: pair.other },
    })),
  );
}

/** Two values of a plain field; none where there is only one. */
function leaf(schema: Schema, type: string | undefined, path: string): readonly [unknown, unknown] | undefined {
  if (schema.const !== undefined) return undefined;
  if (schema.enum) return [schema.enum[0], schema.enum[1]];
  if (type === "boolean") return [true, false];
  if (type === "number" || type === "integer") return [7, 8];
  if (schema.format === "date-time") return ["2026-01-01T00:00:00.000Z", "2026-02-02T00:00:00.000Z"];
  if (schema.maxLength === 24) return ["9JkVmXx2RtYpQwErTyUiAsDf", "2JkVmXx2RtYpQwErTyUiAsDf"];
  return [`${path} one`, `${path} other`];
}

/** What reads each list. */
const readers: Readonly<Record<string, (ats: Connected) => Promise<unknown>>> = {
  "GET /ats/jobs": (ats) => ats.jobs.stream().toArray(),
  "GET /ats/applications": (ats) => ats.applications.stream().toArray(),
  "GET /ats/candidates": (ats) => ats.candidates.stream().toArray(),
  "GET /ats/interviews": (ats) => ats.interviews.stream().toArray(),
  "GET /ats/offers": (ats) => ats.offers.stream().toArray(),
  "GET /ats/users": (ats) => ats.users.stream().toArray(),
  "GET /ats/roles": (ats) => ats.roles.stream().toArray(),
  "GET /ats/tags": (ats) => ats.tags.stream().toArray(),
  "GET /ats/notes": (ats) => ats.notes.stream().toArray(),
  "GET /ats/scorecards": (ats) => ats.scorecards.stream().toArray(),
  "GET /ats/attachments": (ats) => ats.attachments.stream().toArray(),
  "GET /ats/rejection-reasons": (ats) => ats.applications.listRejectionReasons(),
  "GET /ats/candidates/{candidate_id}/attachments": (ats) => ats.candidates.listAttachments({ candidate: "c1" }),
  "GET /ats/applications/{application_id}/attachments": (ats) =>
    ats.applications.listAttachments({ application: "a1" }),
  "GET /ats/actions/ats_create_candidate": (ats) =>
    ats.applications.getAttachmentRestrictions({ command: "candidates.create" }),
  "GET /ats/actions/ats_create_application": (ats) =>
    ats.applications.getAttachmentRestrictions({ command: "applications.create" }),
  "GET /ats/actions/ats_add_application_attachment": (ats) =>
    ats.applications.getAttachmentRestrictions({ command: "applications.addAttachment" }),
  "GET /ats/actions/ats_add_candidate_attachment": (ats) =>
    ats.applications.getAttachmentRestrictions({ command: "candidates.addAttachment" }),
  "GET /integrations/{integration_id}": (ats) => ats.integration.get(),
  "GET /check-api-key": (ats) => ats.integration.checkKey(),
};

const connectTo = (data: () => unknown) =>
  connect(komboBase, {
    apiKey: "k",
    integrationId: "avionte:x",
    fetch: async () => Response.json({ status: "success", data: data(), warnings: [] }),
  });
type Connected = Awaited<ReturnType<typeof connectTo>>;

/** Operations that nothing here reads, with the reason. */
const unread: Readonly<Record<string, string>> = {
  "GET /ats/application-stages": "Deprecated: it does not say which job has a stage. Stages come with their jobs.",
};

/** Documented fields that do not arrive, with the reason. */
const leftOut: Readonly<Record<string, string>> = {
  "$.next": "The cursor of the next page: the stream follows it.",
  "$.results[].remote_data{}": "The ATS's own record: it comes with `raw: true`, and differs from ATS to ATS.",
  "$.results[].stages[].remote_data{}": "As above.",
  "$.results[].job_postings[].remote_data{}": "As above.",
  "$.results[].contact_id": "Deprecated: the hiring team says who is in charge, and in which role.",
  "$.results[].confidential": "Deprecated: `visibility` says it. Read only where that is missing.",
  "$.results[].hiring_team[].hiring_team_roles[]":
    "Deprecated: `job_roles` says it. Read for roles that are missing there.",
};

const all: readonly (readonly [string, Operation])[] = Object.entries({ ...operations, ...newerLists }).filter(
  ([name, { answer }]) => name.startsWith("GET ") && answer !== undefined,
);

describe("a field that Kombo documents", () => {
  it.for(all)("arrives, or is left out for a reason: %s", async ([name, { answer }]) => {
    const read = readers[name];
    if (!read) {
      expect(Object.keys(unread)).toContain(name);
      return;
    }
    let data: unknown;
    const ats = await connectTo(() => ({ ...(data as object), next: null }));
    const reported: unknown[] = [];
    ats.on("drift", (drift) => reported.push(drift));
    ats.on("quarantine", (record) => reported.push(record));
    const readAs = async (given: unknown) => {
      data = given;
      return JSON.stringify(await read(ats));
    };
    const lost: string[] = [];
    for (const { path, one, other } of pairs(answer!, "$")) {
      if ((await readAs(one)) === (await readAs(other))) lost.push(path);
      expect(reported, path).toEqual([]);
    }
    expect(
      [...new Set(lost)].filter((path) => !(path in leftOut)),
      name,
    ).toEqual([]);
  });

  it("is left out only where it is documented", () => {
    const documented = new Set(all.flatMap(([, { answer }]) => pairs(answer!, "$").map(({ path }) => path)));
    expect(Object.keys(leftOut).filter((path) => !documented.has(path))).toEqual([]);
    expect(Object.keys(unread).filter((name) => !all.some(([documentedName]) => documentedName === name))).toEqual([]);
  });
});

describe("a model that data-changed may name", () => {
  it.for(changedModels)("is known: %s", async (model) => {
    const ats: Client = await connectTo(() => ({}));
    const event = {
      id: "e",
      type: "data-changed",
      integration: { id: "avionte:x", tool: "avionte", category: "ATS" },
      changedModels: [model],
    } as const;
    const { notStreamed } = changesOf(ats, event, { since: "2026-01-01" });
    expect(notStreamed.map(({ reason }) => reason).join()).not.toContain("no model of this name");
  });
});
