import { token, type Call, type Token } from "@anyats/core";
import { PeopleOnApplicants } from "./people-on-applicants.ts";
import { PeopleOnCandidates } from "./people-on-candidates.ts";
import { peopleParts, type People, type PeopleParts } from "./people.ts";

/** Finds out which of the two the server has. */
export class PeopleOfServer {
  static readonly inject = peopleParts;
  readonly #parts: PeopleParts;
  #people: People | undefined;

  constructor(parts: PeopleParts) {
    this.#parts = parts;
  }

  async people(call: Call): Promise<People> {
    if (this.#people) return this.#people;
    const hasRecord = (await this.#parts.server.fields("hr.candidate", call)) !== undefined;
    return (this.#people = new (hasRecord ? PeopleOnCandidates : PeopleOnApplicants)(this.#parts));
  }
}

export const PEOPLE: Token<PeopleOfServer> = token("odoo/people");
