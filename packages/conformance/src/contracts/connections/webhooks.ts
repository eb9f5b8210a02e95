import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { neverShows } from "../../assertions.ts";
import type { ContractPromise } from "../../contract-test.ts";
import { worldHas } from "../../world-lacks.ts";
import { ofTheConnection } from "../pieces/calling.ts";
import { ending } from "../pieces/striking.ts";

type Headers = Readonly<Record<string, string>>;

const [secret, another] = ["the-secret-4830", "another-secret-4831"];

/** A delivery as a server hands it over: Node cuts small bodies out of a larger buffer. */
function delivered(text: string, headers: Headers) {
  const bytes = new TextEncoder().encode(text);
  const buffer = new Uint8Array(bytes.length + 20).fill(32);
  buffer.set(bytes, 10);
  return { headers: new globalThis.Headers(headers), body: buffer.subarray(10, 10 + bytes.length) };
}

const cutOff = (headers: Headers) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.slice(0, -1)]));

/** What a signed body may be that is not an event. */
const notEvents = ["", "null", "[]", "{}", "4711", '"an event"', '{"id":"4832"'];

/** What an adapter promises that reads webhooks: anybody may send some. */
export const webhookPromise: ContractPromise = {
  promise: "takes webhooks that one of its secrets has signed, and no others",
  applies: ofTheConnection,
  async run({ adapter, world: { webhooks } }) {
    const reader = adapter.webhooks;
    if (!reader) return;
    worldHas(webhooks && webhooks.events.length > 1, "the world sends no webhooks: write WorldSession.webhooks");
    const { events, sign } = webhooks;
    const verify = (text: string, headers: Headers, secrets: readonly string[]) =>
      ending(async () => reader.verify(delivered(text, headers), secrets));
    const refuses = async (what: string, ...given: Parameters<typeof verify>) => {
      const error = await verify(...given);
      assert.ok(AtsError.is(error), `a webhook ${what} was taken`);
      neverShows(error, secret);
      return error;
    };
    const seen = new Set<string>();
    for (const { body, says } of events) {
      const text = JSON.stringify(body);
      const headers = sign(text, secret);
      const ids = new Set<string>();
      for (const secrets of [[secret], [secret, another], [another, secret]]) {
        const notice = await verify(text, headers, secrets);
        if (AtsError.is(notice))
          assert.fail(`it was signed with secret ${secrets.indexOf(secret) + 1} of ${secrets.length}: ${notice.code}`);
        const { eventId, ...rest } = notice as Record<string, unknown>;
        assert.deepEqual({ ...rest, ...says }, rest, `what is read of ${text.slice(0, 200)}`);
        ids.add(String(eventId));
      }
      assert.equal(ids.size, 1, "the id of an event that is delivered again");
      assert.ok(!seen.has([...ids].join("")), `two events have one id: ${text.slice(0, 200)}`);
      for (const id of ids) seen.add(id);
      for (const [what, otherwise, secrets] of [
        ["that another secret has signed", headers, [another]],
        ["without a signature", {}, [secret]],
        ["with the signature of another body", sign(`${text} `, secret), [secret]],
        ["with a part of its signature", cutOff(headers), [secret]],
        ["for which there is no secret", headers, []],
        ["that an empty secret has signed, as where a variable is not set", sign(text, ""), [""]],
      ] as const)
        await refuses(what, text, otherwise, secrets);
      await refuses("whose body was changed on its way", text.replace("{", "{ "), headers, [secret]);
    }
    for (const text of notEvents) {
      const { status = 0, code } = await refuses(`with the body ${text}`, text, sign(text, secret), [secret]);
      assert.ok(status >= 400 && status < 500, `a body that is not an event: ${code} has the status ${status}`);
    }
  },
};
