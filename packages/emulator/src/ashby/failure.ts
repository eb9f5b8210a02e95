/** A refusal of Ashby's. Most come with HTTP 200 (documented). */
export class AshbyFailure extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 200) {
    super(message);
    this.name = "AshbyFailure";
    this.code = code;
    this.status = status;
  }
}

export const invalidInput = (message: string) => new AshbyFailure("invalid_input", message);

/** What the key may not see reads as not found, too (documented). */
export const notFound = (what: string) => new AshbyFailure(`${what}_not_found`, `The ${what} was not found.`);

/** 26 characters as Ashby's request ids have them (reported). */
const requestId = (number: number) => `01J${number.toString(32).toUpperCase().padStart(23, "0")}`;

export function refused(number: number, status: number, code: string | null, message: string): Response {
  const errorInfo = { code, message, requestId: requestId(number) };
  const body = { success: false, errors: code === null ? [] : [code], ...(code !== null && { errorInfo }) };
  return Response.json(body, { status, headers: { "x-ashby-request-id": errorInfo.requestId } });
}

export function succeeded(number: number, answer: object, headers: Readonly<Record<string, string>>): Response {
  const all = { "content-type": "application/json", "x-ashby-request-id": requestId(number), ...headers };
  return new Response(JSON.stringify({ success: true, ...answer }), { headers: all });
}
