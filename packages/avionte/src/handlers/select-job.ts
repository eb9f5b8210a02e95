import { handles, type Call, type Receipt } from "@anyats/core";
import { path, readAnswer, TRANSPORT, type Transport } from "@anyats/kombo-base";
import { selectJob as select, unselectJob as unselect } from "../capabilities.ts";

const facts = { certainty: "documented", source: "Kombo's API reference, custom endpoints" } as const;
const inject = { transport: TRANSPORT };

type Request = readonly [method: "POST" | "DELETE", path: string, body: object];

async function sent(transport: Transport, [method, address, body]: Request, call: Call): Promise<Receipt> {
  const request = { method, path: address, body, effect: "idempotent", action: true } as const;
  const { warnings } = readAnswer(await transport.send(request, call), "idempotent");
  return { warnings: [...warnings], settledBy: "answer" };
}

export const selectJob = handles(select, {
  lane: "unified",
  routes: [{ method: "POST", path: "/ats/custom/avionte/synced-jobs", ...facts }],
  inject,
  handle: ({ remoteId }, call, { transport }) =>
    sent(transport, ["POST", "/ats/custom/avionte/synced-jobs", { job_remote_id: remoteId }], call),
});

export const unselectJob = handles(unselect, {
  lane: "unified",
  routes: [{ method: "DELETE", path: "/ats/custom/avionte/synced-jobs/{job_remote_id}", ...facts }],
  inject,
  handle: ({ remoteId }, call, { transport }) =>
    sent(transport, ["DELETE", path`/ats/custom/avionte/synced-jobs/${remoteId}`, {}], call),
});
