import { handles, passthrough as capabilities } from "@anyats/core";
import { receiptOf } from "../reading/read-data.ts";
import { documented } from "../routes.ts";
import { PASSTHROUGH } from "../transport/passthrough.ts";

/** One call of the ATS's own API. Its status is given as it comes. */
export const sendPassthrough = handles(capabilities.send, {
  lane: "passthrough",
  routes: documented("POST /passthrough/{tool}/{api}"),
  settledBy: [],
  inject: { passthrough: PASSTHROUGH },
  async handle(input, call, { passthrough }) {
    const { method, path, query, headers, body, responseAsBase64, api, repeatable = method === "GET" } = input;
    const request = {
      method,
      path,
      ...(query && { query }),
      ...(headers && { headers }),
      ...(body !== undefined && { body }),
      ...(responseAsBase64 && { responseAsBase64 }),
      ...(api !== undefined && { api }),
      // A PUT or DELETE should bear a repeat, but nobody promises that for every ATS.
      effect: repeatable ? "reads" : "creates",
      certainty: "unverified",
      bulk: call.priority === "bulk",
    } as const;
    const { status, headers: answered, data, url, warnings } = await passthrough.exchange(request, call);
    const plain = Object.entries(answered).map(
      ([name, value]) => [name, typeof value === "string" ? value : [...value]] as const,
    );
    return { status, headers: Object.fromEntries(plain), data, url, ...receiptOf(warnings) };
  },

  settle({ method, api }) {
    // The path is left out: in an API that is not known, it may hold anything of a person.
    const reconcile = { method, api: api ?? null };
    return Promise.resolve({
      found: false,
      certain: false,
      because: "what the call did cannot be known here",
      reconcile,
    });
  },
});
