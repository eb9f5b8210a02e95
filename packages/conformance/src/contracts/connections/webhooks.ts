import { AtsError, type WebhookNotice } from "@anyats/core";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import { neverShows } from "../../assertions.ts";
import type { ContractPromise } from "../../contract-test.ts";
import { worldHas } from "../../world-lacks.ts";
import { changedWithin } from "../../fields.ts";
import { ofTheConnection } from "../pieces/calling.ts";
import { ending } from "../pieces/striking.ts";

type Headers = Readonly<Record<string, string>>;

const [secret, another, third] = ["the-secret-4830", "another-secret-4831", "a-third-secret-4912"];

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

/** Letters of one byte and of up to four. */
const inEveryScript = "Zoë – 東京 \u{1f69a}";

/** A customer whom no signed body names. */
const stranger = "customer-4990";

/** What the ATS may say besides, in any script: bytes are signed, and not characters. */
const besides = {
  kit_unknown_field_4901: `${inEveryScript} \u00a0`,
  kit_unknown_list_4902: [{ id: 9_007_199_254_740_991 }],
};

/** A value that is another one of its kind. */
function otherThan(value: unknown): unknown {
  if (typeof value === "number") return value + 1;
  if (typeof value !== "string") return value;
  const at = Date.parse(value);
  if (/^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(at)) return new Date(at + 61_000).toISOString();
  return `${value}-4903`;
}

/** The id of a record of which an event tells: of one record there are many events. */
const isOfRecord = (path: string) =>
  /id$/i.test(path) && /job|candidate|appli|offer|interview|user|note|posting|person|requisition/i.test(path);

/** Each body in which one value is another, but the id of a record. */
function* changedOnes(body: unknown, path = ""): Generator<unknown> {
  if (isOfRecord(path)) return;
  if (typeof body !== "object" || body === null) {
    const other = otherThan(body);
    if (other !== body) yield other;
    return;
  }
  for (const [name, held] of Object.entries(body))
    for (const changed of changedOnes(held, `${path}.${name}`))
      yield Array.isArray(body)
        ? body.map((each, nth) => (String(nth) === name ? changed : (each as unknown)))
        : { ...body, [name]: changed };
}

/** Stands in the place of a value that is left out. */
const leftOut = Symbol("left out");

/** What may stand in the place of a value. */
const insteadOf = (value: unknown): readonly unknown[] => [
  null,
  typeof value === "number" ? "4933 things" : 4933,
  Array.isArray(value) ? { kit: 4933 } : [4933],
];

/** A body with something else at a path. */
const withAt = (body: unknown, path: readonly string[], other: unknown): unknown => {
  const [name, ...rest] = path;
  const fields = Object.entries(body as object).flatMap(([key, held]: [string, unknown]) => {
    if (key !== name) return [[key, held] as const];
    const changed = rest.length > 0 ? withAt(held, rest, other) : other;
    return changed === leftOut ? [] : [[key, changed] as const];
  });
  return Array.isArray(body) ? fields.map(([, held]) => held) : Object.fromEntries(fields);
};

/** Each place of a body by a name, the inner ones first, and what stands there. What stands in a list is a part of what that says. */
function placesOf(body: unknown, at: readonly string[] = []): readonly (readonly [readonly string[], unknown])[] {
  if (typeof body !== "object" || body === null) return [];
  return Object.entries(body).flatMap(([name, held]: [string, unknown]) => {
    const place = [...at, name];
    return [...placesOf(held, place), ...(Array.isArray(body) ? [] : [[place, held] as const])];
  });
}

/** An hour, as an ATS may wait before it delivers an event again. */
const hourMs = 3_600_000;

/** Runs something an hour later, by the clock of the machine. */
async function anHourLater<T>(run: () => Promise<T>): Promise<T> {
  const Usual = globalThis.Date;
  globalThis.Date = new Proxy(Usual, {
    construct: (target, given, by) =>
      Reflect.construct(target, given.length === 0 ? [target.now() + hourMs] : given, by) as Date,
    get: (target, name) => (name === "now" ? () => target.now() + hourMs : (Reflect.get(target, name) as unknown)),
  });
  try {
    return await run();
  } finally {
    globalThis.Date = Usual;
  }
}

/** The same text with the case of each letter changed, as another id of the same form may be. */
const inOtherCase = (text: string) =>
  text.replaceAll(/\p{L}/gu, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );

/** What an adapter promises that reads webhooks: anybody may send some. */
export const webhookPromise: ContractPromise = {
  promise: "takes webhooks that one of its secrets has signed, and no others",
  rules: [
    {
      rule: "a value of a webhook on which no notice depends may be of any type, or missing",
      tried:
        "it changes the type of each, one at a time, where another value of the same type changes nothing in any event of that form",
    },
    {
      rule: "two changes of one record are two events: where the ATS names no event, the `eventId` is made of all that it says",
      tried: "it changes one value of an event after the other, but not the ids of records",
    },
    {
      rule: "the `connectionKey` is what the ATS wrote, letter by letter: an app looks it up among those that it knows",
      tried:
        "it changes the case of the letters of each event's, and adds letters of other scripts: a body is decoded as UTF-8",
    },
    {
      rule: "a webhook is taken where one of the secrets has signed it: never an empty one, and over the bytes as they came",
      tried:
        "it signs the events of `webhooks` with each of several secrets, forges and changes them, and sends what is not an event",
    },
    {
      rule: "the `connectionKey` and the `state` of a webhook come from what is signed: anybody may send a signed body again with other headers",
      tried:
        "it leaves out each header that it sends or that the adapter reads, one at a time, and gives it another customer's value",
    },
    {
      rule: "while a secret is being replaced, an ATS may sign with the old and with the new one: look at each signature",
      tried: "with `signWithBoth`, it gives each of the two secrets alone",
    },
    {
      rule: "an event has one `eventId`, however often it is delivered: take it from what each delivery repeats, not from a signature, a time or a number of attempts",
      tried:
        "it delivers each event of `webhooks` again as `redelivered` says, an hour later and signed by another secret",
    },
  ],
  applies: ofTheConnection,
  async run({ adapter, world: { webhooks } }) {
    const reader = adapter.webhooks;
    if (!reader) return;
    worldHas(webhooks && webhooks.events.length > 1, "the world sends no webhooks: write WorldSession.webhooks");
    const { events, sign, signWithBoth, redelivered } = webhooks;
    worldHas(
      redelivered,
      "the world does not say how the ATS delivers an event again: write `redelivered` of WorldSession.webhooks",
    );
    const verify = (text: string, headers: Headers, secrets: readonly string[]) =>
      ending(async () => reader.verify(delivered(text, headers), secrets));
    const refuses = async (what: string, ...given: Parameters<typeof verify>) => {
      const error = await verify(...given);
      assert.ok(AtsError.is(error), `a webhook ${what} was taken`);
      neverShows(error, secret);
      return error;
    };
    /** What one thing causes, and what another causes that says the same of the same record, are two events. */
    const tellsTwoApart = async (body: object, { eventId: _id, ...notice }: WebhookNotice) => {
      const ids = new Set<string>();
      let others = 0;
      for (const changed of [body, ...changedOnes(body)]) {
        const text = JSON.stringify(changed);
        const given = await verify(text, sign(text, secret), [secret]);
        if (AtsError.is(given)) continue;
        const { eventId, ...rest } = given as WebhookNotice;
        if (!isDeepStrictEqual(rest, notice)) continue;
        others += 1;
        ids.add(eventId);
      }
      assert.ok(
        others < 2 || ids.size > 1,
        `whatever else ${JSON.stringify(body).slice(0, 200)} says, its \`eventId\` is one: a second change of the same record would be treated as the first, delivered again`,
      );
    };
    /** What is read of a body, but for the id of the event; undefined where it is refused. */
    const readOf = async (body: unknown) => {
      const text = JSON.stringify(body);
      const given = await verify(text, sign(text, secret), [secret]);
      if (AtsError.is(given)) return undefined;
      const { eventId, ...rest } = given as WebhookNotice;
      assert.ok(eventId, `the \`eventId\` of ${text.slice(0, 200)}`);
      return rest;
    };
    /** The id of a customer is only a text: an app looks it up as the ATS wrote it. */
    const passesOnKey = async (body: object, key: string | null) => {
      if (key === null) return;
      for (const other of [inOtherCase(key), `${key} ${inEveryScript}`]) {
        const changed = changedWithin(body, (held) => (held === key ? other : undefined));
        const notice = isDeepStrictEqual(changed, body) ? undefined : await readOf(changed);
        assert.equal(
          notice?.connectionKey ?? other,
          other,
          `the \`connectionKey\` of a webhook of another customer is read as ${JSON.stringify(notice?.connectionKey)}: ${JSON.stringify(changed).slice(0, 200)}`,
        );
      }
    };
    /** Only a signature says who sent something: with other headers, the same signed body names the same customer. */
    const needsNoOtherHeader = async (body: object, notice: WebhookNotice) => {
      const text = JSON.stringify(body);
      const usual = delivered(text, sign(text, secret));
      const names = new Set(usual.headers.keys());
      const get = (name: string) => {
        names.add(name.toLowerCase());
        return usual.headers.get(name);
      };
      await ending(async () => reader.verify({ ...usual, headers: { get } }, [secret]));
      const other = changedWithin(body, (held) => (held === notice.connectionKey ? stranger : undefined));
      const others = new globalThis.Headers(sign(JSON.stringify(other), secret));
      for (const name of names)
        for (const value of new Set([null, others.get(name), stranger])) {
          const changed = Object.fromEntries([...usual.headers].filter(([each]) => each !== name));
          const given = await verify(text, value === null ? changed : { ...changed, [name]: value }, [secret]);
          // What an event is about and which one it is may stand in a header alone; whose it is, nobody may choose.
          const { connectionKey, state } = AtsError.is(given) ? notice : (given as WebhookNotice);
          assert.deepEqual(
            { connectionKey, state },
            { connectionKey: notice.connectionKey, state: notice.state },
            `the header \`${name}\` was ${value === null ? "left out" : `"${value}"`}, the signature holds, and the webhook names another connection: go by what is signed`,
          );
        }
    };
    const formOf = (body: object) => JSON.stringify(placesOf(body).map(([path]) => path));
    /** A value on which nothing of a notice depends may be of any type: nobody sends the event again in another form. */
    const needsNoMore = async (bodies: readonly object[]) => {
      const needed = new Set<string>();
      const isUsual = async (body: object, path: readonly string[], other: unknown, usual: unknown) =>
        isDeepStrictEqual(await readOf(withAt(body, path, other)), usual);
      for (const body of bodies) {
        const usual = await readOf(body);
        for (const [path, value] of placesOf(body)) {
          if (needed.has(path.join("."))) continue;
          const others = typeof value === "object" && value !== null ? [leftOut] : [otherThan(value), leftOut];
          for (const other of others)
            if (!(await isUsual(body, path, other, usual)))
              for (const nth of path.keys()) needed.add(path.slice(0, nth + 1).join("."));
        }
      }
      const [body] = bodies;
      const usual = await readOf(body);
      for (const [path, value] of placesOf(body)) {
        const place = path.join(".");
        for (const other of needed.has(place) ? [] : insteadOf(value))
          assert.ok(
            await isUsual(body!, path, other, usual),
            `\`${place}\` of ${JSON.stringify(body).slice(0, 200)} may be missing, and another value there changes nothing: with ${JSON.stringify(other)} in its place the webhook is refused, or says something else`,
          );
      }
    };
    for (const bodies of Map.groupBy(
      events.map(({ body }) => body),
      formOf,
    ).values())
      await needsNoMore(bodies);
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
      // By then, the app may have another secret.
      for (const by of [secret, another]) {
        const again = await anHourLater(async () => {
          const delivery =
            redelivered === "as it was" ? { body: text, headers: sign(text, by) } : redelivered(body, by);
          return verify(delivery.body, delivery.headers, [another, secret]);
        });
        if (AtsError.is(again)) assert.fail(`it was delivered again an hour later: ${again.code}`);
        ids.add((again as WebhookNotice).eventId);
      }
      assert.equal(
        ids.size,
        1,
        `one event was delivered several times, and each time its \`eventId\` is another one, so that an app handles it again: take it from what is the same in each delivery of ${text.slice(0, 200)}`,
      );
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
      for (const [old, next] of signWithBoth
        ? ([
            [secret, another],
            [another, secret],
          ] as const)
        : []) {
        const both = signWithBoth!(text, old, next);
        for (const known of [old, next]) {
          const taken = await verify(text, both, [known]);
          const which = known === old ? "old" : "new";
          if (AtsError.is(taken))
            assert.fail(
              `a secret is being replaced, the ATS signs with the old and with the new one, and an app that knows the ${which} one refuses the webhook (${taken.code}): look at each signature`,
            );
        }
        await refuses("with two signatures, neither of them by its secret", text, both, [third]);
      }
      const more = JSON.stringify({ ...besides, ...body, ...besides });
      const notice = await verify(more, sign(more, secret), [secret]);
      if (AtsError.is(notice)) assert.fail(`it says more, in another script: ${notice.code}`);
      const { eventId: _, ...of } = notice as Record<string, unknown>;
      assert.deepEqual({ ...of, ...says }, of, `what is read of an event that says more: ${more.slice(0, 200)}`);
      await needsNoOtherHeader(body, notice as WebhookNotice);
      await tellsTwoApart(body, notice as WebhookNotice);
      await passesOnKey(body, (notice as WebhookNotice).connectionKey);
      await refuses("whose body was changed on its way", text.replace("{", "{ "), headers, [secret]);
    }
    for (const text of notEvents) {
      const { status = 0, code } = await refuses(`with the body ${text}`, text, sign(text, secret), [secret]);
      assert.ok(status >= 400 && status < 500, `a body that is not an event: ${code} has the status ${status}`);
    }
  },
};
