import { avionte } from "@anyats/avionte";
import { describe, expect, it } from "vitest";
import { agent, type Agent } from "./agent.ts";

type AvionteAgent = Agent<typeof avionte>;
type Row = Readonly<Record<string, never>> & { readonly id: string };

/** A recruiter's task, played by a script that decides by what the tools return, and the tools that it should need. */
interface Task {
  readonly task: string;
  readonly tools: readonly string[];
  readonly allow?: readonly string[];
  play(call: Call, linked: AvionteAgent): Promise<void>;
}

/** Calls a tool that must succeed. */
type Call = (tool: string, input?: Record<string, unknown>) => Promise<unknown>;

async function all(call: Call, tool: string, filter: Record<string, unknown> = {}): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | null = null;
  do {
    const page = (await call(tool, { ...filter, ...(cursor && { cursor }) })) as {
      records: Row[];
      nextCursor: string | null;
    };
    rows.push(...page.records);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return rows;
}

const pdf = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n").toString("base64");
const firstPending = async (call: Call) => (await all(call, "applications_stream", { outcomes: ["PENDING"] }))[0]!;

const tasks: readonly Task[] = [
  {
    task: "list the open jobs",
    tools: ["jobs_stream"],
    async play(call, { emulator }) {
      const jobs = await all(call, "jobs_stream", { statuses: ["OPEN"] });
      expect(jobs.length).toBe([...emulator.world.jobs.all()].filter(({ status }) => status === "OPEN").length);
    },
  },
  {
    task: "read one job by its number in the ATS",
    tools: ["jobs_stream", "jobs_get"],
    async play(call) {
      const [job] = await all(call, "jobs_stream");
      expect(await call("jobs_get", { remoteId: job!["remoteId"] })).toMatchObject({ id: job!.id });
    },
  },
  {
    task: "count the applicants of a job by stage",
    tools: ["applications_stream"],
    async play(call) {
      const applications = await all(call, "applications_stream", { outcomes: ["PENDING"] });
      const stages = Map.groupBy(applications, (application) => application["stageId"]);
      expect(stages.size).toBeGreaterThan(1);
    },
  },
  {
    task: "find what changed since the clock's last hour",
    tools: ["candidates_stream"],
    async play(call, { emulator }) {
      const [somebody] = [...emulator.world.candidates.all()];
      emulator.clock.advance(60_000);
      const since = emulator.clock.now();
      emulator.world.candidates.touch(somebody!.id);
      const changed = await all(call, "candidates_stream", { updatedAfter: since.toISOString() });
      expect(changed.map(({ id }) => id)).toEqual([somebody!.id]);
    },
  },
  {
    task: "find a candidate by e-mail address",
    tools: ["candidates_find"],
    async play(call, { emulator }) {
      const somebody = [...emulator.world.candidates.all()].find(({ email_addresses }) => email_addresses?.[0])!;
      const email = somebody.email_addresses![0]!.email_address;
      expect(await call("candidates_find", { email })).toMatchObject({ candidates: [{ id: somebody.id }] });
    },
  },
  {
    task: "notice that a first name fits several people",
    tools: ["candidates_find"],
    async play(call, { emulator }) {
      const names = Map.groupBy([...emulator.world.candidates.all()], ({ first_name }) => first_name);
      const [firstName, people] = [...names].find(([name, same]) => name && same.length > 1)!;
      const { candidates } = (await call("candidates_find", { firstName })) as { candidates: Row[] };
      expect(candidates.length).toBe(people.length);
    },
  },
  {
    task: "read a candidate with custom fields",
    tools: ["candidates_stream", "candidates_getEnhanced"],
    async play(call) {
      const [candidate] = await all(call, "candidates_stream");
      expect(await call("candidates_getEnhanced", { id: candidate!.id })).toHaveProperty("customFields");
    },
  },
  {
    task: "see which stages a job's applications can move to",
    tools: ["jobs_stream", "applications_listStages"],
    async play(call) {
      const [job] = await all(call, "jobs_stream", { statuses: ["OPEN"] });
      const stages = (await call("applications_listStages", { jobIds: [job!.id] })) as { movable: boolean }[];
      expect(stages.some(({ movable }) => movable)).toBe(true);
    },
  },
  {
    task: "move an applicant on",
    tools: ["applications_stream", "applications_listStages", "applications_moveToStage"],
    allow: ["applications.moveToStage"],
    async play(call, { emulator }) {
      const application = await firstPending(call);
      const stages = (await call("applications_listStages", { jobIds: [application["jobId"]] })) as (Row & {
        movable: boolean;
      })[];
      const stage = stages.findLast(({ id, movable }) => movable && id !== application["stageId"])!;
      await call("applications_moveToStage", { application: application.id, stage: stage.id });
      expect(emulator.world.applications.get(application.id)!.current_stage_id).toBe(stage.id);
    },
  },
  {
    task: "reject an applicant with a reason",
    tools: ["applications_stream", "applications_listRejectionReasons", "applications_reject"],
    allow: ["applications.reject"],
    async play(call, { emulator }) {
      const application = await firstPending(call);
      const [reason] = (await call("applications_listRejectionReasons")) as Row[];
      await call("applications_reject", { application: application.id, reasonId: reason!.id });
      expect(emulator.world.applications.get(application.id)!.outcome).toBe("DECLINED");
    },
  },
  {
    task: "reject several applicants at once",
    tools: ["applications_stream", "applications_listRejectionReasons", "applications_rejectMany"],
    allow: ["applications.rejectMany"],
    async play(call, { emulator }) {
      const some = (await all(call, "applications_stream", { outcomes: ["PENDING"] })).slice(0, 3);
      const [reason] = (await call("applications_listRejectionReasons")) as Row[];
      await call("applications_rejectMany", { applications: some.map(({ id }) => id), reasonId: reason!.id });
      for (const { id } of some) expect(emulator.world.applications.get(id)!.outcome).toBe("DECLINED");
    },
  },
  {
    task: "note the result of an interview on the application",
    tools: ["applications_stream", "applications_addNote"],
    allow: ["applications.addNote"],
    async play(call, { emulator }) {
      const application = await firstPending(call);
      await call("applications_addNote", { application: application.id, note: { text: "Strong on shift work." } });
      const notes = [...emulator.world.notes.all()].filter((note) => note.application_id === application.id);
      expect(notes.some(({ content_html }) => content_html?.includes("Strong on shift work."))).toBe(true);
    },
  },
  {
    task: "note a call on the candidate",
    tools: ["candidates_stream", "candidates_addNote"],
    allow: ["candidates.addNote"],
    async play(call, { emulator }) {
      const [candidate] = await all(call, "candidates_stream");
      await call("candidates_addNote", { candidate: candidate!.id, note: { text: "Called back." } });
      expect([...emulator.world.notes.all()].some((note) => note.candidate_id === candidate!.id)).toBe(true);
    },
  },
  {
    task: "attach a report to an application",
    tools: ["applications_stream", "applications_addAttachment"],
    allow: ["applications.addAttachment"],
    async play(call, { emulator }) {
      const application = await firstPending(call);
      const file = { name: "report.pdf", type: "OTHER", contentType: "application/pdf", base64: pdf };
      await call("applications_addAttachment", { application: application.id, file });
      expect([...emulator.world.attachments.all()].some(({ file_name }) => file_name === "report.pdf")).toBe(true);
    },
  },
  {
    task: "see which custom fields a job has",
    tools: ["jobs_listCustomFields"],
    async play(call) {
      expect(((await call("jobs_listCustomFields")) as Row[]).length).toBeGreaterThan(0);
    },
  },
  {
    task: "set a score on an application",
    tools: [
      "applications_stream",
      "applications_listCustomFields",
      "applications_updateCustomFields",
      "applications_getCustomFieldValues",
    ],
    allow: ["applications.updateCustomFields"],
    async play(call) {
      const application = await firstPending(call);
      const fields = (await call("applications_listCustomFields")) as (Row & { type: string; readOnly: boolean })[];
      const score = fields.find(({ type, readOnly }) => type === "number" && !readOnly)!;
      await call("applications_updateCustomFields", { application: application.id, updates: { [score.id]: 8 } });
      expect(
        JSON.stringify(await call("applications_getCustomFieldValues", { application: application.id })),
      ).toContain(score.id);
    },
  },
  {
    task: "read several jobs with all their details at once",
    tools: ["jobs_fetchEnhancedBatch"],
    async play(call) {
      const { jobs } = (await call("jobs_fetchEnhancedBatch", { limit: 3 })) as { jobs: Row[] };
      expect(jobs).toHaveLength(3);
    },
  },
  {
    task: "enter an applicant",
    tools: ["jobs_stream", "applications_create"],
    allow: ["applications.create"],
    async play(call, { emulator }) {
      const before = [...emulator.world.applications.all()].length;
      const [job] = await all(call, "jobs_stream", { statuses: ["OPEN"] });
      const candidate = { firstName: "Noor", lastName: "Example", email: "noor@example.com" };
      await call("applications_create", { job: job!.id, candidate });
      expect([...emulator.world.applications.all()].length).toBe(before + 1);
    },
  },
  {
    task: "tell whether the connection works",
    tools: ["integration_get"],
    async play(call) {
      expect(await call("integration_get")).toHaveProperty("tool");
    },
  },
  {
    task: "start the sync of a job",
    tools: ["avionte_selectJob"],
    allow: ["avionte.selectJob"],
    async play(call) {
      expect(await call("avionte_selectJob", { remoteId: "4711" })).toHaveProperty("settledBy");
    },
  },
];

describe("twenty tasks of a recruiter, by an agent", () => {
  it("are twenty", () => expect(tasks).toHaveLength(20));

  it.for(tasks.map((each) => [each.task, each] as const))("%s", async ([, { tools, allow = [], play }]) => {
    await using linked = await agent(avionte, { allow, maxRecords: 10 });
    const used = new Set<string>();
    const call: Call = async (tool, input = {}) => {
      used.add(tool);
      const { given, text, isError } = await linked.call(tool, input);
      expect(isError, text).toBe(false);
      return "result" in given ? given["result"] : given;
    };
    await play(call, linked);
    expect([...used].toSorted()).toEqual([...tools].toSorted());
  });
});
