import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { requestOf } from "../../worlds/request-of.ts";
import { fetchIn, ofTheAts } from "../../worlds/tapped.ts";
import { recordNamedIn, samplesOf } from "../pieces/samples.ts";
import { ending } from "../pieces/striking.ts";
import { nobody } from "../pieces/targets.ts";

type Input = Readonly<Record<string, unknown>>;

/** By which the id is found in a request, also where the rest of it was lost. */
const mark = "odd-4820";

/** An id with characters that mean something in an address. */
const odd = `${mark}/b?c=d#e%2Ff&g h`;

/** An id that says who somebody is, and the part of it that reads the same in an address. */
const who = "somebody";
const personal = `${who}-4820@private.example`;

/** One that reads like a word of a route. */
const likeAWord = "Somebody-Ofname";

/** The ways in which an input names a record: by our id, and by the one that the ATS has. */
const namedBy = (input: Input, field: string, id: string): readonly Input[] =>
  field === "id"
    ? [{ id }, { remoteId: id }]
    : [id, { id, remoteId: id }].map((named) => ({ ...input, [field]: named }));

/** Every text of a body, and every text inside a text that is JSON. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(textsIn);
  if (typeof value !== "string") return [];
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === "object" ? [value, ...textsIn(parsed)] : [value];
  } catch {
    return [value];
  }
}

/** A part of an address as it is read at the other end. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Whether a request that names the id names the whole of it; a path inside a body is one of its texts. */
async function namesItWhole(request: Request): Promise<boolean> {
  const { pathname, search, searchParams, hash } = new URL(request.url);
  const body = request.body ? await request.text() : "";
  if (!decoded(`${pathname}${search}${hash}`).includes(mark) && !decoded(body).includes(mark)) return true;
  const parts = [...pathname.split("/").map(decoded), ...searchParams.values(), ...textsIn(body)];
  const inBody = textsIn(body).flatMap((text) => text.split(/[/?&=]/).map(decoded));
  return [...parts, ...inBody].some((part) => part.includes(odd));
}

/** What an error says to people. */
const textOf = ({ message, advice }: AtsError) => `${message} ${advice}`;

/** What every query and command promises of the id of a record, which is only a text. */
export const oddIdPromise: ContractPromise = {
  promise: "asks for an id as a whole, whatever is in it, and quotes it in no error",
  rules: [
    {
      rule: "the id of a record is a text, and is asked for as a whole: `path` encodes it",
      tried: "it asks for an id with `/`, `?`, `#` and `&`",
    },
    {
      rule: "no error quotes the id that was asked for: it may be an address of a person",
      tried: "it names records by an e-mail address, as our id and as the ATS's, and looks at the errors",
    },
  ],
  // Where every request is a POST to an address of its own, the id stands in no URL.
  applies: ({ kind, capability, routes }) =>
    kind !== "stream" &&
    capability !== "passthrough.send" &&
    routes.some(({ method, path }) => method === "GET" || path.includes("{")),
  async run(trial: Trial) {
    const fetch = fetchIn(trial.world.settings);
    const [sample] = await samplesOf(trial);
    const named = recordNamedIn(trial, sample?.input);
    if (!fetch || !named) return;
    const asked: Request[] = [];
    const noting: typeof globalThis.fetch = async (...given) => {
      const request = requestOf(...given);
      asked.push(request.clone());
      return fetch(request);
    };
    await using fresh = await connectedTo(withFetch(trial, noting));
    for (const id of [odd, personal, likeAWord])
      for (const input of namedBy(sample!.input, named.field, id)) {
        const ended = await ending(() => fresh.call(trial.capability.id, input));
        if (!AtsError.is(ended)) continue;
        assert.notEqual(ended.code, "adapter.unexpected-failure", `an odd \`${named.field}\`: ${ended.message}`);
        assert.ok(
          !textOf(ended).toLowerCase().includes(who),
          `the text of ${ended.code} holds the id of the record, which may say who it is: name the route without its ids`,
        );
      }
    for (const request of asked)
      assert.ok(
        await namesItWhole(request),
        `\`${named.field}\` was "${odd}", and the adapter asked for ${new URL(request.url).pathname}: build addresses with \`path\` and \`query\``,
      );
  },
};

/** The longest word of a text. */
const longestWord = (text: string): string =>
  (text.match(/[A-Za-z]{3,}/g) ?? []).toSorted((one, other) => other.length - one.length)[0] ?? "record";

/** The text of an error as it must be for another id: the id is the only thing in it that may be another. */
const asFor = (id: string, usual: string, usualId: string): string => usual.replaceAll(usualId, () => id);

/** Ids of other records, each a word or a digit that an error may need: `1`, and a word of its own text. */
const idsAsWords = (usual: string): readonly string[] => ["1", longestWord(usual)];

/** Ids that no record has: a number of any ATS may have so many digits, or fewer. */
const nobodies = [nobody, "222222"] as const;

/** What an id is refused with, and after how many requests: an id of another form may be refused without any. */
interface Refused {
  readonly code: string;
  readonly text: string;
  readonly requests: number;
}

/** What every query and command promises of errors, where an id is a word that their texts need. */
export const idAsWordPromise: ContractPromise = {
  promise: "says the same in an error, also where the id is a word of its text",
  rules: [
    {
      rule: "the text of an error is the same for each id, also for `1` and for a word that the text needs: where an id must not be told, name the route by its placeholders, and replace nothing in a text",
      tried:
        "it asks for such ids, and compares errors after as many requests: your own check of an id may say something else",
    },
  ],
  // What commands say of an id, those show that write a note or move an application.
  applies: ({ kind, capability }) => kind === "query" || /\.(addNote|moveToStage)$/.test(capability),
  async run(trial) {
    const fetch = fetchIn(trial.world.settings);
    const [sample] = await samplesOf(trial);
    const named = recordNamedIn(trial, sample?.input);
    if (!fetch || !named) return;
    const held = new Set((["jobs", "applications", "candidates"] as const).flatMap((kind) => trial.world.ids(kind)));
    const refused = ofTheAts(trial, () => Response.json({ error: "refused 4894" }, { status: 404 }));
    for (const way of [fetch, async (...given: Parameters<typeof fetch>) => refused(...given)]) {
      /** Of a fresh connection, so that each id has to be asked for. */
      const errorFor = async (id: string): Promise<Refused | undefined> => {
        let requests = 0;
        const counting: typeof fetch = (...given) => {
          requests += 1;
          return way(...given);
        };
        await using fresh = await connectedTo(withFetch(trial, counting));
        const ended = await ending(() => fresh.call(trial.capability.id, { ...sample!.input, [named.field]: id }));
        return AtsError.is(ended) ? { code: ended.code, text: textOf(ended), requests } : undefined;
      };
      const others = nobodies.filter((id) => !held.has(id));
      const usual = await Promise.all(others.map(async (id) => ({ id, error: await errorFor(id) })));
      for (const id of new Set(usual.flatMap(({ error }) => (error ? idsAsWords(error.text) : [])))) {
        const error = held.has(id) ? undefined : await errorFor(id);
        if (!error) continue;
        // An ATS whose ids are numbers may refuse a word before it looks for one.
        const alike = usual.flatMap(({ id: other, error: its }) =>
          its?.code === error.code && its.requests === error.requests ? asFor(id, its.text, other) : [],
        );
        if (alike.length === 0 || alike.includes(error.text)) continue;
        assert.equal(error.text, alike[0], `the text of ${error.code} for the id "${id}"`);
      }
    }
  },
};
