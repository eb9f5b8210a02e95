import { instantClock } from "@anyats/conformance";
import { connect, methodOf, type RecordStream } from "@anyats/core";
import { createEmulator, type OptionsFor } from "@anyats/emulator";
import { readRecord } from "@anyats/http";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { propertiesIn } from "../src/custom-fields/values.ts";
import { odoo } from "../src/index.ts";
import { odooLimitations } from "../src/limitations.ts";
import { day } from "../src/reading/values.ts";
import { always, usualFields } from "../src/rpc/usual-fields.ts";

type Options = Partial<OptionsFor<"odoo">>;

async function connected(options: Options = {}, settings: object = {}) {
  const emulator = createEmulator({ candidates: 12, ...options, tool: "odoo" });
  const ats = await connect(odoo, { ...emulator.settings(), ...settings });
  return { emulator, ats, [Symbol.asyncDispose]: () => ats.close() };
}

const minute = 60_000;

const models: Readonly<Record<string, string>> = {
  "jobs.stream": "hr.job",
  "candidates.stream": "hr.candidate",
  "interviews.stream": "calendar.event",
  "notes.stream": "mail.message",
  "attachments.stream": "ir.attachment",
  "tags.stream": "hr.applicant.category",
  "users.stream": "res.users",
  "applications.listRejectionReasons": "hr.applicant.refuse.reason",
};

/** The model whose records a read gives. From Odoo 19 on, a person has no record. */
function modelOf(capability: string, version: number): string {
  const model = models[capability] ?? "hr.applicant";
  return model === "hr.candidate" && version > 18 ? "hr.applicant" : model;
}

describe("reading what changed in Odoo", () => {
  it("finds records of a transaction that committed after the last read", async () => {
    await using world = await connected();
    const { emulator, ats } = world;
    const late = emulator.odoo.begin();
    const id = late.create("hr.job", { name: "Committed late" });
    emulator.clock.advance(2 * minute);
    const since = emulator.clock.now();
    expect(await ats.jobs.stream({ updatedAfter: since }).toArray()).toEqual([]);
    late.commit();
    const found = await ats.jobs.stream({ updatedAfter: since }).toArray();
    expect(found.map((job) => job.id)).toEqual([String(id)]);
    expect(Date.parse(found[0]!.changedAt)).toBeLessThan(since.getTime());
  });

  const [late] = odooLimitations.filter(({ id }) => id === "odoo.changes-show-late");
  const cases = late!.capabilities.flatMap((capability) =>
    ([18, 19] as const).map((version) => ({ capability, version })),
  );
  it.each(cases)(
    "$capability gives what was committed after the last read in Odoo $version",
    async ({ capability, version }) => {
      await using world = await connected({ version });
      const { emulator, ats } = world;
      type Rows = readonly { readonly id: string }[];
      const read = async (filter: object): Promise<Rows> => {
        const given: unknown = methodOf(ats, capability)(filter);
        return capability.endsWith(".stream")
          ? (given as RecordStream<Rows[number]>).toArray()
          : (given as Promise<Rows>);
      };
      const [, one] = await read({});
      emulator.clock.advance(10 * minute);
      const transaction = emulator.odoo.begin();
      transaction.write(modelOf(capability, version), [Number(one!.id)], {});
      emulator.clock.advance(2 * minute);
      const updatedAfter = emulator.clock.now();
      expect(await read({ updatedAfter })).toEqual([]);
      transaction.commit();
      expect((await read({ updatedAfter })).map(({ id }) => id)).toContain(one!.id);
    },
  );

  it("loses nothing and ends when many records carry one date", async () => {
    await using world = await connected();
    const { emulator, ats } = world;
    emulator.clock.advance(10 * minute);
    const bulk = emulator.odoo.begin();
    const ids = Array.from({ length: 37 }, (_each, index) => bulk.create("hr.job", { name: `Bulk ${index}` }));
    bulk.commit();
    const found = await ats.jobs.stream({ updatedAfter: emulator.clock.now() }, { pageSize: 5 }).toArray();
    expect(found.map((job) => Number(job.id))).toEqual(ids);
  });

  it("counts a changed candidate as a change of its applications, whose own date stays", async () => {
    await using world = await connected();
    const { emulator, ats } = world;
    const [application] = await ats.applications.stream().toArray();
    emulator.clock.advance(10 * minute);
    const since = emulator.clock.now();
    emulator.odoo.write("hr.candidate", Number(application!.candidateId), { partner_name: "Renamed Person" });
    const [found] = await ats.applications.stream({ updatedAfter: since }).toArray();
    expect(found).toMatchObject({
      id: application!.id,
      updatedAt: application!.updatedAt,
      candidate: { lastName: "Person" },
    });
    expect(found!.changedAt > application!.changedAt).toBe(true);
  });

  it("goes on where one custom field is removed, and another added, in the same moment", async () => {
    await using world = await connected();
    const { emulator, ats } = world;
    emulator.odoo.setField("hr.job", "x_score", false);
    const before = await ats.jobs.stream().toArray();
    emulator.odoo.setField("hr.job", "x_score", true);
    emulator.odoo.setField("hr.job", "x_rate", false);
    expect(await ats.jobs.stream().toArray()).toHaveLength(before.length);
  });

  // Without these, nothing can be asked, nobody knows what a record is of, or a message counts as removed; contents are in no list.
  const needed = "sequence partner_id res_model model res_id applicant_id candidate_id body datas".split(" ");
  const usual = Object.entries(usualFields).flatMap(([model, names]) =>
    names.filter((name) => ![...needed, ...always].includes(name)).map((name) => ({ model, name })),
  );
  it.each(usual)("goes on without $name of $model where the server lacks it", async ({ model, name }) => {
    await using world = await connected();
    const { emulator, ats } = world;
    emulator.odoo.setField(model, name, false);
    for (const stream of [ats.jobs, ats.applications, ats.candidates, ats.notes, ats.attachments])
      expect((await stream.stream().toArray()).length).toBeGreaterThan(0);
    const asked = emulator.requests.all().map(({ body }) => JSON.stringify(body));
    expect(asked.filter((body) => body.includes(`"${model}","fields_get"`))).toHaveLength(1);
    expect(
      asked.filter((body) => body.includes(`"${model}","search_read"`) && body.includes(`"${name}"`)),
    ).toHaveLength(1);
  });

  it.each(["jobs", "applications", "candidates"] as const)("asks for no stages where no %s changed", async (list) => {
    await using world = await connected();
    const { emulator, ats } = world;
    const since = emulator.clock.now().toISOString();
    emulator.clock.advance(86_400_000);
    expect(await (ats[list] as typeof ats.jobs).stream({ updatedAfter: since }).toArray()).toEqual([]);
    const asked = emulator.requests.all().map(({ body }) => JSON.stringify(body));
    expect(asked.filter((body) => body.includes("hr.recruitment.stage"))).toEqual([]);
  });

  it("reads no record of a person where notes and files name one by its id", async () => {
    await using world = await connected();
    const { emulator, ats } = world;
    const found = [await ats.notes.stream().toArray(), await ats.attachments.stream().toArray()].flat();
    expect(found.filter(({ candidateId }) => candidateId !== null).length).toBeGreaterThan(10);
    const asked = emulator.requests.all().map(({ body }) => JSON.stringify(body));
    expect(asked.filter((body) => /"hr\.(candidate|applicant\.category)","search_read"/.test(body))).toEqual([]);
  });

  it("shows a message that was emptied only where deleted ones are asked for", async () => {
    await using world = await connected();
    const { emulator, ats } = world;
    const [application] = await ats.applications.stream().toArray();
    await ats.applications.addNote({ application: application!, note: "To be emptied" });
    const of = { applicationIds: [application!.id] };
    const note = (await ats.notes.stream(of).toArray()).at(-1)!;
    emulator.odoo.write("mail.message", Number(note.id), { body: '<span class="o-mail-Message-edited"></span>' });
    expect((await ats.notes.stream(of).toArray()).map(({ id }) => id)).not.toContain(note.id);
    const all = await ats.notes.stream({ ...of, includeDeleted: true }).toArray();
    expect(all.find(({ id }) => id === note.id)?.deletedAt).not.toBeNull();
  });
});

it("gives no content of a binary field as a file, on any page", async () => {
  await using world = await connected();
  const { emulator, ats } = world;
  const res_id = emulator.odoo.ids("hr.applicant")[0]!;
  const photo = { name: "x_photo", res_model: "hr.applicant", res_id, res_field: "x_photo" };
  const id = emulator.odoo.create("ir.attachment", photo);
  const found = await ats.attachments.stream({}, { pageSize: 2 }).toArray();
  expect(found.length).toBeGreaterThan(2);
  expect(found.map((file) => file.id)).not.toContain(String(id));
});

it("ends an interview that takes whole days with the last of them", async () => {
  await using world = await connected();
  const { emulator, ats } = world;
  const id = emulator.odoo.ids("calendar.event")[0]!;
  emulator.odoo.write("calendar.event", id, { allday: true, start_date: "2026-12-31", stop_date: "2026-12-31" });
  expect(await ats.interviews.stream({ ids: [String(id)] }).toArray()).toMatchObject([
    { startsAt: "2026-12-31T00:00:00.000Z", endsAt: "2027-01-01T00:00:00.000Z" },
  ]);
});

describe("writing to Odoo", () => {
  it("sends no e-mail for a stage with a template unless asked to, and says so", async () => {
    for (const [settings, mails] of [
      [{}, 0],
      [{ sendEmails: true }, 1],
    ] as const) {
      await using world = await connected({}, settings);
      const { emulator, ats } = world;
      const application = (await ats.applications.stream({ outcomes: ["PENDING"] }).toArray()).find(
        ({ stageId }) => stageId !== "2",
      )!;
      const { warnings } = await ats.applications.moveToStage({ application, stage: "2" });
      expect(emulator.odoo.mails).toHaveLength(mails);
      expect(warnings.map(({ code }) => code)).toEqual(mails === 0 ? ["odoo.no-emails-unless-asked"] : []);
    }
  });

  it.for(["once", "until the next call with its key"] as const)(
    "mails the applicant of a stage once where answers are lost %s",
    async (lost) => {
      const emulator = createEmulator({ candidates: 12, tool: "odoo" });
      const own = emulator.settings();
      let losing: "write" | "all" | undefined = "write";
      const fetch: typeof globalThis.fetch = async (input, init) => {
        const request = new Request(input, init);
        const isWrite = (await request.clone().text()).includes('"stage_id":2');
        const answer = losing === "all" ? undefined : await own.fetch!(request);
        if (answer && !(losing === "write" && isWrite)) return answer;
        losing = lost === "once" ? undefined : "all";
        throw new TypeError("fetch failed", { cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }) });
      };
      const modules = [instantClock(emulator.clock.now())];
      await using ats = await connect(odoo, { ...own, fetch, sendEmails: true }, { modules });
      const application = (await ats.applications.stream({ outcomes: ["PENDING"] }).toArray()).find(
        ({ stageId }) => stageId !== "2",
      )!;
      const move = () => ats.applications.moveToStage({ application, stage: "2" }, { idempotencyKey: "move-1" });
      if (lost !== "once") await expect(move()).rejects.toMatchObject({ fault: "network" });
      losing = lost === "once" ? "write" : undefined;
      const { settledBy } = await move();
      expect([emulator.odoo.mails.length, settledBy]).toEqual([1, "read-back"]);
    },
  );

  it("writes nothing when an application is in the stage already", async () => {
    await using world = await connected();
    const { emulator, ats } = world;
    const [application] = await ats.applications.stream({ outcomes: ["PENDING"] }).toArray();
    const held = (field: string) => emulator.odoo.value("hr.applicant", Number(application!.id), field);
    const before = [held("last_stage_id"), held("date_last_stage_update"), held("write_date")];
    emulator.clock.advance(minute);
    await ats.applications.moveToStage({ application: application!, stage: application!.stageId! });
    expect([held("last_stage_id"), held("date_last_stage_update"), held("write_date")]).toEqual(before);
  });

  it("reuses a person with the same e-mail address, and leaves their fields alone", async () => {
    await using world = await connected();
    const { ats } = world;
    const known = (await ats.candidates.stream().toArray()).find(({ emailAddresses }) => emailAddresses.length > 0)!;
    const [job] = await ats.jobs.stream({ statuses: ["OPEN"] }).toArray();
    const candidate = {
      firstName: "Somebody",
      lastName: "Else",
      email: known.emailAddresses[0]!.address.toUpperCase(),
    };
    const receipt = await ats.applications.create({ job: job!, candidate });
    expect(receipt).toMatchObject({ candidateId: known.id, warnings: [{ code: "odoo.known-persons-stay" }] });
    expect(await ats.candidates.get({ id: known.id })).toMatchObject({ lastName: known.lastName });
  });

  it("reports a day that the calendar does not have, and no empty one", () => {
    const drifts: string[] = [];
    const schema = z.looseObject({ from: day });
    const read = (from: unknown) =>
      readRecord({ schema, map: (wire) => wire }, { from }, false, (path) => drifts.push(`${path} ${String(from)}`));
    for (const empty of [false, null, undefined, ""]) expect(read(empty)).toEqual({ record: { from: null } });
    expect(read("2026-02-28 10:00:00")).toEqual({ record: { from: "2026-02-28" } });
    expect(drifts).toEqual([]);
    for (const odd of ["2026-02-30", "soon", 7]) expect(read(odd)).toEqual({ record: { from: null } });
    expect(drifts).toEqual(["$.from 2026-02-30", "$.from soon", "$.from 7"]);
  });

  it("reports what it cannot read of a property, and keeps the rest of it", () => {
    const drifts: string[] = [];
    const given = [
      {
        name: "a",
        type: "selection",
        string: 7,
        selection: [
          ["x", "X"],
          ["y", 7],
        ],
      },
      12,
    ];
    const [property, ...others] = propertiesIn(given, (path) => drifts.push(path), "$.properties");
    expect(property).toMatchObject({ name: "a", string: "", selection: [["x", "X"]], tags: [] });
    expect(others).toEqual([]);
    expect(drifts).toEqual(["$.properties[].string", "$.properties[].selection", "$.properties"]);
  });

  it("lists the files that it can read, and reports one that it cannot", async () => {
    await using world = await connected();
    const settings = world.emulator.settings();
    const odd: typeof fetch = async (input, init) => {
      const body = (await (await settings.fetch!(input, init)).json()) as { result?: Record<string, unknown>[] };
      if (body.result?.[0]?.["mimetype"]) body.result[0]["write_date"] = 7;
      return Response.json(body);
    };
    await using ats = await connect(odoo, { ...settings, fetch: odd });
    const files = await world.ats.attachments.stream().toArray();
    const application = files.find(({ applicationId }) => applicationId !== null)!.applicationId!;
    const [, ...others] = await world.ats.applications.listAttachments({ application });
    const drifts: string[] = [];
    ats.on("drift", ({ path }) => drifts.push(path));
    expect(await ats.applications.listAttachments({ application })).toEqual(others);
    expect(drifts).toEqual(['$["ir.attachment"][]']);
  });

  it("enters nobody twice where the answer to the write says nothing", async () => {
    const emulator = createEmulator({ candidates: 12, tool: "odoo" });
    const settings = emulator.settings();
    let writes = 0;
    const silent: typeof fetch = async (input, init) => {
      const request = new Request(input, init);
      const isWrite = (await request.clone().text()).includes('"create"');
      const answer = await settings.fetch!(request);
      writes += isWrite ? 1 : 0;
      return isWrite ? new Response(null, { status: 204 }) : answer;
    };
    await using ats = await connect(odoo, { ...settings, fetch: silent });
    const [job] = await ats.jobs.stream({ statuses: ["OPEN"] }).toArray();
    const candidate = { firstName: "Ada", lastName: "Lovelace", email: "ada@example.com" };
    const made = ats.applications.create({ job: job!, candidate }, { timeoutMs: 20_000 });
    await expect(made).resolves.toMatchObject({ settledBy: "read-back" });
    expect(writes).toBe(1);
  });

  it("keeps the other properties of an application when one is set", async () => {
    await using world = await connected();
    const { emulator, ats } = world;
    const ids = emulator.odoo.ids("hr.applicant");
    const id = String(ids.find((each) => each % 3 !== 0));
    await ats.applications.updateCustomFields({ application: id, updates: { "applicant_properties.aa11bb22": 9 } });
    const values = await ats.applications.getCustomFieldValues({ application: id });
    const of = (name: string) =>
      values.find(({ definitionId }) => definitionId === `applicant_properties.${name}`)?.value;
    expect([of("aa11bb22"), of("cc33dd44"), of("ee55ff66")]).toEqual([9, "Senior", ["RN"]]);
  });
});

describe("a write to Odoo whose answer is lost", () => {
  it("finds a large picture again, which Odoo would make smaller", async () => {
    await using world = await connected();
    const { emulator, ats } = world;
    const [application] = await ats.applications.stream().toArray();
    const wide = Buffer.from("89504e470d0a1a0a0000000d4948445200000fa0000003e80806000000", "hex");
    const file = { name: "licence.png", contentType: "image/png", bytes: wide } as const;
    emulator.faults.inject({ kind: "dropAfter", match: { native: { path: "/ir.attachment/create" } } });
    const { settledBy } = await ats.applications.addAttachment({ application: application!, file });
    expect(settledBy).toBe("read-back");
  });

  it.each([17, 18, 19] as const)("is not another person's at the same address, in Odoo %i", async (version) => {
    const emulator = createEmulator({ candidates: 12, tool: "odoo", version });
    const settings = emulator.settings();
    const father = { partner_name: "Byron Lovelace", email_from: "lovelace@example.com" };
    let job_id = 0;
    // Somebody enters the father while the request for the daughter gets lost.
    const lossy: typeof fetch = async (input, init) => {
      const request = new Request(input, init);
      if (job_id === 0 || !(await request.clone().text()).includes('"create"')) return settings.fetch!(request);
      const candidate_id = version === 18 && emulator.odoo.create("hr.candidate", father);
      emulator.odoo.create("hr.applicant", { job_id, ...(candidate_id ? { candidate_id } : { ...father, name: "x" }) });
      throw new TypeError("fetch failed");
    };
    const modules = [instantClock(emulator.clock.now())];
    await using ats = await connect(odoo, { ...settings, fetch: lossy }, { modules });
    const [job] = await ats.jobs.stream({ statuses: ["OPEN"] }).toArray();
    job_id = Number(job!.id);
    const candidate = { firstName: "Ada", lastName: "Lovelace", email: "lovelace@example.com" };
    const made = ats.applications.create({ job: job!, candidate });
    await expect(made).rejects.toMatchObject({ code: "write.outcome-unknown" });
  });
});

it.each(["json-rpc", "json-2"] as const)(
  "treats a talent of Odoo 19 as a person who did not apply, by %s",
  async (api) => {
    await using world = await connected({ version: 19 }, { api });
    const { emulator, ats } = world;
    const before = await ats.applications.stream().toArray();
    const pool = emulator.odoo.create("hr.talent.pool", { name: "Silver medallists" });
    const told = { partner_name: "Ada Lovelace", email_from: "ada@example.com" };
    const id = emulator.odoo.create("hr.applicant", { ...told, talent_pool_ids: [[4, pool]] });
    expect(await ats.applications.stream().toArray()).toEqual(before);
    const application = { id: String(id) };
    for (const asked of [
      ats.applications.get(application),
      ats.applications.listAttachments({ application }),
      ats.applications.getCustomFieldValues({ application }),
      ats.applications.updateCustomFields({ application, updates: { x_shift: "Days" } }),
      ats.applications.addNote({ application, note: "Of nobody who applied" }),
    ])
      await expect(asked).rejects.toMatchObject({ code: "record.not-found" });
    const candidate = await ats.candidates.get({ id: String(id) });
    expect([candidate.lastName, candidate.applications]).toEqual(["Lovelace", []]);
    await ats.candidates.addNote({ candidate, note: "Call her" });
    const [note] = await ats.notes.stream({ candidateIds: [candidate.id] }).toArray();
    expect([note!.candidateId, note!.applicationId]).toEqual([candidate.id, null]);
    const [job] = await ats.jobs.stream({ statuses: ["OPEN"] }).toArray();
    const person = { firstName: "Ada", lastName: "Lovelace", email: "ada@example.com" };
    const { applicationId } = await ats.applications.create({ job: job!, candidate: person });
    const { applications } = await ats.candidates.get({ id: candidate.id });
    expect(applications.map((each) => each.id)).toEqual([applicationId]);
  },
);

it("lists no stages of a job that Odoo does not have", async () => {
  await using world = await connected();
  const { ats } = world;
  const [job] = await ats.jobs.stream().toArray();
  const [stage] = await ats.applications.listStages({ jobIds: [job!.id, "2000000000"] });
  expect(stage!.jobIds).toEqual([job!.id]);
  expect(await ats.applications.listStages({ jobIds: ["2000000000"] })).toEqual([]);
});

it.each([18, 19] as const)("shows a choice that was added meanwhile by its label, in Odoo %i", async (version) => {
  const emulator = createEmulator({ candidates: 12, tool: "odoo", version });
  const settings = emulator.settings();
  let isAdded = false;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const answer = await settings.fetch!(input, init);
    const text = await answer.text();
    return new Response(isAdded ? text : text.replaceAll(',["sr","Senior"]', ""), answer);
  };
  await using ats = await connect(odoo, { ...settings, fetch });
  const groups = [ats.jobs, ats.applications, ats.candidates] as const;
  for (const group of groups) await group.listCustomFields();
  isAdded = true;
  for (const group of groups) {
    const records = await group.stream().toArray();
    const levels = records.map(({ customFields }) => customFields["x_level"]).filter((level) => level !== null);
    expect([...new Set(levels)]).toEqual(["Senior"]);
  }
});

describe("properties that a company defines", () => {
  const property = { name: "aa22", type: "char", string: "Licence" };

  it.each(["candidates", "jobs"] as const)("are listed, read and written: of %s", async (group) => {
    await using world = await connected();
    const { emulator, ats } = world;
    const [model, name] = group === "jobs" ? (["hr.job", "job"] as const) : (["hr.candidate", "candidate"] as const);
    const definitions = `${name}_properties_definition`;
    const company = emulator.odoo.create("res.company", { name: "Acme", [definitions]: [property] });
    const [id, other] = emulator.odoo.ids(model);
    emulator.odoo.write(model, id!, { company_id: company });
    const field = `${name}_properties.aa22`;
    expect(await ats[group].listCustomFields()).toContainEqual(
      expect.objectContaining({ id: field, name: "Licence", type: "text" }),
    );
    const updates = { [field]: "B" };
    if (group === "jobs") await ats.jobs.updateCustomFields({ job: String(id), updates });
    else await ats.candidates.updateCustomFields({ candidate: String(id), updates });
    const values = (of: number) =>
      group === "jobs"
        ? ats.jobs.getCustomFieldValues({ job: String(of) })
        : ats.candidates.getCustomFieldValues({ candidate: String(of) });
    expect(await values(id!)).toContainEqual({ definitionId: field, name: "Licence", type: "text", value: "B" });
    expect((await values(other!)).map(({ definitionId }) => definitionId)).not.toContain(field);
    expect((await ats[group].get({ id: String(id) })).customFields).toMatchObject({ [field]: "B" });
  });
});

describe("a person who is several applications", () => {
  it.each([17, 19] as const)("has provenance that names only places that count, in Odoo %i", async (version) => {
    await using world = await connected({ version });
    const people = await world.ats.candidates.stream({}, { provenance: true }).toArray();
    const single = people.find(({ applications: { length } }) => length === 1)!;
    expect(single.provenance!.fields).toMatchObject({
      id: ["$.id"],
      createdAt: ["$.applications[].create_date"],
      lastName: ["$.partner_name"],
      "customFields.x_shift": ["$.x_shift"],
    });
    // Its fields are those of the newest application, whichever address the others have.
    const several = people.find(({ applications: { length } }) => length > 1)!;
    const { lastName, "customFields.x_shift": shift } = several.provenance!.fields;
    expect([lastName, shift].flat()).not.toContain("$.email_normalized");
  });
});

describe("a page of such persons", () => {
  it.each([
    { filter: {}, searches: 2 },
    { filter: { lastName: "Nobody" }, searches: 1 },
    { filter: { updatedAfter: "2020-01-01T00:00:00.000Z" }, searches: 3 },
  ])("is read with $searches searches for applications, by $filter", async ({ filter, searches }) => {
    await using world = await connected({ version: 19 });
    const { emulator, ats } = world;
    await ats.candidates.stream(filter).toArray();
    const asked = emulator.requests.all().map(({ body }) => JSON.stringify(body));
    expect(asked.filter((body) => body.includes('"hr.applicant","search_read"'))).toHaveLength(searches);
  });
});

describe("clearing a custom field of Odoo", () => {
  it.each([
    { field: "x_score", warned: /it is 0, or unchecked, now/, value: 0 },
    { field: "x_mobile", warned: /it is 0, or unchecked, now/, value: false },
    { field: "x_shift", warned: undefined, value: null },
  ])("says what $field holds then, where that is not nothing", async ({ field, warned, value }) => {
    await using world = await connected();
    const { emulator, ats } = world;
    const candidate = String(emulator.odoo.ids("hr.candidate")[0]);
    const { warnings } = await ats.candidates.updateCustomFields({ candidate, updates: { [field]: null } });
    expect(warnings).toEqual(
      warned ? [{ message: expect.stringMatching(warned), code: "odoo.numbers-are-never-empty" }] : [],
    );
    const values = await ats.candidates.getCustomFieldValues({ candidate });
    expect(values.find(({ definitionId }) => definitionId === field)?.value).toBe(value);
  });
});

describe("users of Odoo with fewer rights", () => {
  it.each(["interviewer", "none"] as const)("get an error, and no part of the records: %s", async (rights) => {
    const emulator = createEmulator({ tool: "odoo", candidates: 12 });
    await using ats = await connect(odoo, { ...emulator.settings(), user: emulator.users[rights] });
    for (const stream of [ats.applications, ats.candidates, ats.notes, ats.attachments, ats.interviews])
      await expect((stream as typeof ats.notes).stream().toArray()).rejects.toMatchObject({
        code: "connection.permission-missing",
        fault: "configuration",
      });
    const { cells } = await ats.coverage();
    const cell = (id: string) => cells.find(({ capability }) => capability === id)!;
    expect(cell("notes.stream")).toMatchObject({ status: "unsupported", gap: { reason: "disabled-by-customer" } });
    expect(cell("jobs.stream").status).toBe(rights === "none" ? "unsupported" : "limited");
    expect(cell("users.stream").status).toBe("limited");
  });

  type Connected = Awaited<ReturnType<typeof connected>>["ats"];
  const readers: readonly (readonly [string, (ats: Connected) => Promise<readonly unknown[]>])[] = [
    ["applications", (ats) => ats.applications.stream({}, { pageSize: 5 }).toArray()],
    ["candidates", (ats) => ats.candidates.stream().toArray()],
    ["interviews", (ats) => ats.interviews.stream().toArray()],
    ["notes", (ats) => ats.notes.stream().toArray()],
    ["files", (ats) => ats.attachments.stream().toArray()],
    ["persons", (ats) => ats.candidates.find({ lastName: "Nobody" }).then(({ candidates }) => candidates)],
  ];

  it.each(readers)("get no part of the %s when their rights are taken away meanwhile", async (_what, read) => {
    await using world = await connected({ version: 19 });
    const { emulator, ats } = world;
    await read(ats);
    emulator.grant("interviewer");
    await expect(read(ats)).rejects.toMatchObject({ code: "connection.permission-missing" });
    emulator.grant("officer");
    await read(ats);
  });

  it.each(["applications", "candidates", "interviews", "notes", "attachments"] as const)(
    "have their rights looked at once for a list of %s with one page",
    async (list) => {
      await using world = await connected();
      const { emulator, ats } = world;
      await (ats[list] as typeof ats.notes).stream().toArray();
      const bodies = emulator.requests.all().map(({ body }) => JSON.stringify(body));
      expect(bodies.filter((body) => body.includes('"has_access"'))).toHaveLength(1);
    },
  );

  it.each(["applications", "interviews", "notes"] as const)(
    "get no page of %s after their rights were taken away between two pages",
    async (list) => {
      await using world = await connected({ candidates: 60 });
      const { emulator, ats } = world;
      const options = { pageSize: 2, lookAhead: false };
      const pages = (ats[list] as typeof ats.notes).stream({}, options).pages()[Symbol.asyncIterator]();
      await pages.next();
      emulator.grant("interviewer");
      await expect(pages.next()).rejects.toMatchObject({ code: "connection.permission-missing" });
    },
  );

  it("are told by a second look at the key that their rights, or their key, are gone", async () => {
    const emulator = createEmulator({ candidates: 12, tool: "odoo" });
    const settings = emulator.settings();
    let key = settings.apiKey;
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const request = new Request(input, init);
      const body = (await request.text()).replace(settings.apiKey, key);
      return settings.fetch!(request.url, { method: "POST", headers: request.headers, body });
    };
    await using ats = await connect(odoo, { ...settings, fetch });
    await ats.integration.checkKey();
    emulator.grant("none");
    await expect(ats.integration.checkKey()).rejects.toMatchObject({ code: "connection.permission-missing" });
    key = "expired";
    await expect(ats.integration.checkKey()).rejects.toMatchObject({ code: "connection.key-refused" });
  });

  it("are not told that there is no application which they may not see", async () => {
    await using world = await connected();
    const { emulator, ats } = world;
    const [application] = await ats.applications.stream().toArray();
    emulator.grant("interviewer");
    const found = ats.applications.get({ id: application!.id });
    await expect(found).rejects.toMatchObject({ code: "connection.permission-missing" });
  });

  it.each([
    [17, {}],
    [18, {}],
    [19, { api: "json-2" }],
  ] as const)("are told that Odoo %i does not have the language %j", async (version, settings) => {
    await using world = await connected({ version, languages: ["fr_FR"] }, { ...settings, language: "de_DE" });
    const code = "connection.language-unknown";
    await expect(world.ats.integration.checkKey()).rejects.toMatchObject({ code });
    await expect(world.ats.jobs.stream().toArray()).rejects.toMatchObject({ code });
    await using french = await connected({ version, languages: ["fr_FR"] }, { ...settings, language: "fr_FR" });
    expect(await french.ats.jobs.stream().toArray()).not.toEqual([]);
    await using bare = await connected({ version, recruitment: false }, { ...settings, language: "fr_FR" });
    await expect(bare.ats.integration.checkKey()).rejects.toMatchObject({
      code: "connection.recruitment-not-installed",
    });
  });

  it("are told that a server of Odoo 16 is too old", async () => {
    await using world = await connected({ version: 16 });
    await expect(world.ats.jobs.stream().toArray()).rejects.toMatchObject({
      code: "connection.version-unsupported",
      fault: "configuration",
      retry: "never",
      message: expect.stringContaining("Odoo 16.0") as string,
    });
  });

  it("see nothing of Recruitment where it is not installed, and coverage says why", async () => {
    const emulator = createEmulator({ tool: "odoo", candidates: 2, recruitment: false });
    await using ats = await connect(odoo, emulator.settings());
    await expect(ats.applications.stream().toArray()).rejects.toMatchObject({
      code: "connection.recruitment-not-installed",
    });
    const { cells } = await ats.coverage();
    expect(cells.find(({ capability }) => capability === "jobs.stream")?.gap?.explanation).toMatch(/not installed/);
  });
});

describe("an application of somebody new to Odoo 18", () => {
  const entered = async (change: (row: object) => object | undefined) => {
    const emulator = createEmulator({ tool: "odoo", candidates: 4 });
    const settings = emulator.settings();
    let isMade = false;
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const request = new Request(input, init);
      const text = await request.clone().text();
      const answer = await settings.fetch!(request);
      if (text.includes("applicant_ids")) isMade = true;
      if (!isMade || !text.includes("hr.applicant")) return answer;
      const { result, ...rest } = (await answer.json()) as { result: unknown };
      return Response.json({
        ...rest,
        result: Array.isArray(result) ? result.flatMap((row) => change(row) ?? []) : result,
      });
    };
    const ats = await connect(odoo, { ...settings, fetch });
    const [job] = await ats.jobs.stream({ statuses: ["OPEN"] }).toArray();
    const candidate = { firstName: "Ada", lastName: "Lovelace", email: "ada@example.com" };
    const made = await ats.applications.create({ job: job!, candidate }).catch((error: unknown) => error);
    return { made, id: String(emulator.odoo.ids("hr.applicant").at(-1)) };
  };

  it("is told by its id, whatever else of it cannot be read", async () => {
    const { made, id } = await entered((row) => ({ ...row, write_date: 7 }));
    expect(made).toMatchObject({ applicationId: id });
  });

  it("is not said to be unmade where the user may not see it", async () => {
    const { made } = await entered(() => undefined);
    expect(made).toMatchObject({ code: "write.outcome-unknown", retry: "unknown-outcome" });
  });
});

const hasId = (value: unknown, ids: readonly string[]): value is object =>
  typeof value === "object" && value !== null && "id" in value && ids.includes(String(value.id));

describe.each([
  [17, {}],
  [19, {}],
  [19, { api: "json-2" }],
] as const)("an Odoo %i that keeps persons on applications %j", (version, settings) => {
  it("shows a person once, with all applications, by a stable id", async () => {
    await using world = await connected({ version, candidates: 20 }, settings);
    const { emulator, ats } = world;
    const all = emulator.odoo.ids("hr.applicant");
    const email = (id: number) => emulator.odoo.value("hr.applicant", id, "email_normalized");
    const twice = all.filter(
      (id) => email(id) !== undefined && all.some((other) => other < id && email(other) === email(id)),
    );
    expect(twice.length).toBeGreaterThan(0);
    for (const pageSize of [3, 200]) {
      const persons = await ats.candidates.stream({}, { pageSize }).toArray();
      expect(new Set(persons.map(({ id }) => id)).size).toBe(persons.length);
      expect(persons.flatMap(({ applications }) => applications.map(({ id }) => Number(id))).toSorted()).toEqual(
        all.toSorted(),
      );
    }
    const application = await ats.applications.get({ id: String(twice[0]) });
    expect(Number(application.candidateId)).toBeLessThan(twice[0]!);
    const person = await ats.candidates.get({ id: application.candidateId! });
    expect(person.applications.map(({ id }) => id)).toContain(String(twice[0]));
  });

  it("finds a person by conditions that different applications meet", async () => {
    await using world = await connected({ version }, settings);
    const { emulator, ats } = world;
    const [first, second] = await ats.jobs.stream({ statuses: ["OPEN"] }).toArray();
    const candidate = { firstName: "Ada", lastName: "Lovelace", email: "ada@example.com" };
    const { candidateId } = await ats.applications.create({ job: first!, candidate });
    const { applicationId } = await ats.applications.create({ job: second!, candidate });
    emulator.clock.advance(60 * minute);
    const updatedAfter = emulator.clock.now();
    emulator.odoo.write("hr.applicant", Number(applicationId), {});
    const [id, jobs] = [candidateId!, [first!.id, second!.id]];
    for (const filter of [{ ids: [id] }, { remoteIds: [id] }, ...jobs.map((job) => ({ jobIds: [job] }))])
      for (const beside of [{ updatedAfter }, { email: candidate.email }, { lastName: "lovelace" }, { ids: [id] }]) {
        const found = await ats.candidates.stream({ ...filter, ...beside }).toArray();
        expect(found.map((person) => person.id)).toEqual([id]);
      }
  });

  it("keeps what a person is known by when an application says less", async () => {
    await using world = await connected({ version }, settings);
    const { ats } = world;
    const [first, second] = await ats.jobs.stream({ statuses: ["OPEN"] }).toArray();
    const candidate = { firstName: "Ada", lastName: "Lovelace", email: "ada@example.com" };
    const told = { ...candidate, phone: "+1 206 555 0100", socialLinks: ["https://www.linkedin.com/in/ada"] };
    const { candidateId } = await ats.applications.create({ job: first!, candidate: told });
    await ats.candidates.addTag({ candidate: candidateId!, tag: "Night shift" });
    await ats.applications.create({ job: second!, candidate: { ...candidate, phone: "+1 206 555 0199" } });
    const person = await ats.candidates.get({ id: candidateId! });
    expect(person.phoneNumbers.map(({ number }) => number)).toEqual(["+1 206 555 0199", "+1 206 555 0100"]);
    expect(person.socialProfiles.map(({ url }) => url)).toEqual(told.socialLinks);
    expect(person.tags.map(({ name }) => name)).toEqual(["Night shift"]);
  });

  it("knows nobody by the id of a person's second application", async () => {
    await using world = await connected({ version }, settings);
    const { ats } = world;
    const [first, second] = await ats.jobs.stream({ statuses: ["OPEN"] }).toArray();
    const candidate = { firstName: "Ada", lastName: "Lovelace", email: "ada@example.com" };
    await ats.applications.create({ job: first!, candidate });
    const { applicationId: id } = await ats.applications.create({ job: second!, candidate });
    const notFound = { code: "record.not-found" };
    await expect(ats.candidates.get({ id })).rejects.toMatchObject(notFound);
    await expect(ats.candidates.listAttachments({ candidate: id })).rejects.toMatchObject(notFound);
    await expect(ats.candidates.addTag({ candidate: id, tag: "Night shift" })).rejects.toMatchObject(notFound);
    expect(await ats.notes.stream({ candidateIds: [id] }).toArray()).toEqual([]);
  });

  it("knows a person by the first application, also where that cannot be read", async () => {
    const emulator = createEmulator({ tool: "odoo", version, candidates: 20 });
    const original = emulator.settings();
    let spoilt: readonly string[] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const answer = await original.fetch!(input, init);
      const odd = (key: string, value: unknown) =>
        key === "" || !hasId(value, spoilt) || !("write_date" in value) ? value : { ...value, write_date: 7 };
      return new Response(JSON.stringify(JSON.parse(await answer.text(), odd)), answer);
    };
    await using ats = await connect(odoo, { ...original, ...settings, fetch });
    const before = await ats.candidates.stream().toArray();
    const { id, applications, ...known } = before.find((person) => person.applications.length > 1)!;
    spoilt = [id];
    const after = await ats.candidates.stream().toArray();
    expect(after.map((person) => person.id)).toEqual(before.map((person) => person.id));
    const left = applications.filter((application) => application.id !== id);
    for (const person of [after.find((each) => each.id === id)!, await ats.candidates.get({ id })])
      expect(person).toMatchObject({ lastName: known.lastName, applications: left });
    const application = await ats.applications.get({ id: left[0]!.id });
    expect(application.candidateId).toBe(id);
    await ats.candidates.addTag({ candidate: id, tag: "Night shift" });
    expect((await ats.candidates.get({ id })).tags.map(({ name }) => name)).toContain("Night shift");
    // Where no application of a person can be read, the person cannot.
    spoilt = applications.map((each) => each.id);
    const quarantined: unknown[] = [];
    ats.on("quarantine", (event) => void quarantined.push(event.id));
    expect((await ats.candidates.stream().toArray()).map((person) => person.id)).not.toContain(id);
    expect(quarantined).toContain(id);
  });

  it("gives all applications of a person as `raw`, and names their places", async () => {
    await using world = await connected({ version, candidates: 20 }, settings);
    const people = await world.ats.candidates.stream().toArray();
    const { id } = people.find(({ applications: { length } }) => length > 1)!;
    const { applications, raw, provenance } = await world.ats.candidates.get({ id }, { raw: true, provenance: true });
    expect(raw).toMatchObject({ id: Number(id), applications: applications.map((each) => ({ id: Number(each.id) })) });
    expect(provenance!.fields).toMatchObject({
      changedAt: expect.arrayContaining(["$.applications[].write_date"]) as unknown,
      "applications[].id": expect.arrayContaining(["$.applications[].id"]) as unknown,
    });
  });

  it("takes applications, notes, moves and rejections", async () => {
    await using world = await connected({ version }, settings);
    const { emulator, ats } = world;
    const [job] = await ats.jobs.stream({ statuses: ["OPEN"] }).toArray();
    const candidate = { firstName: "Ada", lastName: "Lovelace", email: "ada@example.com" };
    const { applicationId, candidateId } = await ats.applications.create({ job: job!, candidate });
    expect(await ats.applications.get({ id: applicationId })).toMatchObject({
      outcome: "PENDING",
      candidateId,
      candidate: { lastName: "Lovelace" },
    });
    await ats.candidates.addNote({ candidate: candidateId!, note: { html: "<p>A <b>note</b></p>" } });
    expect(
      (await ats.notes.stream({ candidateIds: [candidateId!] }).toArray()).at(-1)?.content?.untrustedHtml,
    ).toContain("<b>note</b>");
    await ats.candidates.addTag({ candidate: candidateId!, tag: "Night shift" });
    expect((await ats.candidates.get({ id: candidateId! })).tags.map(({ name }) => name)).toEqual(["Night shift"]);
    const [reason] = await ats.applications.listRejectionReasons();
    await ats.applications.reject({ application: applicationId, reasonId: reason!.id });
    expect(emulator.odoo.value("hr.applicant", Number(applicationId), "application_status")).toBe("refused");
  });
});

// Source: Odoo's `res.lang.csv`; `es_419` is one that it had before.
it.each(["ar_001", "sr@latin", "es_419", "kab_DZ", "pt_BR"])("takes the language code %s of Odoo", async (language) => {
  await using world = await connected({}, { language });
  expect(await world.ats.jobs.stream().toArray()).not.toEqual([]);
});
