import type { Emulator } from "@anyats/emulator";
import { living } from "./living.ts";

/** One more than the statuses of an offer, as one of the offers is deleted. */
const moreOffers = 7;

/**
 * Adds what chance gives only a large agency: offers in each status, interviews of applications that ended, several notes of one
 * person, an answer of several choices. So a world of few people, which costs less to read, has as many kinds of relations.
 */
export function relateMore({ world }: Pick<Emulator, "world">): void {
  const applications = living(world.applications.all());
  const [author] = living(world.users.all());
  type Application = (typeof applications)[number];
  const rowOf = (kind: string, { remote_id, changed_at, remote_created_at, remote_updated_at }: Application) => {
    const row = world.newRow(`${kind}-${remote_id}`);
    return { ...row, changed_at, remote_created_at, remote_updated_at };
  };
  const ofOutcome = (outcome: string) => applications.filter((each) => each.outcome === outcome);

  for (const application of ofOutcome("PENDING").slice(0, moreOffers))
    world.offers.insert({
      ...rowOf("off", application),
      status: "SENT",
      employment_start_date: "2026-12-07T00:00:00.000Z",
      application_id: application.id,
    });

  const hasAddresses = ({ candidate_id }: Application) =>
    (world.candidates.get(candidate_id)?.email_addresses?.length ?? 0) > 1;
  for (const outcome of ["DECLINED", "HIRED", "PENDING"]) {
    const others = ofOutcome(outcome).filter(({ id }) => world.interviews.where("application_id", id).length === 0);
    const application = others.find(hasAddresses) ?? others[0];
    if (application)
      world.interviews.insert({
        ...rowOf("int", application),
        title: "Client interview",
        starting_at: "2026-12-03T14:00:00.000Z",
        ending_at: "2026-12-03T14:45:00.000Z",
        location: null,
        video_conferencing_url: outcome === "HIRED" ? "https://meet.example.com/hired" : null,
        application_id: application.id,
        stage_id: application.current_stage_id,
        canceled: false,
        user_ids: author ? [author.id] : [],
      });
  }

  const [first] = applications;
  // The last is deleted.
  for (const kind of first ? ["call", "mail", "visit"] : [])
    world.notes.insert({
      ...rowOf(kind, first!),
      candidate_id: first!.candidate_id ?? "",
      application_id: kind === "call" ? first!.id : null,
      author_id: author?.id ?? null,
      title: null,
      content_html: "<p>Called again.</p>",
      is_private: null,
    });

  const isOfChoices = ({ answer }: { readonly answer: object }) => Object.hasOwn(answer, "choices");
  const asked = applications.find(({ screening_question_answers: answers }) => answers?.some(isOfChoices));
  if (asked)
    world.applications.update(asked.id, {
      screening_question_answers: asked.screening_question_answers!.map((each) =>
        isOfChoices(each) ? { ...each, answer: { choices: ["CDL-A", "RN", "CNA"] } } : each,
      ),
    });
}
