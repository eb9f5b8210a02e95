import type { WorldRecord } from "../../world.ts";

type Value = unknown;

/** What contract types say in the words of the field: those that Odoo brings, and some of customers. */
const contracts: Readonly<Record<string, string>> = {
  fulltime: "FULL_TIME",
  parttime: "PART_TIME",
  temporary: "CONTRACT",
  interim: "CONTRACT",
  contractor: "CONTRACT",
  seasonal: "SEASONAL",
  intern: "INTERNSHIP",
  internship: "INTERNSHIP",
  student: "INTERNSHIP",
  trainee: "INTERNSHIP",
};

/** What is looked into: an emulator's tables, or what was read of a real server. */
export interface TablesOfOdoo {
  ids(model: string): readonly number[];
  /** A value; `undefined` where it is empty, the id of a link, a list of ids. */
  value(model: string, id: number, field: string): unknown;
}

/** The applications of each person, the first of which gives the person its id. */
function personsOf(tables: TablesOfOdoo): readonly (readonly number[])[] {
  const applicants = tables.ids("hr.applicant").toSorted((one, other) => one - other);
  const persons = Map.groupBy(applicants, (id) => {
    const value = (field: string) => tables.value("hr.applicant", id, field);
    return String(value("email_normalized") ?? value("partner_phone_sanitized") ?? `#${id}`);
  });
  return [...persons.values()];
}

/** The records on which the notes and files of a person or of an application are. */
export function ownersIn(
  tables: TablesOfOdoo,
  of: "application" | "candidate",
  id: string,
): { readonly model: "hr.applicant" | "hr.candidate"; readonly ids: readonly number[] } {
  const number = Number(id);
  if (of === "application") return { model: "hr.applicant", ids: [number] };
  if (tables.ids("hr.candidate").length > 0) return { model: "hr.candidate", ids: [number] };
  return { model: "hr.applicant", ids: personsOf(tables).find(([first]) => first === number) ?? [number] };
}

/** The applications. A person in a pool of talents of Odoo 19 is kept as one, and did not apply. */
export const applicationsIn = (tables: TablesOfOdoo): readonly number[] =>
  tables.ids("hr.applicant").filter((id) => !isTalent(tables, id));

const isTalent = (tables: TablesOfOdoo, id: number): boolean =>
  ((tables.value("hr.applicant", id, "talent_pool_ids") as readonly number[] | undefined) ?? []).length > 0;

/** What applications and persons are kept in. */
const owners = new Set<unknown>(["hr.applicant", "hr.candidate"]);

/** The files that somebody attached to an application or a person, without the contents of binary fields. */
export const filesIn = (tables: TablesOfOdoo): readonly number[] =>
  tables.ids("ir.attachment").filter((id) => {
    const value = (field: string) => tables.value("ir.attachment", id, field);
    // What a form uploads has no record until somebody saves it.
    return owners.has(value("res_model")) && Number(value("res_id") ?? 0) > 0 && value("res_field") === undefined;
  });

/** What is left of a message that was deleted in the web client. */
export const editedMark = '<span class="o-mail-Message-edited"></span>';

/** How people write on a record. What the server itself notes there is none of their notes. */
const written = new Set<unknown>(["comment", "email", "email_outgoing", undefined]);

/** The notes among the messages: on an application or a person. */
export const notesIn = (tables: TablesOfOdoo): readonly number[] =>
  tables.ids("mail.message").filter((id) => {
    const value = (field: string) => tables.value("mail.message", id, field);
    return owners.has(value("model")) && written.has(value("message_type"));
  });

/** The interviews among the events. One that lost its applicant is an interview only where a candidate has it. */
const interviewsIn = (tables: TablesOfOdoo): readonly number[] =>
  tables
    .ids("calendar.event")
    .filter((id) =>
      ["applicant_id", "candidate_id"].some((field) => typeof tables.value("calendar.event", id, field) === "number"),
    );

/**
 * Odoo 17, 19 and newer have no record of the person. A person is all applications with the same e-mail address, or else the
 * same phone number, and has the id of the first of them and the fields of the last. What each says in a list, the person has.
 */
function withPersons(tables: TablesOfOdoo): TablesOfOdoo {
  const groups = personsOf(tables);
  const of = new Map(groups.flatMap((members) => members.map((id) => [id, members])));
  return {
    ids: (model) => (model === "hr.candidate" ? groups.map((members) => members[0]!) : tables.ids(model)),
    value(model, id, field) {
      if (model === "hr.applicant" && field === "candidate_id") return of.get(id)?.[0];
      if (model !== "hr.candidate") return tables.value(model, id, field);
      const members = of.get(id)!;
      return tables.value("hr.applicant", field === "create_date" ? members[0]! : members.at(-1)!, field);
    },
  };
}

/**
 * What Odoo's tables hold, in canonical form: a second description of the mapping, written from the tables and not from the
 * adapter's code. Where the two differ, one of them is wrong.
 */
export function odooTruth(held: TablesOfOdoo, group: string): readonly WorldRecord[] {
  const isGrouped = held.ids("hr.candidate").length === 0;
  const tables = isGrouped ? withPersons(held) : held;
  const get = (model: string, id: number, field: string): Value => tables.value(model, id, field);
  const texts = (model: string, id: number, field: string): string | null => {
    const value = get(model, id, field);
    return typeof value === "string" && value !== "" ? value : null;
  };
  const link = (model: string, id: number, field: string): number | null => {
    const value = get(model, id, field);
    return typeof value === "number" ? value : null;
  };
  const many = (model: string, id: number, field: string): readonly number[] =>
    (get(model, id, field) as readonly number[] | undefined) ?? [];
  const moment = (model: string, id: number, field: string): string | null => {
    const value = texts(model, id, field);
    return value === null ? null : `${value.slice(0, 10)}T${value.slice(11, 19)}.000Z`;
  };
  const day = (model: string, id: number, field: string): string | null => {
    const value = texts(model, id, field);
    return value === null ? null : `${value.slice(0, 10)}T00:00:00.000Z`;
  };
  const ids = (id: number) => ({ id: String(id), remoteId: String(id) });
  const names = (name: string | null) => {
    const words = (name ?? "").split(" ").filter((word) => word !== "");
    if (words.length === 1) return { firstName: words[0], lastName: null };
    return { firstName: words.slice(0, -1).join(" ") || null, lastName: words.at(-1) ?? null };
  };
  const label = (model: string, id: number | null): string | null => (id === null ? null : texts(model, id, "name"));
  const changed = (model: string, id: number) => moment(model, id, "write_date")!;
  const latest = (...instants: readonly string[]) => instants.toSorted().at(-1)!;
  const dated = (model: string, id: number) => {
    const updatedAt = changed(model, id);
    return {
      ...ids(id),
      createdAt: moment(model, id, "create_date"),
      updatedAt,
      changedAt: updatedAt,
      deletedAt: null,
    };
  };

  const user = (id: number) => ({
    ...ids(id),
    ...names(texts("res.users", id, "name")),
    email: texts("res.users", id, "email") ?? atLogin(id),
  });
  const atLogin = (id: number) => {
    const login = texts("res.users", id, "login");
    return login?.includes("@") ? login : null;
  };
  const userOf = (partner: number | null) =>
    tables.ids("res.users").find((id) => link("res.users", id, "partner_id") === partner);
  const place = (partner: number | null) => {
    if (partner === null) return null;
    const part = (field: string) => texts("res.partner", partner, field);
    if (["street", "street2", "city", "zip"].every((field) => part(field) === null)) return null;
    return {
      street1: part("street"),
      street2: part("street2"),
      city: part("city"),
      zipCode: part("zip"),
      state: label("res.country.state", link("res.partner", partner, "state_id")),
      country: label("res.country", link("res.partner", partner, "country_id")),
    };
  };
  const stage = (id: number) => ({
    ...ids(id),
    name: label("hr.recruitment.stage", id),
    index: get("hr.recruitment.stage", id, "sequence"),
  });
  const inOrder = (one: number, other: number) =>
    Number(get("hr.recruitment.stage", one, "sequence")) - Number(get("hr.recruitment.stage", other, "sequence")) ||
    one - other;

  /** Without a record of the person, an application shows the fields that stand on itself. */
  const person = (id: number, model = "hr.candidate") => {
    const [email, phone, profile] = ["email_from", "partner_phone", "linkedin_profile"].map((field) =>
      texts(model, id, field),
    );
    return {
      ...names(texts(model, id, "partner_name")),
      // Somebody may have written a name before the address.
      emailAddresses: email ? [{ address: /<([^<>]{1,320})>$/.exec(email)?.[1] ?? email }] : [],
      phoneNumbers: phone ? [{ number: phone }] : [],
      socialProfiles: profile ? [{ url: profile, type: "LINKEDIN" }] : [],
      tags: many(model, id, "categ_ids").map((tag) => ({ ...ids(tag), name: label("hr.applicant.category", tag) })),
    };
  };
  /** The person of an application. Where there is no record of one, it is what stands on the application. */
  const personOf = (application: number) => {
    const candidate = link("hr.applicant", application, "candidate_id")!;
    return { ...ids(candidate), ...(isGrouped ? person(application, "hr.applicant") : person(candidate)) };
  };
  const mentionOf = (application: number) => {
    const { id, remoteId, firstName, lastName, emailAddresses } = personOf(application);
    return { id, remoteId, firstName, lastName, emailAddresses };
  };
  const outcomes: Readonly<Record<string, string>> = {
    ongoing: "PENDING",
    hired: "HIRED",
    refused: "DECLINED",
    archived: "ARCHIVED",
  };
  const standing = (id: number) => {
    const status = String(get("hr.applicant", id, "application_status"));
    const [at, job] = [link("hr.applicant", id, "stage_id"), link("hr.applicant", id, "job_id")];
    return {
      outcome: outcomes[status],
      rejectionReasonName:
        status === "refused" ? label("hr.applicant.refuse.reason", link("hr.applicant", id, "refuse_reason_id")) : null,
      rejectedAt: status === "refused" ? moment("hr.applicant", id, "refuse_date") : null,
      stage: at === null ? null : stage(at),
      job: job === null ? null : { ...ids(job), title: label("hr.job", job) },
    };
  };
  const dayAfter = (midnight: string | null) =>
    midnight === null ? null : new Date(Date.parse(midnight) + 86_400_000).toISOString();
  /** A whole day has no time: it lasts from one midnight to the next. */
  const timesOf = (id: number) =>
    get("calendar.event", id, "allday") === true
      ? { startsAt: day("calendar.event", id, "start_date"), endsAt: dayAfter(day("calendar.event", id, "stop_date")) }
      : { startsAt: moment("calendar.event", id, "start"), endsAt: moment("calendar.event", id, "stop") };
  const event = (id: number) => ({
    ...ids(id),
    title: texts("calendar.event", id, "name"),
    ...timesOf(id),
    location:
      texts("calendar.event", id, "location") === null ? null : { raw: texts("calendar.event", id, "location") },
    canceled: get("calendar.event", id, "active") !== true,
  });
  const byLink = (model: string, field: string) => Map.groupBy(tables.ids(model), (id) => link(model, id, field));
  /** Without a record of the person, an application shows of it what stands on itself. */
  const personChanged = (application: number, candidate: number) =>
    isGrouped ? changed("hr.applicant", application) : changed("hr.candidate", candidate);
  const team = (job: number) => {
    const recruiter = link("hr.job", job, "user_id");
    const roles = [
      ...(recruiter === null ? [] : [{ of: recruiter, label: "Recruiter", type: "RECRUITER", scope: "JOB" }]),
      ...many("hr.job", job, "interviewer_ids").map((of) => ({
        of,
        label: "Interviewer",
        type: "INTERVIEWER",
        scope: "JOB",
      })),
    ];
    return [...new Set(roles.map(({ of }) => of))].map((of) => ({
      ...user(of),
      roles: roles.filter((role) => role.of === of).map(({ of: _of, ...role }) => role),
    }));
  };
  /** The person and the application that a message or a file hangs on. */
  const owner = (model: unknown, id: number) =>
    model === "hr.applicant"
      ? {
          candidateId: String(link("hr.applicant", id, "candidate_id")),
          applicationId: isTalent(tables, id) ? null : String(id),
        }
      : { candidateId: String(id), applicationId: null };

  const isEmptied = (message: number) =>
    ["", editedMark].includes((texts("mail.message", message, "body") ?? "").trim()) &&
    many("mail.message", message, "attachment_ids").length === 0;

  const readers: Readonly<Record<string, () => readonly WorldRecord[]>> = {
    jobs: () => {
      const inOrderOfPlaces = tables.ids("hr.recruitment.stage").toSorted(inOrder);
      const stages = inOrderOfPlaces.map((id) => ({ ...stage(id), of: many("hr.recruitment.stage", id, "job_ids") }));
      return tables.ids("hr.job").map((id) => {
        // Without the app for the website, no job says whether it is published.
        const published = get("hr.job", id, "is_published") as boolean | undefined;
        const type = label("hr.contract.type", link("hr.job", id, "contract_type_id"));
        return {
          ...dated("hr.job", id),
          title: texts("hr.job", id, "name"),
          description:
            texts("hr.job", id, "description") === null ? null : { untrustedHtml: texts("hr.job", id, "description") },
          status: get("hr.job", id, "active") === true ? "OPEN" : "ARCHIVED",
          visibility: published === undefined ? null : published ? "PUBLIC" : "INTERNAL",
          employmentType: type === null ? null : (contracts[type.toLowerCase().replaceAll(/[ -]/g, "")] ?? type),
          department: label("hr.department", link("hr.job", id, "department_id")),
          location: place(link("hr.job", id, "address_id")),
          postUrl: published ? texts("hr.job", id, "full_url") : null,
          openedAt: day("hr.job", id, "date_from"),
          closedAt: day("hr.job", id, "date_to"),
          stages: stages.flatMap(({ of, ...each }) => (of.length === 0 || of.includes(id) ? [each] : [])),
          hiringTeam: team(id),
        };
      });
    },
    applications: () => {
      const eventsOf = byLink("calendar.event", "applicant_id");
      return applicationsIn(tables).map((id) => {
        const candidate = link("hr.applicant", id, "candidate_id")!;
        const events = eventsOf.get(id) ?? [];
        const [at, job] = [link("hr.applicant", id, "stage_id"), link("hr.applicant", id, "job_id")];
        return {
          ...dated("hr.applicant", id),
          ...standing(id),
          changedAt: latest(
            changed("hr.applicant", id),
            personChanged(id, candidate),
            ...events.map((each) => changed("calendar.event", each)),
          ),
          stageId: at === null ? null : String(at),
          jobId: job === null ? null : String(job),
          candidateId: String(candidate),
          candidate: {
            ...personOf(id),
            source: label("utm.source", link("hr.applicant", id, "source_id")),
          },
          interviews: events.map(event),
        };
      });
    },
    candidates: () => {
      const applicationsOf = byLink("hr.applicant", "candidate_id");
      return tables.ids("hr.candidate").map((id) => {
        const mine = applicationsOf.get(id) ?? [];
        // The newest comes first.
        const each = isGrouped ? mine.toReversed().map((one) => person(one, "hr.applicant")) : [person(id)];
        const all = <T>(list: (one: (typeof each)[number]) => readonly T[]): readonly T[] => [
          ...new Map(each.flatMap((one) => list(one).map((entry) => [JSON.stringify(entry), entry]))).values(),
        ];
        return {
          ...dated("hr.candidate", id),
          changedAt: latest(changed("hr.candidate", id), ...mine.map((each) => changed("hr.applicant", each))),
          ...person(id),
          phoneNumbers: all(({ phoneNumbers }) => phoneNumbers),
          socialProfiles: all(({ socialProfiles }) => socialProfiles),
          tags: all(({ tags }) => tags),
          location: place(link("hr.candidate", id, "partner_id")),
          applications: mine.flatMap((each) => {
            if (isTalent(tables, each)) return [];
            const { deletedAt: _none, ...dates } = dated("hr.applicant", each);
            return [{ ...dates, ...standing(each) }];
          }),
        };
      });
    },
    interviews: () =>
      interviewsIn(tables).map((id) => {
        const applicant = link("calendar.event", id, "applicant_id");
        const partners = many("calendar.event", id, "partner_ids");
        const { outcome, rejectionReasonName, job } =
          applicant === null ? { outcome: null, rejectionReasonName: null, job: null } : standing(applicant);
        return {
          ...dated("calendar.event", id),
          ...event(id),
          changedAt: latest(
            changed("calendar.event", id),
            ...(applicant === null ? [] : [changed("hr.applicant", applicant)]),
          ),
          videoConferenceUrl: texts("calendar.event", id, "videocall_location"),
          interviewers: partners.flatMap((partner) => (userOf(partner) === undefined ? [] : [user(userOf(partner)!)])),
          applicationId: applicant === null ? null : String(applicant),
          application:
            applicant === null
              ? null
              : {
                  ...ids(applicant),
                  outcome,
                  rejectionReasonName,
                  job,
                  candidate: mentionOf(applicant),
                },
        };
      }),
    notes: () =>
      notesIn(tables).map((id) => {
        const author = userOf(link("mail.message", id, "author_id"));
        const body = texts("mail.message", id, "body");
        const subtype = link("mail.message", id, "subtype_id");
        return {
          ...dated("mail.message", id),
          createdAt: moment("mail.message", id, "date"),
          ...owner(get("mail.message", id, "model"), Number(get("mail.message", id, "res_id"))),
          // A message that was deleted is empty, or holds nothing but the mark of its change.
          deletedAt: isEmptied(id) ? changed("mail.message", id) : null,
          content: body === null ? null : { untrustedHtml: body },
          private: subtype !== null && get("mail.message.subtype", subtype, "internal") === true,
          authorId: author === undefined ? null : String(author),
          author: author === undefined ? null : user(author),
        };
      }),
    attachments: () => {
      const main = byLink("hr.applicant", "message_main_attachment_id");
      return filesIn(tables).map((id) => ({
        ...dated("ir.attachment", id),
        ...owner(get("ir.attachment", id, "res_model"), Number(get("ir.attachment", id, "res_id"))),
        type: main.has(id) ? "CV" : "OTHER",
        fileName: texts("ir.attachment", id, "name"),
      }));
    },
    users: () =>
      tables
        .ids("res.users")
        // Those are the customers of the customer.
        .filter((id) => get("res.users", id, "share") !== true)
        .map((id) => ({
          ...ids(id),
          changedAt: changed("res.users", id),
          ...names(texts("res.users", id, "name")),
          email: texts("res.users", id, "email") ?? atLogin(id),
          status: get("res.users", id, "active") === true ? "ACTIVE" : "INACTIVE",
        })),
    rejectionReasons: () =>
      tables
        .ids("hr.applicant.refuse.reason")
        .filter((id) => get("hr.applicant.refuse.reason", id, "active") !== false)
        .map((id) => ({
          ...ids(id),
          changedAt: changed("hr.applicant.refuse.reason", id),
          name: label("hr.applicant.refuse.reason", id),
        })),
    tags: () =>
      tables.ids("hr.applicant.category").map((id) => ({
        ...ids(id),
        changedAt: changed("hr.applicant.category", id),
        name: label("hr.applicant.category", id),
      })),
  };
  return readers[group]?.() ?? [];
}
