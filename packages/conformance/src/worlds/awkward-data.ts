import type { Emulator } from "@anyats/emulator";
import { living } from "./living.ts";

/**
 * Makes a seeded world as awkward as a real one: names with apostrophes and accents, several addresses, one with a plus,
 * everything filled in somewhere. A field that no record fills is a field that no test tries.
 */
export function makeAwkward({ world }: Pick<Emulator, "world">): void {
  const address = {
    street_1: "1 O'Connell St",
    street_2: "Flat 2",
    city: "Łódź",
    state: "ŁD",
    zip_code: "90-001",
    country: "PL",
    raw: "1 O'Connell St, Flat 2, 90-001 Łódź",
  };

  const people = living(world.candidates.all());
  const [first, second] = [people[1], people[2]];
  if (first)
    world.candidates.update(first.id, {
      first_name: "Zoë",
      last_name: "O'Brien",
      company: "Smith & Sons",
      title: 'Forklift driver "nights"',
      source: "Referral <friend>",
      confidential: true,
      email_addresses: [
        { email_address: "Zoe.OBrien+jobs@Example.com", type: "WORK" },
        { email_address: "zoe@example.org", type: null },
      ],
      phone_numbers: [
        { phone_number: "+44 20 7946 0018", type: "MOBILE" },
        { phone_number: "(0)20 7946 0019", type: null },
      ],
      social_media: [{ link: "https://www.linkedin.com/in/zoe", type: "LINKEDIN", username: "zoe" }],
      location: address,
    });
  if (second)
    world.candidates.update(second.id, {
      first_name: null,
      email_addresses: [],
      phone_numbers: null,
      social_media: null,
    });

  // Not every address that people typed is one that may be asked for.
  if (people[3])
    world.candidates.update(people[3].id, { email_addresses: [{ email_address: "ask@intranet", type: null }] });

  const [job, other] = living(world.jobs.all());
  if (job)
    world.jobs.update(job.id, {
      salary_amount: 52_000.5,
      salary_amount_from: 0,
      salary_amount_to: 60_000,
      salary_currency: "PLN",
      salary_period: "YEAR",
      weekly_hours: 37.5,
      experience_level: "Senior",
      location: address,
      closed_at: "2031-01-31T00:00:00.000Z",
    });
  // Of one, nothing is said of the pay; somebody is on its team in the older words alone, and somebody in both.
  const unpaid = living(world.jobs.all())[7];
  if (unpaid)
    world.jobs.update(unpaid.id, {
      salary_amount: null,
      salary_amount_from: null,
      salary_amount_to: null,
      salary_currency: null,
      salary_period: null,
      hiring_team: unpaid.hiring_team.map((entry, index) => ({ ...entry, named: index % 2 === 0 ? "older" : "both" })),
    });
  if (other) world.jobs.update(other.id, { salary_amount: 18, salary_amount_from: null, salary_amount_to: null });

  const [interview] = living(world.interviews.all());
  if (interview)
    world.interviews.update(interview.id, {
      location: address,
      video_conferencing_url: "https://meet.example.com/a?b=1&c=2",
      canceled: true,
    });
  const [offer, abandoned] = living(world.offers.all());
  if (offer) world.offers.update(offer.id, { employment_start_date: "2026-12-01T00:00:00.000Z" });
  if (abandoned) world.offers.update(abandoned.id, { status: "ABANDONED" });
  const begun = living(world.offers.all())[3];
  if (begun) world.offers.update(begun.id, { status: "DRAFT", remote_created_at: null, employment_start_date: null });
  const [note] = living(world.notes.all());
  if (note) world.notes.update(note.id, { title: "Phone call", is_private: true });
  const [scorecard] = living(world.scorecards.all());
  if (scorecard) {
    const options = [
      { label: "Yes", remote_id: "1" },
      { label: "No", remote_id: null },
    ];
    const responses = [
      {
        label: "Fits?",
        remote_id: "q1",
        description: "The team's view",
        required: true,
        type: "SINGLE_SELECT",
        options,
        answer: options[0],
      },
      {
        label: "Shifts",
        remote_id: "q2",
        description: null,
        required: false,
        type: "MULTI_SELECT",
        options,
        answer: options,
      },
      { label: "Years", remote_id: "q3", description: null, required: false, type: "NUMBER", options: null, answer: 0 },
      {
        label: "Driver",
        remote_id: "q4",
        description: null,
        required: false,
        type: "BOOLEAN",
        options: null,
        answer: false,
      },
      {
        label: "From",
        remote_id: "q5",
        description: null,
        required: null,
        type: "DATE",
        options: null,
        answer: "2026-12-24",
      },
      {
        label: "Why",
        remote_id: "q6",
        description: null,
        required: null,
        type: "TEXT",
        options: null,
        answer: 'It\'s 5 < 6 & "so"',
      },
      { label: "Later", remote_id: null, description: null, required: null, type: "TEXT", options: null, answer: null },
    ];
    world.scorecards.update(scorecard.id, { responses });
  }
  const [file, another] = living(world.attachments.all());
  const [application] = living(world.applications.where("candidate_id", file?.candidate_id ?? null));
  if (file && application)
    world.attachments.update(file.id, { application_id: application.id, file_name: "Résumé – Zoë (1).pdf" });
  if (another) world.attachments.touch(another.id);

  // Each word that is documented for a question is one of some question.
  const categories = ["EEO", "DEMOGRAPHIC"] as const;
  for (const [index, question] of world.screeningQuestions.all().entries())
    if (index < categories.length) world.screeningQuestions.update(question.id, { category: categories[index]! });

  // Somebody has left, and is named still.
  const left = living(world.users.all()).at(-2);
  if (left) world.users.update(left.id, { status: "INACTIVE" });

  // Somebody never gave an address, and has written a note.
  const silent = living(world.users.all()).at(-3);
  if (silent) world.users.update(silent.id, { email: null });
  const written = living(world.notes.all())[2];
  if (silent && written) world.notes.update(written.id, { author_id: silent.id });

  // Of each kind of record, one is gone.
  for (const rows of [
    world.tags,
    world.users,
    world.roles,
    world.interviews,
    world.offers,
    world.notes,
    world.scorecards,
  ]) {
    const gone = living(rows.all() as readonly { readonly id: string; readonly remote_deleted_at: string | null }[]).at(
      -1,
    );
    if (gone) rows.delete(gone.id);
  }

  sayMore({ world });
}

/** Where every record says the same, a constant looks like a field; where a list has one entry, the first looks like all. */
function sayMore({ world }: Pick<Emulator, "world">): void {
  // A person is also shown beside an offer.
  const [offer] = living(world.offers.all());
  const person =
    world.candidates.get(world.applications.get(offer?.application_id)?.candidate_id) ??
    living(world.candidates.all())[4];
  if (person)
    world.candidates.update(person.id, {
      email_addresses: [...(person.email_addresses ?? []), { email_address: "second@example.net", type: "WORK" }],
      phone_numbers: [...(person.phone_numbers ?? []), { phone_number: "+1 614 555 0177", type: "HOME" }],
      social_media: [
        { link: "https://www.linkedin.com/in/second", type: "LINKEDIN", username: "second" },
        { link: "https://github.com/second", type: "GITHUB", username: "second" },
      ],
    });

  const interview = living(world.interviews.all())[1];
  const panel = living(world.users.all()).slice(0, 2);
  if (interview) {
    world.interviews.update(interview.id, { title: "With the team", user_ids: panel.map(({ id }) => id) });
    const remoteId = `${interview.remote_id}-again`;
    world.interviews.insert({ ...interview, id: world.id(remoteId), remote_id: remoteId, title: "The second one" });
  }

  const card = living(world.scorecards.all())[1];
  if (card)
    world.scorecards.update(card.id, {
      responses: (card.responses ?? []).map((response) => {
        const { type, options } = response as { readonly type?: string; readonly options?: readonly unknown[] };
        return type === "SINGLE_SELECT" ? { ...response, answer: options?.at(-1) ?? null } : response;
      }),
    });

  const note = living(world.notes.all())[1];
  if (note)
    world.notes.update(note.id, { title: "E-mail", is_private: false, content_html: "<p>Asked &lt; 3 questions</p>" });

  const [posted, team] = living(world.jobs.all()).slice(3, 5);
  const [posting, another] = living(world.jobPostings.all());
  if (posted && posting && another) {
    world.jobPostings.update(another.id, { status: "INACTIVE", visibility: "INTERNAL" });
    world.jobs.update(posted.id, {
      // The one that is not listed comes first.
      job_posting_ids: [another.id, posting.id],
      post_url: "https://jobs.example.com/elsewhere",
      visibility: "INTERNAL",
    });
  }
  // Somebody has two roles on one team.
  const [member] = team?.hiring_team ?? [];
  if (team && member) {
    const role = member.role === "RECRUITER" ? "INTERVIEWER" : "RECRUITER";
    world.jobs.update(team.id, { hiring_team: [...team.hiring_team, { user_id: member.user_id, role }] });
  }
}

/** Another customer has other words for the same things. */
export function renameWords({ world }: Pick<Emulator, "world">): void {
  for (const rows of [world.rejectionReasons, world.stages, world.tags]) {
    const [first] = rows.all();
    if (first) rows.update(first.id, { name: `Another word for ${first.name}` });
  }
}
