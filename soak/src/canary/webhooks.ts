import { signedWebhook } from "@anyats/emulator";
import { createWebhookHandler, verifyKomboWebhook } from "@anyats/kombo-base/webhooks";
import { canary, key, person } from "./canary.ts";

const subject = { integration_id: canary, integration_tool: canary, [canary]: canary };

/** Bodies that are not events, of which the canary is all that they hold. */
const bodies: readonly object[] = [
  { id: canary, type: "data-changed", data: { ...subject, changed_models: { [person.email]: canary } } },
  { id: canary, type: "data-changed", data: { [person.email]: person } },
  { id: canary, type: "sync-finished", data: [canary] },
  { [person.email]: canary },
];

/** Everything that is said of webhooks that were refused or failed, with the canary in the secret and in the bodies. */
export async function toldOfWebhooks(): Promise<readonly unknown[]> {
  const told: unknown[] = [];
  const onProblem = (problem: unknown) => told.push(problem);
  const handler = createWebhookHandler({ secrets: key, onEvent: () => {}, onProblem });
  told.push(handler);
  for (const body of bodies)
    for (const secret of [key, `forged-${canary}`]) {
      const { body: sent, headers } = signedWebhook(body as never, secret);
      for (const text of [sent, `${sent} ${canary}`]) told.push(await handler.handle(() => text, headers));
    }
  try {
    verifyKomboWebhook(canary, {}, [key, " "]);
  } catch (error) {
    told.push(error);
  }
  return told;
}
