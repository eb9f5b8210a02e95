import {
  rejectionReasons,
  seedActivity,
  seedApplication,
  seedAttachments,
  type Standing,
} from "../data/applications.ts";
import { Calendar, timestamp } from "../data/dates.ts";
import { addOddities } from "../data/oddities.ts";
import { orderTypeOf, seedJob } from "../data/openings.ts";
import { seedCandidate, seedTags, seedUsers, type Source } from "../data/people.ts";
import { Random } from "../data/random.ts";
import { seedScreeningQuestions } from "../data/screening-questions.ts";
import type { SeedSettings } from "../tools/profile.ts";
import type { CandidateRow, JobRow } from "../world/rows.ts";
import type { World } from "../world/world.ts";
import { pipeline, stageDefinitions, stagesFor, webApplication } from "./stages.ts";

/** The first talent and the first job share a number, so that two records of one tenant share a Kombo id. */
const firstTalent = 100_001;
const firstJob = 100_001;

/** Fills a world with a staffing agency that works with Avionté. */
export function seedAgency(world: World, settings: SeedSettings): void {
  const random = new Random(settings.seed);
  const calendar = new Calendar(world.clock.milliseconds(), random);
  const source: Source = {
    world,
    random,
    calendar,
    link: (kind, remoteId) => `https://harborstaffing.myavionte.example.com/app/#/${kind}/${remoteId}`,
  };
  seedTags(source);
  seedUsers(source);
  seedVocabulary(source);
  const jobs = seedJobs(source, Math.max(12, Math.ceil(settings.candidates / 20)));
  seedCandidates(source, settings.candidates, jobs);
  if (settings.oddities) addOddities(world);
}

function seedVocabulary({ world, calendar }: Source): void {
  for (const [index, { remoteId, name }] of stageDefinitions.entries()) {
    const changed_at = timestamp(calendar.ago(600));
    world.stages.insert({
      id: world.id(remoteId),
      remote_id: remoteId,
      changed_at,
      remote_deleted_at: null,
      name,
      status: "ACTIVE",
      index,
    });
  }
  for (const [index, name] of rejectionReasons.entries()) {
    const remoteId = String(4_301 + index);
    const changed_at = timestamp(calendar.ago(600));
    world.rejectionReasons.insert({
      id: world.id(remoteId),
      remote_id: remoteId,
      changed_at,
      remote_deleted_at: null,
      name,
    });
  }
}

function seedJobs(source: Source, count: number): JobRow[] {
  const questions = seedScreeningQuestions(source).map(({ id }) => id);
  return Array.from({ length: count }, (_, index) =>
    seedJob(
      source,
      index,
      String(firstJob + index * 3),
      stagesFor(source.world, orderTypeOf(index)),
      index % 2 === 0 ? questions : [],
    ),
  );
}

/** Of a hundred candidates 15 have no application, 60 one, the others two to four. */
function seedCandidates(source: Source, count: number, jobs: readonly JobRow[]): void {
  const { random } = source;
  let previous: CandidateRow | undefined;
  for (let index = 0; index < count; index += 1) {
    const twin = index % 40 === 7 ? previous : undefined;
    const candidate = seedCandidate(source, String(firstTalent + index), twin);
    previous = candidate;
    seedAttachments(source, candidate);
    const draw = random.next();
    const wanted = draw < 0.15 ? 0 : draw < 0.75 ? 1 : random.integer(2, 4);
    const chosen = new Set(Array.from({ length: wanted }, () => random.pick(jobs)));
    for (const job of chosen) {
      const remoteId = `${candidate.remote_id}:${job.remote_id}`;
      seedActivity(source, seedApplication(source, candidate, job, remoteId, standingOf(source, job)));
    }
  }
}

function standingOf({ world, random }: Source, job: JobRow): Standing {
  const draw = random.next();
  if (draw < 0.3) return at(world.id(webApplication), random.chance(0.1) ? "DECLINED" : "PENDING");
  if (draw < 0.55)
    return { ...at(world.id(pipeline), random.chance(0.2) ? "DECLINED" : "PENDING"), toolStageId: world.id("4101") };
  if (draw < 0.65) return at(world.id("4205"), "HIRED");
  if (draw < 0.75) return at(world.id("4206"), "DECLINED");
  const nomination = job.stage_ids.filter((id) => /^420[1-4]$/.test(world.stages.get(id)?.remote_id ?? ""));
  return at(random.pick(nomination), "PENDING");
}

function at(stageId: string, outcome: Standing["outcome"]): Standing {
  return { stageId, toolStageId: stageId, outcome };
}
