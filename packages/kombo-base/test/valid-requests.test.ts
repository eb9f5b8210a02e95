import { AtsError, connect } from "@anyats/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { komboBase } from "../src/index.ts";
import { operationOf, violations } from "./fixtures/specification.ts";

/** Lists that are newer than the description. */
const newer = /^\/ats\/(notes|scorecards|attachments)$/;

/** What every answer may hold, so that any call goes on. */
const answer = {
  id: "9JkVmXx2RtYpQwErTyUiAsDf",
  results: [],
  next: null,
  status: 200,
  headers: {},
  url: "https://ats.example.com/",
  data: {},
  already_queued: false,
  sync_id: "s1",
  type: "DELTA",
};

/** A connection that checks each request by the specification, and what it saw. */
async function checked(tool = "greenhouse") {
  const seen = new Set<string>();
  const wrong: string[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { pathname, searchParams } = new URL(request.url);
    const path = pathname.replace(/^\/v1/, "");
    const found = operationOf(request.method, path);
    if (!found) {
      if (!newer.test(path)) wrong.push(`${request.method} ${path}: is not documented`);
    } else {
      const [name, { query = {}, body }] = found;
      seen.add(name);
      for (const [parameter, value] of searchParams) {
        const schema = query[parameter];
        const given = schema?.type === "integer" ? Number(value) : value;
        if (schema) wrong.push(...violations(schema, given, `${name} ?${parameter}`));
        else wrong.push(`${name} ?${parameter}: is not documented`);
      }
      const text = await request.text();
      if (text !== "") wrong.push(...(body ? violations(body, JSON.parse(text), name) : [`${name}: takes no body`]));
    }
    const application = {
      id: "a1",
      remote_id: "1",
      changed_at: "2026-01-01T00:00:00.000Z",
      interviews: [],
      offers: [],
    };
    const results = request.method === "GET" && path === "/ats/applications" ? [application] : [];
    return Response.json({ status: "success", data: { ...answer, results }, warnings: [] });
  };
  const ats = await connect(komboBase, { apiKey: "k", integrationId: `${tool}:x`, fetch });
  return { ats, seen, wrong };
}

type Connected = Awaited<ReturnType<typeof checked>>["ats"];

const text = fc.oneof(fc.string({ unit: "grapheme", minLength: 1 }), fc.constantFrom("a", "Zoë – ✓", " x "));
const id = fc.stringMatching(/^[1-9A-HJ-NP-Za-km-z]{24}$/);
const remoteId = fc.oneof(id, fc.constantFrom("123:456", "REQ-2026-017"));
const day = fc.date({ min: new Date("1950-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });
const dayText = day.map((date) => date.toISOString().slice(0, 10));
const moment = fc.oneof(
  day,
  dayText,
  day.map((date) => `${date.toISOString().slice(0, 19)}+02:00`),
);
const email = fc.oneof(
  fc.emailAddress(),
  fc.constantFrom("jane.o'neil+x@example.co.uk", "JANE@EXAMPLE.COM", "jane@bücher.example"),
);
const link = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.constantFrom(
    "https://example.com/a b.pdf",
    "https://bücher.example/Lebenslauf für Zoë.pdf?x=ü|{y}#teil 2",
    "https://例え.テスト/履歴書",
    "https://example.com/100%/x",
    'https://example.com/a?b=[1]&c="d"<e>^`',
    "HTTPS://EXAMPLE.COM",
  ),
);
const remoteFields = fc.option(fc.dictionary(fc.constantFrom("greenhouse", "lever"), fc.dictionary(text, text)), {
  nil: undefined,
});
const contentType = fc.option(fc.constantFrom("application/pdf", "image/svg+xml", "application/pdf; charset=binary"), {
  nil: undefined,
});
const base64 = Buffer.from("%PDF-1.7\n%%EOF").toString("base64");
const file = fc.oneof(
  fc.record({ name: fc.constantFrom("cv.pdf", "Lebenslauf (Zoë).pdf"), contentType, base64: fc.constant(base64) }),
  fc.record({ name: fc.constantFrom("cv.pdf"), contentType, url: link }),
);
const contact = fc.constantFrom("PERSONAL", "WORK", "OTHER");
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
/** Leaves out what is absent, as a caller does. */
const record = <T extends object>(fields: { [Key in keyof T]: fc.Arbitrary<T[Key]> }) =>
  fc.record(fields).map((value) => JSON.parse(JSON.stringify(value)) as T);

const person = record({
  firstName: text,
  lastName: text,
  email,
  additionalEmails: maybe(fc.array(fc.record({ type: contact, address: email }))),
  phone: maybe(text),
  additionalPhones: maybe(fc.array(fc.record({ type: contact, number: text }))),
  company: maybe(text),
  title: maybe(text),
  location: maybe(
    record({
      country: fc.constantFrom("US", "DE"),
      city: maybe(text),
      state: maybe(text),
      street1: maybe(text),
      zipCode: maybe(text),
    }),
  ),
  gender: maybe(fc.constantFrom("MALE", "FEMALE", "OTHER")),
  availableOn: maybe(dayText),
  salaryExpectation: maybe(
    fc.record({ period: fc.constantFrom("MONTH", "YEAR"), amount: fc.double({ min: 0, max: 1e9, noNaN: true }) }),
  ),
  socialLinks: maybe(fc.array(link)),
});
const applicant = record({
  job: id,
  candidate: person,
  attachments: maybe(fc.array(file, { maxLength: 2 })),
  screeningAnswers: maybe(
    fc.array(fc.record({ questionId: id, answer: fc.oneof(text, fc.integer(), fc.boolean(), fc.array(id), file) }), {
      maxLength: 3,
    }),
  ),
  sourcedBy: maybe(fc.oneof(fc.record({ userId: id }), fc.record({ userRemoteId: remoteId }))),
  consent: maybe(record({ given: maybe(fc.boolean()), expiresOn: maybe(dayText) })),
  remoteFields,
});
const attaching = record({ file, remoteFields });
const interview = fc
  .record({
    title: text,
    startsAt: day,
    hours: fc.integer({ min: 1, max: 9 }),
    interviewerIds: fc.array(id, { minLength: 1, maxLength: 3 }),
    organizerId: id,
    location: record({ type: fc.constantFrom("PHYSICAL", "VIRTUAL"), address: maybe(text) }),
  })
  .map(({ hours, ...rest }) => ({ ...rest, endsAt: new Date(rest.startsAt.getTime() + hours * 3_600_000) }));
const resultLink = record({
  label: text,
  url: link,
  details: maybe(
    fc.record({ customFieldNamePrefix: text, attributes: fc.array(fc.record({ key: text, value: text })) }),
  ),
  remoteFields,
});
const common = {
  updatedAfter: maybe(moment),
  ids: maybe(fc.array(id, { maxLength: 130 })),
  remoteIds: maybe(fc.array(remoteId, { maxLength: 3 })),
  includeDeleted: maybe(fc.boolean()),
  ignoreUnsupportedFilters: maybe(fc.boolean()),
};
const stream = <T extends object>(filter: { [Key in keyof T]: fc.Arbitrary<T[Key]> }) =>
  record({ ...common, ...filter });
const ids = maybe(fc.array(id, { maxLength: 3 }));

/** Each call that sends something, with inputs for it. The inputs are looser than the types: what is refused sends nothing. */
const calls: Readonly<
  Record<string, readonly [fc.Arbitrary<object>, (ats: Connected, input: never) => Promise<unknown>]>
> = {
  "applications.create": [applicant, (ats, input) => ats.applications.create(input)],
  "candidates.create": [applicant, (ats, input) => ats.candidates.create(input)],
  "applications.addNote": [
    record({ note: fc.oneof(text, fc.record({ html: text })), remoteFields }),
    (ats, input: object) => ats.applications.addNote({ application: "a1", ...input } as never),
  ],
  "applications.addAttachment": [
    attaching,
    (ats, input: object) => ats.applications.addAttachment({ application: "a1", ...input } as never),
  ],
  "candidates.addAttachment": [
    attaching,
    (ats, input: object) => ats.candidates.addAttachment({ candidate: "c1", ...input } as never),
  ],
  "applications.addResultLink": [
    resultLink,
    (ats, input: object) => ats.applications.addResultLink({ application: "a1", ...input } as never),
  ],
  "candidates.addResultLink": [
    resultLink,
    (ats, input: object) => ats.candidates.addResultLink({ candidate: "c1", ...input } as never),
  ],
  "candidates.addTag": [
    record({ tag: text, remoteFields }),
    (ats, input: object) => ats.candidates.addTag({ candidate: "c1", ...input } as never),
  ],
  "candidates.removeTag": [
    record({ tag: text, remoteFields }),
    (ats, input: object) => ats.candidates.removeTag({ candidate: "c1", ...input } as never),
  ],
  "applications.moveToStage": [
    record({ stage: id, remoteFields }),
    (ats, input: object) => ats.applications.moveToStage({ application: "a1", ...input } as never),
  ],
  "applications.reject": [
    record({ reasonId: id, note: maybe(text), remoteFields }),
    (ats, input: object) => ats.applications.reject({ application: "a1", ...input } as never),
  ],
  "applications.importTracked": [
    record({
      application: fc.record({ applicationRemoteId: remoteId }),
      trackedAt: maybe(fc.oneof(dayText, fc.constant(null))),
    }),
    (ats, input) => ats.applications.importTracked(input),
  ],
  "integration.forceSync": [
    record({ type: maybe(fc.constantFrom("FULL", "DELTA")) }),
    (ats, input) => ats.integration.forceSync(input),
  ],
  "interviews.create": [
    interview,
    (ats, input: object) => ats.interviews.create({ application: "a1", ...input } as never),
  ],
  "interviews.update": [
    interview,
    (ats, input: object) => ats.interviews.update({ application: "a1", interview: "i1", ...input } as never),
  ],
  "passthrough.send with a form": [
    record({
      method: fc.constantFrom("POST", "PUT"),
      path: fc.constant("/v1/candidates/7/files"),
      multipart: fc.array(
        fc.oneof(fc.record({ name: text, value: text }), fc.record({ name: fc.constantFrom("file", "résumé"), file })),
        { minLength: 1, maxLength: 3 },
      ),
      api: fc.constant("greenhouse/harvest"),
    }),
    (ats, input) => ats.passthrough.send(input),
  ],
  "passthrough.send": [
    record({
      method: fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE"),
      path: fc.constantFrom("/v1/users", "/users?name=Zo%C3%AB"),
      query: maybe(fc.dictionary(text, text)),
      headers: maybe(fc.dictionary(fc.constantFrom("X-A", "Accept"), text)),
      body: maybe(fc.jsonValue()),
      responseAsBase64: maybe(fc.boolean()),
      api: fc.constant("greenhouse/harvest"),
    }),
    (ats, input) => ats.passthrough.send(input),
  ],
  "jobs.stream": [
    stream({
      statuses: maybe(fc.subarray(["OPEN", "CLOSED", { other: "PAUSED" }])),
      requisitionCodes: maybe(fc.array(text, { maxLength: 3 })),
      employmentTypes: maybe(fc.subarray(["FULL_TIME", "CONTRACT"])),
      visibilities: maybe(fc.subarray(["PUBLIC", "INTERNAL"])),
      titleContains: maybe(text),
      postUrl: maybe(link),
      createdAfter: maybe(moment),
    }),
    (ats, input) => ats.jobs.stream(input).toArray(),
  ],
  "applications.stream": [
    stream({
      outcomes: maybe(fc.subarray(["PENDING", "HIRED"])),
      jobIds: ids,
      jobRemoteIds: maybe(fc.array(remoteId)),
      stageIds: ids,
      createdAfter: maybe(moment),
    }),
    (ats, input) => ats.applications.stream(input).toArray(),
  ],
  "candidates.stream": [
    stream({ jobIds: ids, email: maybe(email) }),
    (ats, input) => ats.candidates.stream(input).toArray(),
  ],
  "candidates.find": [
    record({
      firstName: maybe(text),
      lastName: maybe(text),
      email: maybe(email),
      phone: maybe(fc.constant("+1 512 555 0100")),
    }),
    (ats, input) => ats.candidates.find(input),
  ],
  "interviews.stream": [stream({ jobIds: ids }), (ats, input) => ats.interviews.stream(input).toArray()],
  "offers.stream": [stream({}), (ats, input) => ats.offers.stream(input).toArray()],
  "tags.stream": [stream({}), (ats, input) => ats.tags.stream(input).toArray()],
  "users.stream": [
    stream({ emails: maybe(fc.array(email, { maxLength: 2 })) }),
    (ats, input) => ats.users.stream(input).toArray(),
  ],
  "roles.stream": [
    stream({ scopes: maybe(fc.subarray(["SYSTEM", "JOB"])) }),
    (ats, input) => ats.roles.stream(input).toArray(),
  ],
  "applications.listRejectionReasons": [stream({}), (ats, input) => ats.applications.listRejectionReasons(input)],
};

describe("every request is valid by Kombo's specification", () => {
  it.for(Object.entries(calls))("%s", async ([, [inputs, call]]) => {
    let sent = 0;
    const run = async (input: object) => {
      const { ats, seen, wrong } = await checked();
      try {
        await call(ats, input as never);
      } catch (error) {
        // What cannot be used is refused before it is sent; nothing else may fail.
        if (!AtsError.is(error) || error.code !== "input.invalid") throw error;
      }
      sent += seen.size > 0 ? 1 : 0;
      expect(wrong).toEqual([]);
    };
    await fc.assert(fc.asyncProperty(inputs, run), { numRuns: 40 });
    // Many inputs are refused; a call that sends nothing at all proves nothing.
    expect(sent).toBeGreaterThan(0);
  });
});

describe("a filter on known values", () => {
  it("rejects a misspelt value by its field before any request; `other` is passed on", async () => {
    const { ats, seen } = await checked();
    const misspelt = ["OPEN", "OPEND"] as never;
    expect(() => ats.jobs.stream({ statuses: misspelt })).toThrow("statuses[1]: must be one of OPEN, CLOSED");
    // @ts-expect-error A misspelt value is an error at compile time, too.
    expect(() => ats.applications.stream({ outcomes: ["HIERD"] })).toThrow("outcomes[0]");
    // @ts-expect-error As above.
    expect(() => ats.roles.stream({ scopes: ["SYSTEMS"] })).toThrow("scopes[0]");
    expect(seen.size).toBe(0);
    await ats.jobs.stream({ statuses: ["OPEN", { other: "PAUSED" }] }).toArray();
    expect([...seen]).toEqual(["GET /ats/jobs"]);
  });
});
