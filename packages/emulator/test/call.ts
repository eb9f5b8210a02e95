import type { Emulator } from "../src/index.ts";

/** An answer, with its JSON read (undefined when it is none). */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // The tests say what they expect of it.
  readonly body: Body;
}

export interface ApiRecord {
  readonly id: string;
  readonly remote_id: string;
  readonly [field: string]: unknown;
}

interface Body {
  readonly status: string;
  readonly data: { readonly next: string | null; readonly results: ApiRecord[]; readonly [field: string]: unknown };
  readonly error: {
    readonly code: string | null;
    readonly title: string | null;
    readonly message: string;
    readonly log_url: string | null;
  };
  readonly warnings: { readonly message: string }[];
}

export interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Sends a request as a client would: with key and integration id. */
export function send(
  emulator: Emulator,
  method: string,
  path: string,
  { body, headers, signal }: CallOptions = {},
): Promise<Response> {
  const { apiKey, integrationId, baseUrl, fetch = globalThis.fetch } = emulator.settings();
  return fetch(baseUrl + path, {
    method,
    headers: {
      authorization: `Bearer ${apiKey}`,
      "x-integration-id": integrationId,
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  });
}

export async function call(emulator: Emulator, method: string, path: string, options?: CallOptions): Promise<Answer> {
  const response = await send(emulator, method, path, options);
  return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
}

/** All records of a list, page by page. */
export async function readList(
  emulator: Emulator,
  path: string,
  query: Readonly<Record<string, string>> = {},
): Promise<ApiRecord[]> {
  const records: ApiRecord[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const parameters = new URLSearchParams({ ...query, ...(cursor !== undefined && { cursor }) });
    const { body, status } = await call(emulator, "GET", `${path}?${parameters.toString()}`);
    if (status !== 200) throw new Error(`${status} ${body.error.code}: ${body.error.message}`);
    records.push(...body.data.results);
    cursor = body.data.next;
  }
  return records;
}

interface NativeAnswer {
  readonly status: number;
  readonly data: unknown;
}

/** A call of Avionté's own API through the passthrough. */
export async function native(emulator: Emulator, method: string, path: string, data?: unknown): Promise<NativeAnswer> {
  const { body } = await call(emulator, "POST", "/passthrough/avionte/front-office-v1", {
    body: { method, path, data },
  });
  return body.data as unknown as NativeAnswer;
}
