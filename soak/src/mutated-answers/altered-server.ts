/** A JSON answer that a server gave. */
export interface Answered {
  readonly index: number;
  readonly body: object;
}

/** Stands between a connection and a server, and exchanges one of its answers. */
export class AlteredServer {
  readonly #fetch: typeof globalThis.fetch;
  #answers: Answered[] = [];
  #count = 0;
  #exchanged: Answered | undefined;

  constructor(fetch: typeof globalThis.fetch) {
    this.#fetch = fetch;
  }

  /** The answers since the last call of `begin`. */
  get answers(): readonly Answered[] {
    return this.#answers;
  }

  /** @param exchanged What the answer with this number is to be instead. */
  begin(exchanged?: Answered): void {
    this.#answers = [];
    this.#count = 0;
    this.#exchanged = exchanged;
  }

  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const response = await this.#fetch(input, init);
    const text = await response.text();
    const index = this.#count;
    this.#count += 1;
    const body = jsonOf(text);
    if (body) this.#answers.push({ index, body });
    const given = this.#exchanged?.index === index ? JSON.stringify(this.#exchanged.body) : text;
    const { status, headers } = response;
    return new Response(status === 204 ? null : given, { status, headers });
  };
}

function jsonOf(text: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}
