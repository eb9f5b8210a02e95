import { createHash } from "node:crypto";
import type { Clock } from "@anyats/core";
import type { Page } from "./page.ts";

/** How long one stream lives, in milliseconds: the browser opens another, and access is checked again. */
const longestMs = 60_000;

interface LiveSettings {
  readonly clock: Clock;
  readonly refreshMs: number;
  readonly most: number;
}

/** Keeps open pages up to date: looks again and again, and sends the parts that changed. */
export class LivePages {
  readonly #settings: LiveSettings;
  #open = 0;

  constructor(settings: LiveSettings) {
    this.#settings = settings;
  }

  /** Server-sent events for one open page. Of what it has, only a hash of each part is kept. */
  stream(request: Request, make: () => Promise<Page>): Response {
    const { clock, refreshMs, most } = this.#settings;
    if (this.#open >= most) return new Response(null, { status: 503, headers: { "retry-after": "60" } });
    this.#open += 1;
    const end = new AbortController();
    const known = new Map<string, string>();
    const until = clock.now() + longestMs;
    const encoder = new TextEncoder();
    let isFirst = true;
    let isDone = false;
    const done = () => {
      if (isDone) return;
      isDone = true;
      this.#open -= 1;
      request.signal.removeEventListener("abort", stop);
    };
    // A server may drop an answer without reading any of it.
    const stop = () => {
      end.abort();
      done();
    };
    request.signal.addEventListener("abort", stop, { once: true });
    if (request.signal.aborted) stop();
    const body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => controller.enqueue(encoder.encode("retry: 2000\n\n")),
        // Called when the browser has taken what was sent: a slow reader holds nothing up, and nothing piles up.
        pull: async (controller) => {
          try {
            while (!end.signal.aborted && clock.now() < until) {
              if (!isFirst) await clock.sleep(refreshMs, end.signal);
              isFirst = false;
              const changed = await changedParts(await make(), known);
              if (changed) return controller.enqueue(encoder.encode(`event: regions\ndata: ${changed}\n\n`));
            }
          } catch {
            // The database is away, or the browser is: it asks again, and the page says so.
          }
          done();
          controller.close();
        },
        cancel: stop,
      },
      { highWaterMark: 0 },
    );
    return new Response(body, { headers: { "content-type": "text/event-stream", "cache-control": "no-store" } });
  }
}

/** The parts that are not as they were when last sent, as JSON on one line. */
async function changedParts({ parts }: Page, known: Map<string, string>): Promise<string | undefined> {
  const changed: Record<string, string> = {};
  for (const { id, content } of parts) {
    if (id === null) continue;
    const text = (await content).toString();
    const hash = createHash("sha256").update(text).digest("base64url");
    if (known.get(id) === hash) continue;
    known.set(id, hash);
    changed[id] = text;
  }
  return Object.keys(changed).length === 0 ? undefined : JSON.stringify(changed);
}
