import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { Candidate, Job, RejectionReason, catalogue, personal, type AnyCapability } from "../src/index.ts";
import { personalFields, redacted } from "../src/redaction.ts";
import { markOf, partsOf } from "../src/redaction/parts.ts";

const capabilities: readonly AnyCapability[] = Object.values(catalogue);

/** Texts that are worded freely and still report no person: by name, or by name within something. */
const notPersonal = new Set(
  `title category department experienceLevel requisitionCode requisitionCodes postUrl titleContains employmentTypes
  visibilities status label name nativeType contentType contentTypes store bucket code retry cursor
  actionType tag notMovableReason updatedAfter createdAfter trackedAt startsAt endsAt multipart.name CV.contentTypes COVER_LETTER.contentTypes OTHER.contentTypes error.message omitted.path job.title job.category job.department job.experienceLevel
  job.requisitionCode job.postUrl job.status jobs.title jobs.status postings.title postings.url
  description.untrustedHtml notes.untrustedHtml salary.currency stage.name stages.name options.name options.label
  options question.title question.type screeningQuestions.title precondition.answers responses.label
  responses.description company.name office.name
  customer.organizationName tool.label readModels.label writeActions.label scopeConfiguration.name roles.label
  roles.type customFields.name attributes.key details.customFieldNamePrefix content.store content.bucket warnings.code error.code error.retry attachment.contentType
  location.street1 location.street2 location.city location.state location.zipCode location.country location.raw
  worksite.street1 worksite.street2 worksite.city worksite.state worksite.zipCode worksite.country
  worksite.raw integrationFields.key integrationFields.label screeningQuestions.contentTypes tool.internalLabel
  tool.logoUrl tool.iconUrl provenance.route provenance.mapping provenance.fields`.split(/\s+/),
);

/** Ids, and records that an input names by their id. */
const isId = (name: string) => /^(ids?|\w*Ids?|job|stage|applications?|candidate|interview)$/.test(name);

/** A known value or, as an ATS may say others, any text: it says a state and no more. */
const isOpenEnum = (choices: readonly z.core.$ZodType[]) => choices.some((choice) => choice._zod.def.type === "enum");

/** Whether a schema takes whatever somebody words; an id or a date does not. */
const isFree = (schema: z.core.$ZodType) => z.safeParse(schema, "Ada Byron, 12 Main Street").success;

/** What is neither marked nor something that only has a form: the places where a person could hide. */
function unmarkedTexts(schema: z.core.$ZodType, path: readonly string[]): readonly string[] {
  if (markOf(schema) !== undefined) return [];
  const parts = partsOf(schema);
  if (parts.kind === "same" || parts.kind === "items" || parts.kind === "values")
    return unmarkedTexts(parts.inner, path);
  if (parts.kind === "choices")
    return isOpenEnum(parts.choices) ? [] : parts.choices.flatMap((choice) => unmarkedTexts(choice, path));
  if (parts.kind === "fields")
    return Object.entries(parts.fields).flatMap(([name, field]) => unmarkedTexts(field, [...path, name]));
  return parts.kind === "plain" && isFree(schema) ? [path.slice(-2).join(".")] : [];
}

const isKnown = (place: string) => isId(place.split(".").at(-1)!) || notPersonal.has(place);

/** Something that fits a schema, with the canary wherever the schema says that a person may be. */
function planted(schema: z.core.$ZodType, canary: string): unknown {
  const mark = markOf(schema);
  if (mark !== undefined) return mark ? canary : null;
  const parts = partsOf(schema);
  switch (parts.kind) {
    case "same":
      return planted(parts.inner, canary);
    case "choices":
      return planted(parts.choices[0]!, canary);
    case "items":
      return [planted(parts.inner, canary), planted(parts.inner, canary)];
    case "values":
      return { first: planted(parts.inner, canary) };
    case "fields":
      return {
        ...Object.fromEntries(Object.entries(parts.fields).map(([name, field]) => [name, planted(field, canary)])),
        aFieldOfTomorrow: { deep: [canary] },
      };
    case "plain":
      return plainOf(schema);
    case "anything":
      return { anything: canary };
  }
}

function plainOf(schema: z.core.$ZodType): unknown {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === "enum") return Object.values(def.entries)[0];
  if (def.type === "literal") return def.values[0];
  return { string: "kept", number: 7, boolean: true }[def.type as "string" | "number" | "boolean"];
}

describe("what is personal is marked in the schemas", () => {
  it.for(capabilities)("$id: every text is marked, or known to report none", ({ id, input, output }) => {
    const places = [...unmarkedTexts(input, []), ...unmarkedTexts(output, [])];
    expect(
      places.filter((place) => !isKnown(place)),
      id,
    ).toEqual([]);
  });

  it("says where a candidate's personal data lie", () => {
    expect(personalFields(Candidate)).toEqual([
      "applications[].rejectionReasonName",
      "applications[].remoteUrl",
      "applications[].stage.customFields.*",
      "company",
      "customFields.*",
      "emailAddresses[].address",
      "emailAddresses[].type",
      "firstName",
      "integrationFields[].value",
      "lastName",
      "location",
      "phoneNumbers[].number",
      "phoneNumbers[].type",
      "raw",
      "remoteUrl",
      "socialProfiles[].type",
      "socialProfiles[].url",
      "socialProfiles[].username",
      "source",
      "tags[].name",
      "title",
    ]);
  });

  it("says where they may lie in what can be given in several ways, each of them", () => {
    expect(personalFields(catalogue["applications.addAttachment"].input)).toEqual([
      "file",
      "file.base64",
      "file.blob",
      "file.bytes",
      "file.name",
      "file.path",
      "file.stream",
      "file.url",
      "remoteFields.*.*",
    ]);
  });

  it("shows in JSON Schema, for tools that know nothing of AnyATS", () => {
    const { properties } = z.toJSONSchema(z.object({ name: personal(z.string()).describe("A name.") }));
    expect(properties?.["name"]).toEqual({ type: "string", personal: true, description: "A name." });
  });
});

describe("a record can be logged without what is personal", () => {
  it("hides addresses, ids and names that hold an e-mail, types and the ATS's words", () => {
    const shown = redacted(Candidate, {
      id: "9JkVmXx2",
      remoteId: "jane@example.com",
      remoteUrl: "https://ats.example/people/jane-doe",
      emailAddresses: [{ address: "jane@example.com", type: "Jane at home" }],
      phoneNumbers: [{ number: "1", type: "Jane's mother" }],
      socialProfiles: [{ url: null, type: "janedoe.example", username: null }],
      applications: [
        { id: "a1", remoteId: "jane%40example.com", rejectionReasonName: "Jane moved away", remoteUrl: "x" },
      ],
    });
    expect(JSON.stringify(shown)).not.toMatch(/jane|moved/i);
    expect(shown).toMatchObject({ id: "9JkVmXx2", remoteId: "[personal]", applications: [{ id: "a1" }] });
    expect(redacted(RejectionReason, { id: "r1", name: "Jane moved away" })).toEqual({ id: "r1", name: "[personal]" });
  });

  it.for(capabilities)("$id: nothing personal is left of its answer", ({ output }) => {
    const answer = planted(output, "cAnArY");
    expect(JSON.stringify(answer)).toContain("cAnArY");
    expect(JSON.stringify(redacted(output, answer))).not.toContain("cAnArY");
  });

  it.for(capabilities)("$id: nothing personal is left of what it is given", ({ input }) => {
    expect(JSON.stringify(redacted(input, planted(input, "cAnArY")))).not.toContain("cAnArY");
  });

  it("keeps ids, states and dates, and says where something was", () => {
    const record = {
      ...(planted(Candidate, "Ada") as Candidate),
      id: "9JkVmXx2",
      changedAt: "2026-11-23T09:00:00.000Z",
      company: null,
      tags: [],
    };
    expect(redacted(Candidate, record)).toMatchObject({
      id: "9JkVmXx2",
      changedAt: "2026-11-23T09:00:00.000Z",
      firstName: "[personal]",
      emailAddresses: [{ address: "[personal]", type: "[personal]" }, {}],
      customFields: { first: "[personal]" },
      applications: [{ outcome: "PENDING" }, {}],
      company: null,
      tags: [],
      aFieldOfTomorrow: "[personal]",
    });
  });

  it("hides e-mail addresses also where they are names", () => {
    const record = { ...(planted(Candidate, "Ada") as Candidate), customFields: { "ada@example.com": 1, salary: 2 } };
    expect(redacted(Candidate, record)).toMatchObject({
      customFields: { "[personal]": "[personal]", salary: "[personal]" },
    });
    expect(JSON.stringify(redacted(Candidate, { ...record, "ada@example.com": 1 }))).not.toContain("ada@");
  });

  it("hides or keeps by the way in which something was given, where there are several", () => {
    const { input } = catalogue["candidates.addNote"];
    expect(redacted(input, { candidate: "9Jk", note: "Ada called" })).toEqual({ candidate: "9Jk", note: "[personal]" });
    expect(redacted(input, { candidate: { id: "9Jk", firstName: "Ada" }, note: { html: "Ada" } })).toEqual({
      candidate: { id: "9Jk", firstName: "[personal]" },
      note: { html: "[personal]" },
    });
    const place = z.union([z.literal("remote"), personal(z.string())]);
    expect(["remote", "12 Main Street"].map((given) => redacted(place, given))).toEqual(["remote", "[personal]"]);
  });

  it("keeps what could hold anything where the schema says that it reports no person", () => {
    const { input } = catalogue["applications.rejectMany"];
    const given = { applications: ["9Jk"], reasonId: "4", note: "Ada", onProgress: () => {} };
    expect(redacted(input, given)).toEqual({ ...given, note: "[personal]" });
    expect(personalFields(input)).toEqual(["note", "remoteFields.*.*"]);
  });

  it("hides values of a wrong type where a text, number or object belongs", () => {
    expect(redacted(Candidate, "Ada")).toBe("[personal]");
    expect(redacted(Candidate, ["Ada"])).toBe("[personal]");
    const odd = {
      id: { name: "Ada" },
      remoteId: ["Ada"],
      emailAddresses: "Ada",
      applications: ["Ada"],
      tags: { a: "Ada" },
    };
    expect(redacted(Candidate, odd)).toEqual({
      id: "[personal]",
      remoteId: "[personal]",
      emailAddresses: "[personal]",
      applications: ["[personal]"],
      tags: "[personal]",
    });
    const at = new Date("2026-11-23T09:00:00Z");
    expect(redacted(z.object({ at: z.date() }), { at })).toEqual({ at });
  });

  it("leaves the record as it was", () => {
    const record = Object.freeze({ ...(planted(Job, "Ada") as Job) });
    redacted(Job, record);
    expect(record.hiringTeam[0]).toMatchObject({ firstName: "Ada" });
  });

  it("hides what does not fit the schema, whatever it is", () => {
    fc.assert(
      fc.property(fc.constantFrom(...capabilities), fc.jsonValue(), ({ output }, odd) => {
        const shown = redacted(z.object({ odd: output }), { odd: { nested: odd, text: "cAnArY" } });
        expect(JSON.stringify(shown)).not.toContain("cAnArY");
      }),
    );
  });

  it("changes no prototype", () => {
    const shown = redacted(Candidate, JSON.parse('{"__proto__": {"polluted": true}, "id": "1"}'));
    expect(Object.getPrototypeOf(shown)).toBe(Object.prototype);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
