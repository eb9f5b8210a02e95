import { token, type Call, type Token } from "@anyats/core";
import { PeopleOnApplicants } from "./people-on-applicants.ts";
import { PeopleOnCandidates } from "./people-on-candidates.ts";
import { peopleParts, type People, type PeopleParts } from "./people.ts";

/** Finds out which of the two the server has: where there are candidates, applications link to them. */
export class PeopleOfServer {
  static readonly inject = peopleParts;
  readonly #parts: PeopleParts;

  constructor(parts: PeopleParts) {
    this.#parts = parts;
  }

  async people(call: Call): Promise<People> {
    const fields = await this.#parts.server.fields("hr.applicant", call);
    return new (fields?.relations.has("hr.candidate") ? PeopleOnCandidates : PeopleOnApplicants)(this.#parts);
  }
}

export const PEOPLE: Token<PeopleOfServer> = token("odoo/people");
