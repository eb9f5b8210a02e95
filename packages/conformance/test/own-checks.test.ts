import { handles, jobs, RecordNotFound } from "@anyats/core";
import { expect, it } from "vitest";
import { idAsWordPromise } from "../src/contracts/records/odd-ids.ts";
import { inject, jobOf, smallAdapter, trialOf } from "./small-ats.ts";

const fetch: typeof globalThis.fetch = async (input) => {
  const isThere = new Request(input).url.endsWith("/70001");
  return isThere ? Response.json({ changed: "2026-11-20T09:00:00.000Z" }) : Response.json({}, { status: 404 });
};
const routes = [
  { method: "GET", path: "/jobs/{id}", certainty: "documented", source: "Acme's API reference" },
] as const;

/** The ATS says that a record is not there in an error of another text. */
class NotThere extends RecordNotFound {
  override message: string;
  constructor(message: string) {
    super("job");
    this.message = message;
  }
}

async function tried(refused: (id: string) => Error): Promise<void> {
  const adapter = smallAdapter([
    handles(jobs.stream, {
      routes,
      inject,
      fetchPage: async () => ({
        next: null,
        decode: () => ({ records: [jobOf("70001", "2026-11-20T09:00:00.000Z")], quarantined: [] }),
      }),
    }),
    handles(jobs.get, {
      routes,
      inject,
      async handle(lookup, call, { settings }) {
        const id = "id" in lookup ? lookup.id : lookup.remoteId;
        if (!/^\d{1,15}$/.test(id)) throw new RecordNotFound("job");
        const answer = await settings.fetch(`https://acme.example/jobs/${id}`, { signal: call.signal });
        if (answer.status === 404) throw refused(id);
        return jobOf(id, ((await answer.json()) as { readonly changed: string }).changed);
      },
    }),
  ]);
  const ids = (kind: string) => (kind === "jobs" ? ["70001"] : []);
  await idAsWordPromise.run(await trialOf(adapter, "jobs.get", { fetch, ids }));
}

it("an id may be refused before a request, in another text than the ATS's", async () => {
  await expect(tried(() => new NotThere("Acme found no job 1 here."))).resolves.toBeUndefined();
});

it("an error must say the same for each id that the ATS refuses", async () => {
  const withoutIt = (id: string) => new NotThere("Acme found no job in 1 request.".replaceAll(id, "{id}"));
  await expect(tried(withoutIt)).rejects.toThrow(/the text of record.not-found for the id "1"/);
});
