import type { Emulator } from "@anyats/emulator";
import { living } from "../living.ts";
import { employmentTypes, offerStatuses, salaryPeriods, teamRoles } from "./words.ts";

type World = Emulator["world"];

const textForms = ["SINGLE_LINE", "MULTI_LINE", "EMAIL", "URL"] as const;
const numberForms = ["SLIDER", "FIELD"] as const;
const postingVisibilities = ["PUBLIC", "INTERNAL", "UNLISTED"] as const;

/** Which job has a question for each way of showing one. */
const asking = 2;

/** A value of a list, in turn. */
const inTurn = <Value>(values: readonly Value[], index: number): Value => values[index % values.length]!;

/** Lets every word of each vocabulary that Kombo documents occur in some record: a word that never comes proves nothing. */
export function useEveryWord({ world }: Pick<Emulator, "world">): void {
  for (const [index, job] of living(world.jobs.all()).slice(0, salaryPeriods.length).entries())
    world.jobs.update(job.id, {
      salary_period: inTurn(salaryPeriods, index),
      employment_type: inTurn(employmentTypes, index),
      // All jobs that ask questions ask the same: four of them are enough, and cost a third less.
      ...(index !== asking && { screening_question_ids: [] }),
    });
  for (const [index, posting] of living(world.jobPostings.all()).entries())
    world.jobPostings.update(posting.id, { visibility: inTurn(postingVisibilities, index) });
  const [pattern] = living(world.offers.all());
  if (pattern) world.offers.insert({ ...pattern, id: world.id("another-offer"), remote_id: "another-offer" });
  for (const [index, offer] of living(world.offers.all()).entries())
    world.offers.update(offer.id, { status: inTurn(offerStatuses, index) });
  addRoles(world);
  fillJob(world);
}

/** Roles of each type; somebody has all of them, and somebody of each is on a hiring team. */
function addRoles(world: World): void {
  const [pattern] = world.roles.all();
  if (!pattern) return;
  const known = new Set(world.roles.all().map(({ unified_type }) => unified_type));
  for (const [index, type] of teamRoles.entries())
    if (!known.has(type)) {
      const remoteId = String(40 + index);
      world.roles.insert({
        ...pattern,
        id: world.id(remoteId),
        remote_id: remoteId,
        remote_label: `The ${type.toLowerCase()}`,
        unified_type: type,
      });
    }
  const users = living(world.users.all());
  const [user] = users;
  if (user) world.users.update(user.id, { role_ids: world.roles.all().map(({ id }) => id) });
  const job = living(world.jobs.all())[2];
  if (job && user)
    world.jobs.update(job.id, {
      hiring_team: teamRoles.map((role, index) => ({ user_id: inTurn(users, index).id, role })),
    });
}

/** A job with a question for each way of showing one, and with a stage that is no longer in use, in which somebody still is. */
function fillJob(world: World): void {
  const job = living(world.jobs.all())[asking];
  const [pattern] = world.screeningQuestions.all();
  const stage = world.stages.get(job?.stage_ids[0] ?? null);
  if (!job || !pattern || !stage) return;
  const formats = [
    ...textForms.map((display_type) => ({ type: "TEXT", display_type, max_length: null }) as const),
    ...numberForms.map(
      (display_type, index) => ({ type: "NUMBER", display_type, min: index || null, max: 10 }) as const,
    ),
    { type: "FILE" as const, accepted_mime_types: ["image/png", "text/plain"], max_file_size_bytes: 1_000 },
  ];
  const select = world.screeningQuestions.all().findLast(({ format }) => format?.type === "SINGLE_SELECT");
  const choices = select?.format?.type === "SINGLE_SELECT" ? select.format.options.map(({ id }) => id) : [];
  const truth = world.screeningQuestions.all().find(({ format }) => format?.type === "BOOLEAN");
  const questions = formats.map((format, index) => {
    const remote_id = `shown-${index}`;
    const id = world.id(remote_id);
    world.screeningQuestions.insert({
      ...pattern,
      id,
      remote_id,
      title: "display_type" in format ? `Shown as ${format.display_type}` : "A file",
      description: `Question <em>${index}</em>`,
      format,
      required: false,
      ...(format.type === "FILE" && {
        precondition_question_id: select?.id ?? null,
        precondition_options: choices.slice(0, 2),
      }),
      // Asked of those who said yes to another question, or no.
      ...(index < 2 && { precondition_question_id: truth?.id ?? null, precondition_options: [index === 0] }),
    });
    return id;
  });
  const old = world.id("stage-of-old");
  world.stages.insert({ ...stage, id: old, remote_id: "stage-of-old", name: "No longer used", status: "INACTIVE" });
  world.jobs.update(job.id, {
    screening_question_ids: [...job.screening_question_ids, ...questions],
    stage_ids: [...job.stage_ids, old],
  });
  const declined = world.applications.where("job_id", job.id).find(({ outcome }) => outcome === "DECLINED");
  if (declined) world.applications.update(declined.id, { current_stage_id: old });
}
