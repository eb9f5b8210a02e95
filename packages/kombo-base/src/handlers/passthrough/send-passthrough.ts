import type { Call, CallHandler, Injected, InputOf, OutputOf, passthrough, Settlement } from "@anyats/core";
import { receiptOf } from "../../reading/read-data.ts";
import { PASSTHROUGH } from "../../transport/passthrough.ts";

type Capability = typeof passthrough.send;

/** `POST /passthrough/{tool}/{api}`, with one call of the ATS's own API in it. Its status is given as it comes. */
export class SendPassthrough implements CallHandler<Capability> {
  static readonly inject = { passthrough: PASSTHROUGH };
  readonly lane = "passthrough" as const;
  readonly routes = [
    { method: "POST", path: "/passthrough/{tool}/{api}", certainty: "documented", source: "Kombo's API reference" },
  ] as const;
  protected readonly collaborators: Injected<typeof SendPassthrough.inject>;

  constructor(collaborators: Injected<typeof SendPassthrough.inject>) {
    this.collaborators = collaborators;
  }

  async handle(input: InputOf<Capability>, call: Call): Promise<OutputOf<Capability>> {
    const { method, path, query, headers, body, responseAsBase64, api, repeatable = method === "GET" } = input;
    const { passthrough } = this.collaborators;
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
  }

  settle({ method, api }: InputOf<Capability>): Promise<Settlement<OutputOf<Capability>>> {
    // The path is left out: in an API that is not known, it may hold anything of a person.
    const reconcile = { method, api: api ?? null };
    return Promise.resolve({
      found: false,
      certain: false,
      because: "what the call did cannot be known here",
      reconcile,
    });
  }
}
