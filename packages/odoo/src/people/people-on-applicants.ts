import { RecordNotFound, type Call, type Candidate } from "@anyats/core";
import { afterWriting, parsedLeniently, type Reading } from "@anyats/http";
import { and, or, type Domain } from "../rpc/domain.ts";
import type { OdooList } from "../reading/lists.ts";
import {
  applicantNames,
  isTalent,
  wireApplicant,
  named,
  type Named,
  type PersonOf,
  type WireApplicant,
} from "../records/application.ts";
import {
  candidateNames,
  candidateReading,
  tagMentions,
  wireCandidate,
  type Tags,
  type WireCandidate,
} from "../records/candidate.ts";
import { linked } from "../records/mentions.ts";
import { person } from "../records/person.ts";
import { idsOf, type Row } from "../rpc/odoo.ts";
import { emailDomain, hasName, nameDomain } from "./names.ts";
import type { Applicant, Applied, CandidateFilter, People, PeopleParts, PersonRecords } from "./people.ts";

const properties = "applicant_properties";
const memberNames = [...new Set([...applicantNames, ...candidateNames, properties, "x_*"])];

/** The applications of a person as they came, the oldest first. */
interface Person {
  /** That of the first of them. */
  readonly id: number;
  readonly ids: readonly number[];
  readonly rows: readonly Row[];
}

/** What tells one person from another: the e-mail address, else the phone number, else nothing. */
const keyOf = ({ id, email_normalized, partner_phone_sanitized }: Named): string =>
  email_normalized ?? partner_phone_sanitized ?? `#${id}`;

/** What each of a person's applications says, the newest first: what people enter with one of them is the person's with all. */
function listsOf(all: readonly WireApplicant[], tags: Tags) {
  const newestFirst = all.toReversed();
  const persons = newestFirst.map((each) => person(each));
  const once = <T>(entries: readonly T[], keyOf: (entry: T) => unknown) =>
    [...Map.groupBy(entries, keyOf).values()].map(([first]) => first!);
  return {
    phoneNumbers: once(
      persons.flatMap(({ phoneNumbers }) => phoneNumbers),
      ({ number }) => number,
    ),
    socialProfiles: once(
      persons.flatMap(({ socialProfiles }) => socialProfiles),
      ({ url }) => url,
    ),
    tags: tagMentions([...new Set(newestFirst.flatMap(({ categ_ids }) => categ_ids))], tags),
  };
}

/**
 * Odoo 17, and 19 and newer: there is no record of a person. All applications with one key are the person, whose id is that
 * of the first of them; the newest has the fields. Phone numbers, profiles and tags are those of all of them.
 */
export class PeopleOnApplicants implements People {
  readonly model = "hr.applicant";
  readonly properties = properties;
  readonly changes: readonly string[] = [];
  readonly #parts: PeopleParts;

  constructor(parts: PeopleParts) {
    this.#parts = parts;
  }

  /** Each condition is one on the person: one application may meet it, and another one the next. */
  list(filter: CandidateFilter): OdooList<WireCandidate, Candidate> {
    const { ids, remoteIds, email, jobIds, ...dates } = filter;
    const asked = [ids, remoteIds].flatMap((each) => (each ? [new Set(each)] : []));
    const conditions = [
      asked.flatMap((each): Domain => [["id", "in", idsOf([...each])]]),
      jobIds ? ([["job_id", "in", idsOf(jobIds)]] as const) : [],
      this.#parts.lists.common(dates),
      nameDomain(filter),
    ].filter(({ length }) => length > 0);
    // All applications of a person have the address, or none.
    const [first = [], ...others] = conditions.map((each) => and(emailDomain(email), each));
    const domain = conditions.length === 0 ? emailDomain(email) : first;
    const shown = new Set<string>();
    return {
      model: "hr.applicant",
      domain,
      fields: memberNames,
      reading: (rows, call) => this.#reading(rows, [domain, ...others], shown, call),
      // Of several applications on a page, the first one stands for the person.
      keep: (candidate) =>
        shown.delete(candidate.id) && asked.every((each) => each.has(candidate.id)) && hasName(filter)(candidate),
    };
  }

  /** The persons of some applications, by what tells one from another. */
  async #persons(
    applicants: readonly Named[],
    call: Call,
    fields?: readonly string[],
  ): Promise<ReadonlyMap<string, Person>> {
    if (applicants.length === 0) return new Map();
    const emails = new Set(applicants.flatMap(({ email_normalized }) => email_normalized ?? []));
    const others = applicants.filter(({ email_normalized }) => email_normalized === null);
    const phones = new Set(others.flatMap(({ partner_phone_sanitized }) => partner_phone_sanitized ?? []));
    const domain = or(
      [["id", "in", applicants.map(({ id }) => id)]],
      [["email_normalized", "in", [...emails]]],
      [
        ["email_normalized", "=", false],
        ["partner_phone_sanitized", "in", [...phones]],
      ],
    );
    const { mentions } = this.#parts;
    const found = await mentions.named(domain, call, fields);
    return new Map(
      [...Map.groupBy(found, keyOf)].map(([key, all]) => {
        const ids = all.map(({ id }) => id);
        return [key, { id: ids[0]!, ids, rows: all.map((each) => mentions.asItCame(each) ?? each) as Row[] }] as const;
      }),
    );
  }

  /** @param conditions The one by which the rows were found, and the others that a person must meet. */
  async #reading(
    rows: readonly Row[],
    conditions: readonly Domain[],
    shown: Set<string>,
    call: Call,
  ): Promise<Reading<WireCandidate, Candidate>> {
    const { mentions, server } = this.#parts;
    const found = rows.map(named);
    const persons = [...(await this.#persons(found, call, memberNames)).values()];
    const all = persons.flatMap(({ ids }) => ids);
    const among: Domain = [["id", "in", all]];
    const matching = async (condition: Domain): Promise<ReadonlySet<number>> =>
      new Set(condition.length > 0 ? await mentions.ids("hr.applicant", and(condition, among), call) : all);
    const members = persons.flatMap((each) => each.rows);
    const [stages, tags, partners, fields, [matched, ...met]] = await Promise.all([
      mentions.stagesOf(rows, call),
      mentions.tags(linked(members, "categ_ids"), call),
      mentions.partners(linked(members, "partner_id"), call),
      server.fieldsOf("hr.applicant", members, call),
      Promise.all(conditions.map(matching)),
    ]);
    const byMember = new Map(persons.flatMap((each) => each.ids.map((id) => [id, each] as const)));
    // A person shows once in a stream: with the first application that it comes to.
    for (const { id } of found) {
      const mine = byMember.get(id);
      const isFirst = mine?.ids.find((each) => matched?.has(each)) === id;
      if (isFirst && met.every((matches) => mine.ids.some((each) => matches.has(each)))) shown.add(String(mine.id));
    }
    const parts = { stages, tags, partners, fields, properties };
    return {
      schema: wireCandidate,
      // Which of them the stream comes to must not decide what the person looks like.
      whole: (entry) => {
        const mine = byMember.get((entry as Row | null)?.["id"] as number);
        const newest = mine?.rows.findLast((row) => parsedLeniently(wireApplicant, row, () => {}).success);
        return newest ? { ...newest, id: mine!.id, applications: mine!.rows } : entry;
      },
      map: function toCandidate(wire, drift) {
        const { applications: all } = wire;
        const applications = all.filter((each) => !isTalent(each));
        const { map } = candidateReading({ ...parts, applications: () => applications });
        const read = map({ ...wire, create_date: all[0]?.create_date ?? wire.create_date }, drift);
        return { ...read, ...listsOf(all, tags) };
      },
    };
  }

  async identify(applicants: readonly WireApplicant[], call: Call): Promise<ReadonlyMap<number, number>> {
    const persons = await this.#persons(applicants, call);
    return new Map(applicants.map((wire) => [wire.id, (persons.get(keyOf(wire)) ?? wire).id]));
  }

  async of(applicants: readonly Row[], call: Call): Promise<(wire: WireApplicant) => PersonOf | null> {
    const persons = await this.#persons(applicants.map(named), call);
    const tags = await this.#parts.mentions.tags(linked(applicants, "categ_ids"), call);
    return (wire) => {
      const { id } = persons.get(keyOf(wire)) ?? wire;
      // What an application shows of the person stands on itself: another one that changes does not change it.
      const changedAt = wire.write_date;
      return { id, changedAt, fields: { ...person(wire), tags: tagMentions(wire.categ_ids, tags) } };
    };
  }

  async records(candidate: string, call: Call): Promise<PersonRecords> {
    const ids = await this.applications([candidate], call);
    if (ids.length === 0) throw new RecordNotFound("candidate");
    return { model: "hr.applicant", ids };
  }

  async applications(candidates: readonly string[], call: Call): Promise<readonly number[]> {
    const ids = new Set(idsOf(candidates));
    const found = await this.#parts.mentions.named([["id", "in", [...ids]]], call);
    const persons = [...(await this.#persons(found, call)).values()];
    // The id of an application that is not the first of a person is the id of nobody.
    return persons.flatMap((each) => (ids.has(each.id) ? each.ids : []));
  }

  async apply({ email, person: vals, application, context }: Applicant, call: Call): Promise<Applied> {
    const { odoo, mentions } = this.#parts;
    const applicationId = await odoo.create("hr.applicant", { ...vals, ...application }, call, { context });
    const theirs = or([["id", "=", applicationId]], emailDomain(email));
    const [candidateId] = await afterWriting(() => mentions.ids("hr.applicant", theirs, call));
    // A rule of the ATS's own may hide the new application from who entered it.
    return { applicationId, candidateId: candidateId ?? applicationId };
  }

  withEmail(email: string): Domain {
    return emailDomain(email);
  }
}
