import { signedWebhook, type KomboWebhook } from "@anyats/emulator";
import { createWebhookHandler } from "@anyats/kombo-base/webhooks";
import * as fc from "fast-check";

/** What became of webhooks that were drawn at random. */
export interface Webhooks {
  readonly genuine: number;
  readonly genuineRefused: number;
  readonly forged: number;
  readonly forgedTaken: number;
  readonly truncated: number;
  readonly truncatedTaken: number;
  readonly replayed: number;
  readonly replayedTaken: number;
}

const anEvent = fc.record({
  id: fc.uuid(),
  type: fc.constant("data-changed"),
  data: fc.record({
    integration_id: fc.string({ minLength: 1, unit: "grapheme" }),
    changed_models: fc.array(fc.record({ name: fc.string({ minLength: 1, unit: "binary" }) })),
  }),
});
const aSecret = fc.string({ minLength: 1, unit: "grapheme" }).filter((text) => text.trim() !== "");
const aSignature = fc.oneof(
  fc.string({ minLength: 43, maxLength: 43, unit: fc.constantFrom(..."AZaz09-_".split("")) }),
  fc.string(),
);
const aCase = fc.record({
  event: anEvent,
  other: anEvent,
  secret: aSecret,
  stolen: aSecret,
  signature: aSignature,
  place: fc.nat(),
  change: fc.integer({ min: 1, max: 255 }),
});
type Case = typeof aCase extends fc.Arbitrary<infer T> ? T : never;

interface Delivery {
  readonly body: Uint8Array;
  readonly signature: string;
}

/** The same delivery with something wrong, each in its own way. */
function forgeriesOf({ body, signature }: Delivery, drawn: Case): Delivery[] {
  const changed = body.slice();
  const at = drawn.place % body.length;
  changed[at]! ^= drawn.change;
  const signatureOf = (event: KomboWebhook, secret: string) =>
    signedWebhook(event, secret).headers["x-kombo-signature"];
  return [
    { body: changed, signature },
    { body, signature: signatureOf(drawn.event, `${drawn.secret}${drawn.stolen}`) },
    { body, signature: signatureOf(drawn.other, drawn.secret) },
    { body, signature: drawn.signature },
    { body, signature: "" },
  ];
}

/** Sends webhooks to a handler: genuine ones, and each forged, cut short and sent again. */
export async function webhooks(cases: number, seed = 1): Promise<Webhooks> {
  const count = {
    genuine: 0,
    genuineRefused: 0,
    forged: 0,
    forgedTaken: 0,
    truncated: 0,
    truncatedTaken: 0,
    replayed: 0,
    replayedTaken: 0,
  };
  for (const drawn of fc.sample(aCase, { seed, numRuns: cases })) {
    let handled = 0;
    const handler = createWebhookHandler({ secrets: drawn.secret, onEvent: () => void (handled += 1) });
    const isTaken = async ({ body, signature }: Delivery) => {
      const before = handled;
      await handler.handle(() => body, { "X-Kombo-Signature": signature });
      return handled > before;
    };
    const signed = signedWebhook(drawn.event, drawn.secret);
    const delivery = { body: new TextEncoder().encode(signed.body), signature: signed.headers["x-kombo-signature"] };
    for (const forgery of forgeriesOf(delivery, drawn)) {
      count.forged += 1;
      if (await isTaken(forgery)) count.forgedTaken += 1;
    }
    const { body, signature } = delivery;
    const cutShort = [
      { body: body.subarray(0, drawn.place % body.length), signature },
      { body, signature: signature.slice(0, drawn.place % signature.length) },
    ];
    for (const short of cutShort) {
      count.truncated += 1;
      if (await isTaken(short)) count.truncatedTaken += 1;
    }
    count.genuine += 1;
    if (!(await isTaken(delivery))) count.genuineRefused += 1;
    count.replayed += 1;
    if (await isTaken(delivery)) count.replayedTaken += 1;
  }
  return count;
}
