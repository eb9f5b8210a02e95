import { handles, type candidates, type Need, type Operation } from "@anyats/core";
import { path } from "@anyats/http";
import { receiptOf } from "../reading/read-data.ts";
import { documented } from "../routes.ts";
import { readAnswer } from "../transport/envelope.ts";
import { TRANSPORT } from "../transport/kombo-transport.ts";

/** Adds or removes a candidate's tag; Kombo takes a JSON body with `DELETE`, too. */
export function changesTag<C extends typeof candidates.addTag | typeof candidates.removeTag>(
  capability: C,
  method: "POST" | "DELETE",
  need: Need,
): Operation<C> {
  return handles<typeof candidates.addTag, { readonly transport: typeof TRANSPORT }>(
    capability as unknown as typeof candidates.addTag,
    {
      lane: "unified",
      routes: documented(`${method} /ats/candidates/{candidate_id}/tags`),
      needs: [need],
      inject: { transport: TRANSPORT },
      async handle({ candidate, tag, remoteFields }, call, { transport }) {
        const body = { tag: { name: tag }, ...(remoteFields && { remote_fields: remoteFields }) };
        const address = path`/ats/candidates/${candidate.id}/tags`;
        const request = { method, path: address, body, effect: "idempotent", action: true } as const;
        return receiptOf(readAnswer(await transport.send(request, call), "idempotent").warnings);
      },
    },
  ) as unknown as Operation<C>;
}
