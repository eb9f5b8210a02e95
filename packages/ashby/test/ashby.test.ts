import { z } from "zod";
import { AtsError, connect, CONNECTION_MEMORY, ContainerModule } from "@anyats/core";
import { createEmulator, signedAshbyWebhook, type OptionsFor } from "@anyats/emulator";
import { readRecord } from "@anyats/http";
import { expect, it } from "vitest";
import { ashby, ashbyWebhooks } from "../src/index.ts";
import { applicationReading, offerReading } from "../src/mapping.ts";

const emulated = (options: Partial<OptionsFor<"ashby">> = {}) =>
  createEmulator({ candidates: 150, ...options, tool: "ashby" });
const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => undefined,
    (error: unknown) => (AtsError.is(error) ? error.code : String(error)),
  );
const hour = 3_600_000;

it("asks only for what changed, with the sync token of an earlier run", async () => {
  const emulator = emulated();
  await using ats = await connect(ashby, emulator.settings());
  await ats.candidates.stream().toArray();
  emulator.clock.advance(hour);
  const since = emulator.clock.now();
  const [candidate] = emulator.world.candidates.all();
  emulator.world.candidates.update(candidate!.id, { title: "Welder" });
  emulator.requests.clear();
  const changed = await ats.candidates.stream({ updatedAfter: since }).toArray();
  expect(changed.map(({ id }) => id)).toEqual([candidate!.id]);
  expect(emulator.requests.all().map(({ body }) => Object.keys(body as object).includes("syncToken"))).toEqual([true]);
});

it("remembers sync tokens beyond a connection, where the app keeps its memory", async () => {
  const emulator = emulated();
  const memory = new Map<string, unknown>();
  const modules = [new ContainerModule(({ bind }) => void bind(CONNECTION_MEMORY).toConstantValue(memory))];
  {
    await using ats = await connect(ashby, emulator.settings(), { modules });
    await ats.jobs.stream().toArray();
  }
  expect(JSON.stringify([...memory])).not.toContain("emulator-key");
  emulator.clock.advance(hour);
  const since = emulator.clock.now();
  await using later = await connect(ashby, emulator.settings(), { modules });
  emulator.requests.clear();
  expect(await later.jobs.stream({ updatedAfter: since }).toArray()).toEqual([]);
  const [asked] = emulator.requests.all({ path: "/job.list" });
  expect(asked!.body).toHaveProperty("syncToken");
});

it.for(["expired", "too large"] as const)("reads the whole list when the sync token is refused: %s", async (why) => {
  const emulator = emulated();
  await using ats = await connect(ashby, emulator.settings());
  await ats.candidates.stream().toArray();
  if (why === "expired") emulator.sync.tokenDays = 0;
  else emulator.sync.largestIncrement = 0;
  emulator.clock.advance(hour);
  const since = emulator.clock.now();
  const touched = emulator.world.candidates.touch(emulator.world.candidates.all()[7]!.id);
  const changed = await ats.candidates.stream({ updatedAfter: since }).toArray();
  expect(changed.map(({ id }) => id)).toEqual([touched.id]);
  // The token of the run that took its place is younger than `since`: what came in between would be missing from it.
  expect(await ats.candidates.stream({ updatedAfter: since }).toArray()).toHaveLength(1);
});

it('answers "not found" for records of confidential jobs that a key may not see', async () => {
  const emulator = emulated();
  await using ats = await connect(ashby, emulator.settings());
  const all = await ats.jobs.stream().toArray();
  const hidden = all.find(({ visibility }) => visibility === "CONFIDENTIAL")!;
  emulator.key.confidential = false;
  expect((await ats.jobs.stream().toArray()).map(({ id }) => id)).not.toContain(hidden.id);
  expect(await codeOf(ats.jobs.get({ id: hidden.id }))).toBe("record.not-found");
});

it("names the permission that is missing in the error, and narrows coverage by it", async () => {
  const emulator = emulated();
  emulator.key.permissions.delete("offers:read");
  await using ats = await connect(ashby, emulator.settings());
  await expect(ats.offers.stream().toArray()).rejects.toThrow("offersRead");
  const { cells, scope } = await ats.coverage();
  const cell = (id: string) => cells.find(({ capability }) => capability === id)!;
  expect(scope).toBe("connection");
  expect(cell("offers.stream")).toMatchObject({ status: "unsupported", gap: { reason: "disabled-by-customer" } });
  expect(cell("jobs.stream").gap).toBeNull();
});

it("rejects into the archived stage of the own plan, and refuses moves there", async () => {
  const emulator = emulated();
  await using ats = await connect(ashby, emulator.settings());
  const [application] = await ats.applications.stream({ outcomes: ["PENDING"] }).toArray();
  const stages = await ats.applications.listStages({ jobIds: [application!.jobId!] });
  const archived = stages.find(({ movable }) => !movable)!;
  const moved = ats.applications.moveToStage({ application: application!, stage: archived });
  expect(await codeOf(moved)).toBe("limitation.refused");
  const [reason] = await ats.applications.listRejectionReasons();
  await ats.applications.reject({ application: application!, reasonId: reason!.id });
  expect(await ats.applications.get({ id: application!.id })).toMatchObject({
    outcome: "DECLINED",
    stageId: archived.id,
    rejectionReasonName: reason!.name,
  });
});

it("names the plan of a stage that is not of the job's default plan", async () => {
  const emulator = emulated();
  const { jobs } = emulator.world;
  const [job, other] = [
    ...Map.groupBy(jobs.where("status", "OPEN"), ({ stage_ids: [first] }) => first).values(),
  ].flatMap(([one]) => one ?? []);
  jobs.relink(job!.id, { stage_ids: [...job!.stage_ids, ...other!.stage_ids] });
  await using ats = await connect(ashby, emulator.settings());
  const candidate = { firstName: "Ada", lastName: "Byron King", email: "ada@example.com" };
  const stage = other!.stage_ids[1]!;
  const { applicationId } = await ats.applications.create({ job: job!.id, candidate, stage });
  expect(await ats.applications.get({ id: applicationId })).toMatchObject({ stageId: stage });
});

it("shows an offer that waits for its approval as a draft", () => {
  const wire = { id: "o1", offerStatus: "WaitingOnOfferApproval", latestVersion: null };
  expect(offerReading.map(z.parse(offerReading.schema, wire), () => {})).toMatchObject({ status: "DRAFT" });
});

it("uses a person again whom Ashby knows by name and address", async () => {
  const emulator = emulated();
  await using ats = await connect(ashby, emulator.settings());
  const [job, other] = await ats.jobs.stream({ statuses: ["OPEN"] }).toArray();
  const candidate = { firstName: "Ada", lastName: "Byron King", email: "ada@example.com" };
  const first = await ats.applications.create({ job: job!, candidate });
  const second = await ats.applications.create({ job: other!, candidate });
  expect(second.candidateId).toBe(first.candidateId);
  expect(await codeOf(ats.applications.create({ job: job!, candidate }))).toBe("application.already-exists");
});

it("settles two people with one address apart", async () => {
  const emulator = emulated();
  await using ats = await connect(ashby, emulator.settings());
  const [job] = await ats.jobs.stream({ statuses: ["OPEN"] }).toArray();
  const enter = (firstName: string) =>
    ats.applications.create({
      job: job!,
      candidate: { firstName, lastName: "Shared", email: "family@example.com" },
    });
  emulator.faults.inject({ kind: "dropAfter", match: { path: "/application.create" } });
  const [ann, ben] = await Promise.all([enter("Ann"), enter("Ben")]);
  expect([ann.settledBy, ben.settledBy]).toEqual(["read-back", "answer"]);
  expect(ann.candidateId).not.toBe(ben.candidateId);
});

it("verifies a webhook, names what to read, and tells events of one action apart", async () => {
  const event = { action: "candidateStageChange", webhookActionId: "a1", data: { application: { id: "x" } } };
  const { body, headers } = signedAshbyWebhook(event, "new");
  const request = { headers: new Headers(headers), body: new TextEncoder().encode(body) };
  expect(await ashbyWebhooks.verify(request, ["old", "new"])).toEqual({
    eventId: "a1:candidateStageChange",
    connectionKey: null,
    changed: ["applications.stream"],
    state: null,
  });
  expect(() => ashbyWebhooks.verify(request, ["other"])).toThrow("signature");
  const unsigned = { ...request, headers: new Headers() };
  expect(() => ashbyWebhooks.verify(unsigned, ["new"])).toThrow("signature");
  const unknown = signedAshbyWebhook({ action: "somethingNew", data: {} }, "new");
  const later = { headers: new Headers(unknown.headers), body: new TextEncoder().encode(unknown.body) };
  expect(await ashbyWebhooks.verify(later, ["new"])).toMatchObject({ changed: "all" });
});

it.for([
  [{ status: 200, code: "generic_internal_error" }, "ats.unavailable"],
  [{ status: 200, code: "invalid_input" }, "input.refused-by-ats"],
  [{ status: 200, code: "job_not_found" }, "record.not-found"],
  [{ status: 404, code: "job_not_found" }, "record.not-found"],
  [{ status: 404, code: "endpoint_not_found" }, "connection.address-wrong"],
  [{ status: 404, code: null }, "connection.address-wrong"],
  [{ status: 403, code: null }, "connection.key-refused"],
  [{ status: 401, code: "unauthorized" }, "connection.key-refused"],
] as const)("reads the refusal %j as what it is", async ([fault, code]) => {
  const emulator = emulated();
  await using ats = await connect(ashby, emulator.settings());
  emulator.faults.inject({ kind: "status", ...fault, times: Number.POSITIVE_INFINITY });
  expect(await codeOf(ats.jobs.get({ id: "any" }, { timeoutMs: 2_000 }))).toBe(code);
});

it.for(["constructor", "toString", "__proto__", "Paused"])("passes an unknown status through: %s", (status) => {
  const wire = { id: "a1", status, updatedAt: "2026-11-23T09:00:00.000Z" };
  expect(applicationReading.map(z.parse(applicationReading.schema, wire), () => {})).toMatchObject({ outcome: status });
});

it("keeps an application whose candidate's e-mail is unreadable, and says where", () => {
  const candidate = { id: "c1", name: "Ada Ash", primaryEmailAddress: "ada@example.com" };
  const wire = { id: "a1", status: "Active", updatedAt: "2026-11-23T09:00:00.000Z", candidate };
  const drifts: string[] = [];
  const read = readRecord(applicationReading, wire, false, (path) => drifts.push(path));
  expect(read).toMatchObject({ record: { candidate: { lastName: "Ash", emailAddresses: [] } } });
  expect(drifts).toEqual(["$.candidate.primaryEmailAddress"]);
});

const when = { startsAt: "2031-05-06T09:00:00Z", endsAt: "2031-05-06T10:00:00Z" };

it("asks for the key's permissions again after a failure, once for all callers", async () => {
  const emulator = emulated();
  await using ats = await connect(ashby, emulator.settings());
  const asked = () => emulator.requests.count({ path: "/apiKey.info" });
  await expect(ats.coverage({ signal: AbortSignal.abort() })).rejects.toThrow();
  const before = asked();
  const reports = await Promise.all([ats.coverage(), ats.coverage()]);
  expect(reports.map(({ scope }) => scope)).toEqual(["connection", "connection"]);
  await ats.coverage();
  expect(asked() - before).toBe(1);
  await ats.coverage({ refresh: true });
  expect(asked() - before).toBe(2);
});

it("gives custom fields as Ashby sent them, whatever an earlier call asked for", async () => {
  const emulator = emulated();
  await using first = await connect(ashby, emulator.settings());
  await using second = await connect(ashby, emulator.settings());
  await first.candidates.listCustomFields({}, { raw: true, provenance: true });
  const fields = await first.candidates.listCustomFields({}, { raw: true });
  expect(fields).toEqual(await second.candidates.listCustomFields({}, { raw: true }));
  expect(Object.keys(fields[0]!.raw as object)).not.toContain("provenance");
  expect(Object.keys(fields[0]!.raw as object)).not.toContain("type");
});

it("schedules an interview, warns of what Ashby cannot hold, and never repeats it", async () => {
  const emulator = emulated();
  await using ats = await connect(ashby, emulator.settings());
  const [application] = emulator.world.applications.all();
  const [user] = emulator.world.users.all();
  const input = { application: application!.id, ...when, interviewerIds: [user!.id] };
  const { warnings } = await ats.interviews.create({ ...input, title: "Talk", location: { type: "VIRTUAL" } });
  expect(warnings.map(({ message }) => message)).toEqual(["Ashby has no place for title, location: not sent."]);
  const later = { ...input, startsAt: "2031-05-07T09:00:00Z", endsAt: "2031-05-07T10:00:00Z" };
  emulator.faults.inject({ kind: "dropAfter", match: { path: "/interviewSchedule.create" } });
  expect(await ats.interviews.create(later)).toMatchObject({ settledBy: "read-back" });
  const held = await ats.interviews.stream().toArray();
  const days = held.map(({ startsAt }) => startsAt?.slice(0, 10)).filter((day) => day?.startsWith("2031"));
  expect(days.toSorted()).toEqual(["2031-05-06", "2031-05-07"]);
});

it("says of which application and when an interview is that may not be there", async () => {
  const emulator = emulated();
  await using ats = await connect(ashby, emulator.settings());
  const application = emulator.world.applications.all()[0]!.id;
  const [user] = emulator.world.users.all();
  emulator.faults.inject({ kind: "dropBefore", match: { path: "/interviewSchedule.create" } });
  const lost = ats.interviews.create({ application, ...when, interviewerIds: [user!.id] }, { timeoutMs: 2_000 });
  await expect(lost).rejects.toMatchObject({
    details: {
      reconcile: {
        applicationId: application,
        startsAt: "2031-05-06T09:00:00.000Z",
        endsAt: "2031-05-06T10:00:00.000Z",
        look: "an interview at this time on the application",
      },
    },
  });
});

it("does not treat another interview at the same time as one whose answer was lost", async () => {
  const emulator = emulated();
  await using ats = await connect(ashby, emulator.settings());
  const [application] = emulator.world.applications.all();
  const [one, other] = emulator.world.users.all();
  const schedule = (user: string) =>
    codeOf(
      ats.interviews.create({ application: application!.id, ...when, interviewerIds: [user] }, { timeoutMs: 2_000 }),
    );
  emulator.faults.inject({ kind: "dropBefore", match: { path: "/interviewSchedule.create" } });
  const codes = await Promise.all([schedule(one!.id), schedule(other!.id)]);
  expect(codes.toSorted()).toEqual(["write.outcome-unknown", undefined]);
});

it("finds a lost interview beside an older schedule that cannot be read", async () => {
  const emulator = emulated();
  const [application] = emulator.world.applications.all().filter(({ outcome }) => outcome === "PENDING");
  const [interviewer] = emulator.world.users.all();
  let older = "";
  const fetch: typeof globalThis.fetch = async (...request) => {
    const answer = await emulator.fetch(...request);
    const text = await answer.text();
    return new Response(older === "" ? text : text.replaceAll(older, "soon"), answer);
  };
  await using ats = await connect(ashby, { ...emulator.settings(), fetch });
  const schedule = (day: string) =>
    ats.interviews.create({
      application: application!.id,
      title: "Interview",
      startsAt: `${day}T09:00:00.000Z`,
      endsAt: `${day}T10:00:00.000Z`,
      interviewerIds: [interviewer!.id],
      organizerId: interviewer!.id,
    });
  await schedule("2026-12-01");
  older = "2026-12-01T09:00:00.000Z";
  emulator.faults.inject({ kind: "dropAfter", match: { path: "/interviewSchedule.create" } });
  expect(await schedule("2026-12-02")).toMatchObject({ settledBy: "read-back" });
});

it("does not treat a file of another type as one whose answer was lost", async () => {
  const emulator = emulated();
  await using ats = await connect(ashby, emulator.settings());
  const [candidate] = emulator.world.candidates.all();
  const bytes = new TextEncoder().encode("The same in both");
  const attach = (type: "CV" | "OTHER") =>
    codeOf(
      ats.candidates.addAttachment(
        { candidate: candidate!.id, file: { name: "cv.txt", type, bytes } },
        { timeoutMs: 2_000 },
      ),
    );
  emulator.faults.inject({ kind: "dropBefore", match: { path: "/candidate.uploadResume" } });
  expect(await Promise.all([attach("CV"), attach("OTHER")])).toEqual(["write.outcome-unknown", undefined]);
});

it("finds a lost note and a lost file beside older ones that cannot be read", async () => {
  const emulator = emulated();
  const [older] = emulator.world.attachments.all();
  const candidate = older!.candidate_id!;
  const fetch: typeof globalThis.fetch = async (...request) => {
    const answer = await emulator.fetch(...request);
    if (!answer.headers.get("content-type")?.includes("json")) return answer;
    const text = await answer.text();
    const odd = text.replaceAll(JSON.stringify(older!.file_name), "{}").replaceAll('"Older 4951"', "4951");
    return new Response(odd, answer);
  };
  await using ats = await connect(ashby, { ...emulator.settings(), fetch });
  await ats.candidates.addNote({ candidate, note: "Older 4951" });
  emulator.faults.inject({ kind: "dropAfter", match: { path: "/candidate.createNote" } });
  const noted = await ats.candidates.addNote({ candidate, note: "Newer" });
  expect(noted.settledBy).toBe("read-back");
  emulator.faults.inject({ kind: "dropAfter", match: { path: "/candidate.uploadFile" } });
  const file = { name: "newer.txt", type: "OTHER", bytes: new TextEncoder().encode("Newer") } as const;
  expect((await ats.candidates.addAttachment({ candidate, file })).settledBy).toBe("read-back");
});

it("leaves out a file that is removed while the files are listed", async () => {
  const emulator = emulated();
  const settings = emulator.settings();
  const all = emulator.world.attachments.all();
  const [candidate, [removed, ...left]] = [...Map.groupBy(all, ({ candidate_id }) => candidate_id)].find(
    ([, files]) => files.length > 1,
  )! as [string, [(typeof all)[number], ...typeof all]];
  const remove: typeof globalThis.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (url.endsWith("/file.info")) emulator.world.attachments.delete(removed.id);
    return settings.fetch!(input, init);
  };
  await using ats = await connect(ashby, { ...settings, fetch: remove });
  const files = await ats.candidates.listAttachments({ candidate });
  expect(files.map(({ id }) => id).toSorted()).toEqual(left.map(({ id }) => id).toSorted());
  // One that is still there must not be missing in silence.
  const events: unknown[] = [];
  ats.on("quarantine", (event) => events.push(event));
  emulator.faults.inject({ kind: "status", status: 200, code: "file_not_found", match: { path: "/file.info" } });
  expect(await ats.candidates.listAttachments({ candidate })).toHaveLength(left.length - 1);
  expect(events).toMatchObject([{ id: left[0]!.id, path: "$.fileHandles[]" }]);
});

it("claims no missing résumé where the candidate still has one", async () => {
  const emulator = emulated();
  const resume = emulator.world.attachments.all().find(({ type }) => type === "CV")!;
  await using ats = await connect(ashby, emulator.settings());
  emulator.requests.clear();
  const { attachment } = await ats.candidates.getResume({ candidate: resume.candidate_id! });
  expect(attachment).toMatchObject({ type: "CV" });
  expect(emulator.requests.count({ path: "/file.info" })).toBe(1);
  const match = { path: "/file.info" };
  emulator.faults.inject({ kind: "status", status: 200, code: "file_not_found", match, times: 2 });
  expect(await codeOf(ats.candidates.getResume({ candidate: resume.candidate_id! }))).toBe("record.not-found");
});

it("changes an interview of this key, and is refused another's", async () => {
  const emulator = emulated();
  await using ats = await connect(ashby, emulator.settings());
  const [first] = await ats.interviews.stream().toArray();
  const [user] = emulator.world.users.all();
  const input = { interview: first!.id, application: first!.applicationId!, ...when, interviewerIds: [user!.id] };
  await ats.interviews.update(input);
  expect(emulator.world.interviews.get(first!.id)).toMatchObject({ starting_at: "2031-05-06T09:00:00.000Z" });
  const { body } = emulator.requests.all({ path: "/interviewSchedule.update" })[0]!;
  emulator.schedulesOfOthers.add((body as { interviewScheduleId: string }).interviewScheduleId);
  expect(await codeOf(ats.interviews.update(input))).toBe("input.refused-by-ats");
  expect(await codeOf(ats.interviews.update({ ...input, interview: "of-nobody" }))).toBe("record.not-found");
});

it("warns of what the form of a known person says and Ashby does not hold", async () => {
  const emulator = emulated();
  await using ats = await connect(ashby, emulator.settings());
  const [first, second, third] = await ats.jobs.stream({ statuses: ["OPEN"] }).toArray();
  const email = "ida.known@example.com";
  const person = {
    firstName: "Ida",
    lastName: "Known",
    email,
    phone: "+1 206 555 0100",
    location: { country: "US", city: "Seattle" },
  };
  const enter = async (job: string, more: object) =>
    (await ats.applications.create({ job, candidate: { ...person, ...more } })).warnings.map(({ message }) => message);
  expect(await enter(first!.id, {})).toEqual([]);
  const { candidates } = emulator.world;
  const known = candidates.all().at(-1)!;
  candidates.update(known.id, { location: { ...known.location!, country: "United States" } });
  expect(await enter(second!.id, { email: "IDA.Known@example.com", phone: "(+1) 206-555-0100" })).toEqual([]);
  const [warning] = await enter(third!.id, {
    phone: "+1 206 555 0199",
    location: { country: "CA", city: "Seattle" },
    socialLinks: ["https://github.com/ida"],
  });
  expect(warning).toContain("candidate.phone, candidate.location, candidate.socialLinks of the form");
});

it("anonymizes a candidate without open applications, and names the open ones", async () => {
  const emulator = emulated();
  await using ats = await connect(ashby, emulator.settings());
  const all = emulator.world.applications.all();
  const open = all.find(({ outcome }) => outcome === "PENDING")!;
  const refused = ats.candidates.erase({ candidate: open.candidate_id! });
  await expect(refused).rejects.toMatchObject({
    code: "candidate.has-open-applications",
    details: { applicationIds: expect.arrayContaining([open.id]) as unknown },
  });
  // Who was found and has not applied is open, too.
  const lead = emulator.world.stages.all().find(({ name }) => name === "New Lead")!;
  for (const { id } of all.filter((row) => row.candidate_id === open.candidate_id))
    emulator.world.applications.update(id, { current_stage_id: lead.id, tool_stage_id: lead.id });
  expect(await codeOf(ats.candidates.erase({ candidate: open.candidate_id! }))).toBe("candidate.has-open-applications");
  expect(emulator.requests.count({ path: "/candidate.anonymize" })).toBe(0);
  const busy = new Set(all.filter(({ outcome }) => outcome === "PENDING").map((row) => row.candidate_id));
  const { candidate_id: ended } = all.find((row) => !busy.has(row.candidate_id))!;
  await ats.candidates.erase({ candidate: ended! });
  expect(await ats.candidates.get({ id: ended! })).toMatchObject({ emailAddresses: [], phoneNumbers: [] });
});

it("goes by the applications that the key may see, where a person has others", async () => {
  const { emulator, ats } = await connectedWith((path, asked, answer) => {
    if (path === "/application.info" && asked["applicationId"] === "hidden")
      return { success: false, errorInfo: { code: "application_not_found", message: "Not found" } };
    if (path !== "/candidate.search" && path !== "/candidate.info") return undefined;
    for (const person of [answer.results].flat())
      person["applicationIds"] = ["hidden", ...(person["applicationIds"] as string[])];
    return answer;
  });
  const { applications, candidates } = emulator.world;
  const open = applications.all().find(({ outcome }) => outcome === "PENDING")!;
  const { first_name, last_name, email_addresses } = candidates.get(open.candidate_id!)!;
  const candidate = { firstName: first_name!, lastName: last_name!, email: email_addresses![0]!.email_address! };
  expect(await codeOf(ats.applications.create({ job: open.job_id!, candidate }))).toBe("application.already-exists");
  expect(await codeOf(ats.candidates.erase({ candidate: open.candidate_id! }))).toBe("candidate.has-open-applications");
});

it("reads a page of schedules with many interviews each", async () => {
  const { ats } = await connectedWith((path, _asked, answer) => {
    if (path !== "/interviewSchedule.list") return undefined;
    for (const schedule of [answer.results].flat()) {
      const [event] = schedule["interviewEvents"] as { id: string }[];
      schedule["interviewEvents"] = Array.from({ length: 60 }, (_each, nth) => ({
        ...event,
        id: `${event!.id}-${nth}`,
      }));
    }
    return answer;
  });
  expect((await ats.interviews.stream().toArray()).length).toBeGreaterThan(400);
});

it("lists sources with their types, the archived ones when asked", async () => {
  const emulator = emulated();
  await using ats = await connect(ashby, emulator.settings());
  const used = await ats.ashby.listSources({});
  expect(used.length).toBeGreaterThan(1);
  expect(used.every(({ archived, type }) => !archived && type !== null)).toBe(true);
  expect(await ats.ashby.listSources({ includeArchived: true })).toHaveLength(used.length + 1);
});

it("lists no stages of a job that Ashby does not have, and all of the others", async () => {
  const emulator = emulated();
  await using ats = await connect(ashby, emulator.settings());
  const [job] = await ats.jobs.stream().toArray();
  const nowhere = "00000000-0000-4000-8000-000000000000";
  const stages = await ats.applications.listStages({ jobIds: [job!.id] });
  expect(await ats.applications.listStages({ jobIds: [nowhere, job!.id] })).toEqual(stages);
  expect(await ats.applications.listStages({ jobIds: [nowhere] })).toEqual([]);
});

/** Connects to an emulator of which some answers are changed. */
async function connectedWith(change: (path: string, asked: Asked, body: Body) => unknown) {
  const emulator = emulated({ candidates: 40 });
  const settings = emulator.settings();
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const asked = (await request.clone().json()) as Asked;
    const answer = await emulator.fetch(request);
    const body = (await answer.json()) as Body;
    return Response.json(change(new URL(request.url).pathname, asked, body) ?? body);
  };
  const ats = await connect(ashby, { ...settings, fetch });
  const events: { readonly path: string }[] = [];
  for (const name of ["drift", "quarantine"] as const) ats.on(name, (event) => events.push(event));
  return { emulator, ats, events };
}
type Asked = Readonly<Record<string, unknown>>;
type Body = { results: Record<string, unknown> };
const gone = (what: string) => ({ success: false, errors: [`${what}_not_found`] });

it("lists stages and jobs without those of a plan that is gone, and reports it", async () => {
  let plan: unknown;
  const { ats, events } = await connectedWith((path, { interviewPlanId }) => {
    if (path !== "/interviewStage.list") return undefined;
    plan ??= interviewPlanId;
    return interviewPlanId === plan ? gone("interview_plan") : undefined;
  });
  expect((await ats.applications.listStages({})).length).toBeGreaterThan(0);
  expect(events).toMatchObject([{ path: "$.interviewPlanIds[]", id: plan }]);
  expect((await ats.jobs.stream().toArray()).some(({ stages }) => stages.length > 0)).toBe(true);
});

it("gives the other custom fields where one cannot be read, and reports it", async () => {
  const { emulator, ats, events } = await connectedWith((path, _asked, { results }) => {
    if (path !== "/candidate.info") return undefined;
    return { success: true, results: { ...results, customFields: [...(results["customFields"] as object[]), 4737] } };
  });
  const candidate = emulator.world.candidates.all()[0]!.id;
  expect((await ats.candidates.getCustomFieldValues({ candidate })).length).toBeGreaterThan(1);
  expect(events).toMatchObject([{ path: "$.results.customFields" }]);
});

it("calls two options of one label by their values, and sets the one that is meant", async () => {
  const { emulator, ats } = await connectedWith((path, _asked, { results }) => {
    if (path !== "/customField.list") return undefined;
    const fields = results as unknown as { selectableValues?: { label: string }[] }[];
    return {
      success: true,
      moreDataAvailable: false,
      results: fields.map(({ selectableValues, ...field }) => ({
        ...field,
        ...(selectableValues && { selectableValues: selectableValues.map((one) => ({ ...one, label: "Alike" })) }),
      })),
    };
  });
  const candidate = emulator.world.candidates.all()[0]!.id;
  const field = (await ats.candidates.listCustomFields({})).find(({ type }) => type === "single-select")!;
  expect(new Set(field.options).size).toBe(field.options!.length);
  const update = (value: string) => ats.candidates.updateCustomFields({ candidate, updates: { [field.id]: value } });
  expect(await codeOf(update("Alike"))).toBe("input.invalid");
  await update(field.options![1]!);
  const held = await ats.candidates.getCustomFieldValues({ candidate });
  expect(held.find(({ definitionId }) => definitionId === field.id)?.value).toBe(field.options![1]);
});

it("reads an option that was added since by its label, and asks for it once", async () => {
  let isNew = false;
  const held: object[] = [];
  const { emulator, ats } = await connectedWith((path, _asked, answer) => {
    if (path === "/candidate.info") return { success: true, results: { ...answer.results, customFields: held } };
    if (path !== "/customField.list" || isNew) return undefined;
    const fields = answer.results as unknown as { selectableValues?: object[] }[];
    for (const field of fields) field.selectableValues &&= [];
    return answer;
  });
  const candidate = emulator.world.candidates.all()[0]!.id;
  const { id } = (await ats.candidates.listCustomFields({})).find(({ type }) => type === "single-select")!;
  const read = async () => {
    const values = await ats.candidates.getCustomFieldValues({ candidate });
    const asked = emulator.requests.count({ path: "/customField.list" });
    return [values.find(({ definitionId }) => definitionId === id)!.value, asked];
  };
  expect(await read()).toEqual([null, 1]);
  isNew = true;
  held.push({ id, value: "days" });
  expect(await read()).toEqual(["Days", 2]);
  held.splice(0, 1, { id, value: "never listed" });
  expect(await read()).toEqual([null, 3]);
  expect(await read()).toEqual([null, 3]);
});

it.for([
  ["holds none", undefined, "USD", [/"Expected pay" held no currency.*US dollars/]],
  ["holds an amount as text", { value: "19.75", currencyCode: "EUR" }, "EUR", []],
  ["holds a currency alone", { value: null, currencyCode: "CHF" }, "CHF", []],
] as const)("writes an amount in the currency of the field, and warns where it %s", async ([, value, code, warned]) => {
  let id = "";
  const { emulator, ats } = await connectedWith((path, _asked, { results }) =>
    path === "/candidate.info"
      ? { success: true, results: { ...results, customFields: value === undefined ? [] : [{ id, value }] } }
      : undefined,
  );
  const candidate = emulator.world.candidates.all()[0]!.id;
  ({ id } = (await ats.candidates.listCustomFields({})).find(({ name }) => name === "Expected pay")!);
  const { warnings } = await ats.candidates.updateCustomFields({ candidate, updates: { [id]: 23.5 } });
  const [sent] = emulator.requests.all({ path: "/customField.setValues" });
  expect(sent?.body).toMatchObject({ values: [{ fieldId: id, fieldValue: { value: 23.5, currencyCode: code } }] });
  expect(warnings.map(({ message }) => message)).toEqual(warned.map((text) => expect.stringMatching(text) as string));
});
