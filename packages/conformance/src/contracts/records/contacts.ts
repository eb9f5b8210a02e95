import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { isFields } from "../../fields.ts";
import { rewording, rewriting, isIdOrReference } from "../../worlds/tapped.ts";
import { readOtherwise } from "../pieces/read-otherwise.ts";

type Kind = "address" | "number" | "url";

/** By the list of a person, under which name each of its entries holds its text. */
const lists: Readonly<Record<string, Kind>> = {
  emailAddresses: "address",
  phoneNumbers: "number",
  socialProfiles: "url",
};

/** How a text may be written that an adapter has to pass on. Numbers inside a company have few digits. */
const written: Readonly<Record<Kind, (text: string, nth: number) => string>> = {
  address: (text) => text.replaceAll(/(?<![a-z])[a-z]/g, (letter) => letter.toUpperCase()),
  number: (_text, nth) => String(4100 + nth),
  url: (text) => `${text.replace(/\/$/, "")}/McX-4731`,
};

/** What people typed who had no such text: an adapter passes it on, too. */
const typed: typeof written = {
  address: (_text, nth) => `front.desk.${nth}@intranet`,
  number: (_text, nth) => `410${nth} (ask Kim)`,
  url: (_text, nth) => `www.example.com/kit-${nth}`,
};

/** Others that have a part in common with the first one: a host, a mailbox, a company's number. */
const alike: Readonly<Record<Kind, (text: string) => readonly string[]>> = {
  address: (text) => {
    const [mailbox, host] = text.split("@") as [string, string];
    return [`${mailbox}@kit-4731.example.org`, `kit-4731@${host}`];
  },
  number: (text) => [`${text}4731`],
  url: (text) => [`${text.replace(/\/$/, "")}/kit-4731`],
};

const isWhole: Readonly<Record<Kind, RegExp>> = {
  address: /^[\w.+-]+@[\w.-]+\.\w+$/,
  number: /\d{4}/,
  url: /^https?:\/\/[\w.-]+\/[^?#]+$/,
};

/** The texts by which people are reached, list by list, at every depth of an answer. */
function* listsIn(value: unknown): Generator<{ readonly kind: Kind; readonly texts: readonly string[] }> {
  if (Array.isArray(value)) for (const each of value) yield* listsIn(each);
  if (!isFields(value)) return;
  for (const [name, held] of Object.entries(value)) {
    const kind = Object.hasOwn(lists, name) ? lists[name] : undefined;
    if (name === "raw" || name === "native" || name === "provenance") continue;
    if (name === "email" && typeof held === "string") yield { kind: "address", texts: [held] };
    else if (kind === undefined || !Array.isArray(held)) yield* listsIn(held);
    else yield { kind, texts: held.flatMap((each) => (isFields(each) ? [String(each[kind])] : [])) };
  }
}

/** The text of an entry of a list that the ATS sends, where it is one of those. */
function textIn(entry: unknown, texts: ReadonlyMap<string, Kind>): string | undefined {
  const held = isFields(entry) ? Object.values(entry) : [entry];
  return held.find((each) => typeof each === "string" && texts.has(each)) as string | undefined;
}

const withText = (entry: unknown, text: string, other: string): unknown =>
  isFields(entry)
    ? Object.fromEntries(Object.entries(entry).map(([name, held]) => [name, held === text ? other : held]))
    : other;

/** Whether an entry is a record of its own, or names one: several of those may be one for the adapter. */
const namesRecord = (entry: unknown): boolean => isFields(entry) && Object.keys(entry).some(isIdOrReference);

/** An answer in which each list of such texts has more entries, alike the first. @param made What must arrive of them. */
function withMore(body: unknown, texts: ReadonlyMap<string, Kind>, made: Set<string>): unknown {
  if (Array.isArray(body)) {
    const isList = body.every((each) => textIn(each, texts) !== undefined && !namesRecord(each));
    const first = isList ? textIn(body[0], texts) : undefined;
    if (first === undefined) return body.map((each) => withMore(each, texts, made));
    const more = alike[texts.get(first)!](first);
    for (const each of [first, ...more]) made.add(each);
    return [...(body as unknown[]), ...more.map((each) => withText(body[0], first, each))];
  }
  if (!isFields(body)) return body;
  return Object.fromEntries(Object.entries(body).map(([name, held]) => [name, withMore(held, texts, made)]));
}

const textsOf = (answer: unknown): readonly string[] => [...listsIn(answer)].flatMap(({ texts }) => texts);

/** What every read promises of the addresses, numbers and profiles of a person. */
export const contactsPromise: ContractPromise = {
  promise: "gives addresses, numbers and profiles of a person as written, also alike ones",
  rules: [
    {
      rule: "an address, a number or a profile of a person is passed on as it is written, and none is left out because it is short or has a part in common with another",
      tried:
        "it writes addresses in capitals and numbers of four digits, and adds to each list entries with the same host, mailbox or first digits",
    },
  ],
  applies: ({ capability }) => /\.(stream|get)$/.test(capability),
  async run(trial) {
    const reading = await readOtherwise(trial);
    if (!reading) return;
    const { usual, by } = reading;
    const texts = new Map(
      [...listsIn(usual)].flatMap(({ kind, texts: held }) =>
        held.filter((text) => isWhole[kind].test(text)).map((text) => [text, kind] as const),
      ),
    );
    if (texts.size === 0) return;
    for (const other of [written, typed]) {
      const others = new Map([...texts].map(([text, kind], nth) => [text, other[kind](text, nth)]));
      const sent = new Set<string>();
      const reworded = (text: string) => {
        const said = others.get(text);
        if (said !== undefined) sent.add(said);
        return said ?? text;
      };
      const changed = await by((fetch) => rewording(fetch, reworded));
      arrived(changed, sent, "stands in place of another");
    }
    const made = new Set<string>();
    const longer = await by((fetch) => rewriting(fetch, (body) => withMore(body, texts, made)));
    arrived(longer, made, "is one of several in a list");
  },
};

function arrived(answer: unknown, wanted: ReadonlySet<string>, how: string): void {
  if (AtsError.is(answer)) assert.fail(`a text that the ATS may hold made it fail: ${answer.code}`);
  const found = new Set(textsOf(answer));
  for (const text of wanted)
    assert.ok(found.has(text), `${JSON.stringify(text)} ${how} in what the ATS sends of a person, and does not arrive`);
}
