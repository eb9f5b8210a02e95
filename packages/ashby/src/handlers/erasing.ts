import { AtsError, candidates, handles, receipt } from "@anyats/core";
import { beforeWriting, HTTP } from "@anyats/http";
import { isOpen } from "../mapping.ts";
import { anything, post, unlessMissing } from "../results.ts";
import { documented } from "../routes.ts";
import { wireApplication, wireCandidate } from "../wire.ts";

const stillOpen = (applicationIds: readonly string[]) =>
  new AtsError({
    code: "candidate.has-open-applications",
    fault: "caller",
    retry: "never",
    message: "The candidate has open applications, and Ashby anonymizes only whose applications have all ended.",
    advice: "Reject the applications that `details` names, then erase again.",
    details: { applicationIds },
  });

/** Anonymizes: the record stays, without the person (documented). What a second call does is not (inferred: the same). */
export const eraseCandidate = handles(candidates.erase, {
  routes: documented("POST /candidate.anonymize", "POST /candidate.info", "POST /application.info"),
  inject: { http: HTTP },
  async handle({ candidate: { id } }, call, { http }) {
    const open = await beforeWriting(async () => {
      const person = await post(http, "/candidate.info", { id }, { schema: wireCandidate, effect: "reads" }, call);
      const found: string[] = [];
      for (const applicationId of person.applicationIds ?? []) {
        const expected = { schema: wireApplication, effect: "reads" } as const;
        // Of one that the key may not see, Ashby itself says whether it is open.
        const held = await unlessMissing(post(http, "/application.info", { applicationId }, expected, call));
        if (held && isOpen(held)) found.push(applicationId);
      }
      return found;
    });
    if (open.length > 0) throw stillOpen(open);
    await post(http, "/candidate.anonymize", { candidateId: id }, { schema: anything, effect: "idempotent" }, call);
    return receipt();
  },
});
