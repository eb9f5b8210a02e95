import { candidates, handles, receipt, tags, token, type Call, type Injected, type Token } from "@anyats/core";
import { beforeWriting } from "@anyats/http";
import { PEOPLE } from "../people/people-of-server.ts";
import { LISTS } from "../reading/lists.ts";
import { namedNames, tagReading } from "../records/directory.ts";
import { methods } from "../routes.ts";
import { ODOO } from "../rpc/odoo.ts";

export const streamTags = handles(tags.stream, {
  routes: methods("hr.applicant.category/search_read", "hr.applicant.category/fields_get"),
  inject: { lists: LISTS },
  fetchPage: (filter, position, call, { lists }) =>
    lists.page(
      {
        model: "hr.applicant.category",
        domain: lists.common(filter),
        fields: namedNames,
        reading: () => Promise.resolve(tagReading),
      },
      position,
      call,
    ),
});

/** Tags by their names, which are unique in Odoo. */
export class TagNames {
  static readonly inject = { odoo: ODOO };
  readonly #odoo: Injected<typeof TagNames.inject>["odoo"];

  constructor({ odoo }: Injected<typeof TagNames.inject>) {
    this.#odoo = odoo;
  }

  async find(name: string, call: Call): Promise<number | undefined> {
    return (await this.#odoo.ids("hr.applicant.category", [["name", "=", name]], call))[0];
  }

  /** Finds it, or makes it. Somebody may make it at the same time: Odoo rejects the second. */
  async findOrMake(name: string, call: Call): Promise<number> {
    const found = await this.find(name, call);
    if (found !== undefined) return found;
    try {
      return await this.#odoo.create("hr.applicant.category", { name }, call, { effect: "idempotent" });
    } catch (error) {
      const again = await this.find(name, call);
      if (again === undefined) throw error;
      return again;
    }
  }
}

export const TAG_NAMES: Token<TagNames> = token("odoo/tag-names");

const inject = { odoo: ODOO, people: PEOPLE, names: TAG_NAMES };
const routes = methods(
  "hr.candidate/write",
  "hr.applicant/write",
  "hr.applicant.category/search_read",
  "hr.applicant.category/create",
);

export const addTag = handles(candidates.addTag, {
  routes,
  inject,
  async handle({ candidate, tag }, call, { odoo, people, names }) {
    const { model, ids } = await beforeWriting(async () => (await people.people(call)).records(candidate.id, call));
    await odoo.write(model, ids, { categ_ids: [[4, await names.findOrMake(tag, call)]] }, call);
    return receipt();
  },
});

export const removeTag = handles(candidates.removeTag, {
  routes: routes.slice(0, 3),
  inject,
  async handle({ candidate, tag }, call, { odoo, people, names }) {
    const { model, ids } = await beforeWriting(async () => (await people.people(call)).records(candidate.id, call));
    const found = await beforeWriting(() => names.find(tag, call));
    if (found !== undefined) await odoo.write(model, ids, { categ_ids: [[3, found]] }, call);
    return receipt();
  },
});
