import { token, type Call, type Injected, type Token } from "@anyats/core";
import { PeopleOnApplicants } from "./people-on-applicants.ts";
import { PeopleOnCandidates } from "./people-on-candidates.ts";
import { peopleParts, type People } from "./people.ts";
import { ACCESS } from "../rpc/access.ts";

/** Finds out which of the two the server has: where there are candidates, applications link to them. */
export class PeopleOfServer {
  static readonly inject = { ...peopleParts, access: ACCESS };
  readonly #parts: Injected<typeof PeopleOfServer.inject>;

  constructor(parts: Injected<typeof PeopleOfServer.inject>) {
    this.#parts = parts;
  }

  /** @throws {AtsError} when the app Recruitment is not installed. */
  async people(call: Call): Promise<People> {
    await this.#parts.access.requireInstalled(call);
    const fields = await this.#parts.server.fields("hr.applicant", call);
    return new (fields?.relations.has("hr.candidate") ? PeopleOnCandidates : PeopleOnApplicants)(this.#parts);
  }
}

export const PEOPLE: Token<PeopleOfServer> = token("odoo/people");
