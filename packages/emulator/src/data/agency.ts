import type { CandidateRow, JobRow } from "../world/rows.ts";
import type { World } from "../world/world.ts";
import { rejectionReasons, seedActivity, seedApplication, seedAttachments, type Standing } from "./applications.ts";
import { Calendar, timestamp } from "./dates.ts";
import { addOddities } from "./oddities.ts";
import { orderTypeOf, seedJob, type OrderType } from "./openings.ts";
import { seedCandidate, seedTags, seedUsers, type Source } from "./people.ts";
import { Random } from "./random.ts";
import { seedScreeningQuestions } from "./screening-questions.ts";

/** How much the seeded world holds, and what it may look like. */
export interface SeedSettings {
  readonly seed: number;
  /** Candidates; jobs and applications follow from it. */
  readonly candidates: number;
  /** Records that break the contract in ways that real tools do: date-only timestamps, unmapped enum values. */
  readonly oddities: boolean;
  /** Changes what was seeded. */
  readonly prepare: ((seeded: { readonly world: World }) => void) | undefined;
}

/** What differs between agencies that work with different tools. */
export interface Agency {
  /** The number of the first job. Default: that of the first candidate, so that two records share an id of Kombo's. */
  readonly firstJob?: number;
  readonly stages: readonly { readonly remoteId: string; readonly name: string }[];
  /** The stages of a job of this kind, by Kombo id. */
  stagesFor(world: World, orderType: OrderType): string[];
  applicationRemoteId(candidate: Readonly<CandidateRow>, job: Readonly<JobRow>): string;
  /** Where an application stands, drawn. */
  standing(source: Source, job: JobRow): Standing;
  /** Where the tool's web application shows a record. */
  link(kind: "applicant" | "job", remoteId: string): string;
}

/** The first candidate and the first job share a number, so that two records of one tenant share a Kombo id. */
const firstCandidate = 100_001;
const firstJob = 100_001;

/** Tells functions apart that change what was seeded. */
const preparations = new WeakMap<object, number>();
let prepared = 0;

/** All that the data of an agency follows from; undefined where the clock runs, so that no two worlds are alike. */
export function seedKey(world: World, agency: string, { seed, candidates, oddities, prepare }: SeedSettings) {
  if (world.clock.running) return undefined;
  if (prepare && !preparations.has(prepare)) preparations.set(prepare, (prepared += 1));
  const preparation = prepare && preparations.get(prepare);
  return { agency, seed, candidates, oddities, preparation, now: world.clock.milliseconds() };
}

/** Fills a world with a staffing agency. */
export function seedAgency(world: World, settings: SeedSettings, agency: Agency): void {
  const random = new Random(settings.seed);
  const calendar = new Calendar(world.clock.milliseconds(), random);
  const source: Source = { world, random, calendar, link: (kind, remoteId) => agency.link(kind, remoteId) };
  seedTags(source);
  seedUsers(source);
  seedVocabulary(source, agency);
  const jobs = seedJobs(source, agency, Math.max(12, Math.ceil(settings.candidates / 20)));
  seedCandidates(source, agency, settings.candidates, jobs);
  if (settings.oddities) addOddities(world);
}

function seedVocabulary({ world, calendar }: Source, { stages }: Agency): void {
  for (const [index, { remoteId, name }] of stages.entries()) {
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

function seedJobs(source: Source, agency: Agency, count: number): JobRow[] {
  const questions = seedScreeningQuestions(source).map(({ id }) => id);
  return Array.from({ length: count }, (_, index) =>
    seedJob(
      source,
      index,
      String((agency.firstJob ?? firstJob) + index * 3),
      agency.stagesFor(source.world, orderTypeOf(index)),
      index % 2 === 0 ? questions : [],
    ),
  );
}

/** Of a hundred candidates 15 have no application, 60 one, the others two to four. */
function seedCandidates(source: Source, agency: Agency, count: number, jobs: readonly JobRow[]): void {
  const { random } = source;
  let previous: CandidateRow | undefined;
  for (let index = 0; index < count; index += 1) {
    const twin = index % 40 === 7 ? previous : undefined;
    const candidate = seedCandidate(source, String(firstCandidate + index), twin);
    previous = candidate;
    seedAttachments(source, candidate);
    const draw = random.next();
    const wanted = draw < 0.15 ? 0 : draw < 0.75 ? 1 : random.integer(2, 4);
    const chosen = new Set(Array.from({ length: wanted }, () => random.pick(jobs)));
    for (const job of chosen) {
      const remoteId = agency.applicationRemoteId(candidate, job);
      seedActivity(source, seedApplication(source, candidate, job, remoteId, agency.standing(source, job)));
    }
  }
}

/** A standing in a stage that the tool knows as Kombo reads it. */
export function at(stageId: string, outcome: Standing["outcome"]): Standing {
  return { stageId, toolStageId: stageId, outcome };
}
