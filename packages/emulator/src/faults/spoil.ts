import type { Plan } from "./fault-plan.ts";
import type { ListPage } from "./refusals.ts";
import { wait } from "./wait.ts";

type PageOf = (body: unknown) => ListPage | undefined;

/** Spoils a real answer, where the fault is of that kind. */
export async function spoil(
  response: Response,
  fault: Plan["fault"],
  cursor: string | undefined,
  { request, pageOf }: { readonly request: Request; readonly pageOf: PageOf },
): Promise<Response> {
  switch (fault?.kind) {
    case "truncatedBody":
      return truncated(response, fault.by ?? "text");
    case "slowBody":
      return slowed(response, fault.ms, request);
    case "malformedRecord":
      return changed(response, pageOf, (page) => {
        const index = fault.index ?? 0;
        const record = page.records[index] as Record<string, unknown> | undefined;
        if (record) page.records[index] = fault.mutate ? fault.mutate(record) : page.malformed(record);
      });
    case "unknownEnum":
      return changed(response, pageOf, (page) => {
        const record = page.records[fault.index ?? 0] as Record<string, unknown> | undefined;
        if (record) record[fault.field ?? page.enumField(record)] = fault.value ?? "SOMETHING_NEW";
      });
    case "repeatedCursor":
      return changed(response, pageOf, (page) => {
        const next = cursor ?? page.next;
        if (next !== null) page.goOnAt(next);
      });
    default:
      return response;
  }
}

/** Changes a list page; other answers stay as they are. */
async function changed(response: Response, pageOf: PageOf, change: (page: ListPage) => void): Promise<Response> {
  const text = await response.text();
  const body = (text === "" ? {} : JSON.parse(text)) as unknown;
  const page = pageOf(body);
  if (page) change(page);
  return new Response(JSON.stringify(body), { status: response.status, headers: response.headers });
}

async function halves(response: Response): Promise<[Uint8Array, Uint8Array]> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const middle = Math.floor(bytes.length / 2);
  return [bytes.subarray(0, middle), bytes.subarray(middle)];
}

/** An answer whose connection breaks off after its first half. A server has to break it; here it is a stream that fails. */
export class BrokenOffResponse extends Response {
  readonly firstHalf: Uint8Array;
  readonly length: number;

  constructor(firstHalf: Uint8Array, length: number, init: ResponseInit) {
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(firstHalf);
        controller.error(new TypeError("terminated"));
      },
    });
    super(stream, init);
    this.firstHalf = firstHalf;
    this.length = length;
  }
}

async function truncated(response: Response, by: "text" | "connection"): Promise<Response> {
  const [first, rest] = await halves(response);
  const init = { status: response.status, headers: response.headers };
  if (by === "text") return new Response(first as Uint8Array<ArrayBuffer>, init);
  return new BrokenOffResponse(first, first.length + rest.length, init);
}

async function slowed(response: Response, milliseconds: number | undefined, request: Request): Promise<Response> {
  const [first, rest] = await halves(response);
  const end = new AbortController();
  const stop = AbortSignal.any([request.signal, end.signal]);
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      controller.enqueue(first);
      try {
        await wait(milliseconds ?? Infinity, request, stop);
        controller.enqueue(rest);
        controller.close();
      } catch (error) {
        if (end.signal.aborted) return;
        // The server's own reason is a text: the client is gone, and to fail would only write to the console.
        if (error instanceof Error) controller.error(error);
        else controller.close();
      }
    },
    cancel: () => end.abort(),
  });
  return new Response(body, { status: response.status, headers: response.headers });
}
