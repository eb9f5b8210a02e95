import { handles, passthrough as capabilities, type Call, type InputOf } from "@anyats/core";
import { beforeWriting } from "@anyats/http";
import { receiptOf } from "../reading/read-data.ts";
import { documented } from "../routes.ts";
import { PASSTHROUGH, type FormPart } from "../transport/passthrough.ts";

type Parts = NonNullable<InputOf<typeof capabilities.send>["multipart"]>;

/** Reads and checks the files one after the other, so that one at a time is in memory twice. */
async function formOf(parts: Parts, call: Call): Promise<readonly FormPart[]> {
  const form: FormPart[] = [];
  for (const [index, part] of parts.entries()) {
    if ("value" in part) form.push(part);
    else {
      const { toFormFile } = await import("../files/to-wire-file.ts");
      const { type: _, ...value } = await toFormFile(part.file, `multipart[${index}].file`, call);
      form.push({ name: part.name, value });
    }
  }
  return form;
}

/** One call of the ATS's own API. Its status is given as it comes. */
export const sendPassthrough = handles(capabilities.send, {
  lane: "passthrough",
  routes: documented("POST /passthrough/{tool}/{api}"),
  settledBy: [],
  inject: { passthrough: PASSTHROUGH },
  async handle(input, call, { passthrough }) {
    const { method, path, query, headers, body, responseAsBase64, api, repeatable = method === "GET" } = input;
    const form = input.multipart && (await beforeWriting(() => formOf(input.multipart!, call), call));
    const request = {
      method,
      path,
      ...(query && { query }),
      ...(headers && { headers }),
      ...(body !== undefined && { body }),
      ...(form && { form }),
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
