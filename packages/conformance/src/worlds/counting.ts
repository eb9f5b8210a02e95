import { requestOf } from "./request-of.ts";

type Fetch = typeof globalThis.fetch;

/** What answers a request in place of the ATS; undefined lets it through. It may throw, as `fetch` does. */
export type InPlace = (nth: number, request: Request) => Response | undefined | Promise<Response | undefined>;

/** The way to an ATS, on which everything is counted. */
export interface Counting {
  readonly fetch: Fetch;
  /** How many requests were sent, and how many bytes were answered, since `begin`. */
  requests(): number;
  bytes(): number;
  /** The addresses that were asked for since then. */
  addresses(): readonly string[];
  /** What was asked for since then: addresses with bodies. */
  asked(): readonly string[];
  /** What was answered since then, as text. */
  answers(): readonly string[];
  /** Counts from now on, and answers the requests that follow in this way; `nth` counts from 0. */
  begin(inPlace?: InPlace): void;
}

const withoutBody = [101, 204, 205, 304];

/** Counts what goes by on the way to an ATS. */
export function counting(fetch: Fetch): Counting {
  let [requests, bytes, addresses, asked, answers]: [number, number, string[], string[], string[]] = [0, 0, [], [], []];
  let answer: InPlace | undefined;
  return {
    requests: () => requests,
    bytes: () => bytes,
    addresses: () => addresses,
    asked: () => asked,
    answers: () => answers,
    begin(inPlace) {
      [requests, bytes, addresses, asked, answers, answer] = [0, 0, [], [], [], inPlace];
    },
    async fetch(input, init) {
      const request = requestOf(input, init);
      addresses.push(request.url);
      const nth = requests++;
      asked.push(`${request.url} ${await request.clone().text()}`);
      const response = (answer && (await answer(nth, request.clone()))) ?? (await fetch(request));
      const body = await response.arrayBuffer();
      bytes += body.byteLength;
      if (body.byteLength < 1_000_000) answers.push(Buffer.from(body).toString());
      const { status, headers } = response;
      return new Response(withoutBody.includes(status) ? null : body, { status, headers });
    },
  };
}

/** An answer of a status, with a JSON object or another body. */
export const answerOf = (
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body: string | null = "{}",
): Response =>
  new Response(withoutBody.includes(status) ? null : body, {
    status,
    headers: { "content-type": "application/json", ...headers },
  });
