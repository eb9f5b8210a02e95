import { randomBytes } from "node:crypto";
import { AtsError, systemClock } from "@anyats/core";
import { Hono, type Context as Call, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { perform, said, type Done } from "./actions.ts";
import { assets } from "./assets.ts";
import { isFromHere, isOwnForm, tokenOf, withToken } from "./forgery.ts";
import { html } from "./html.ts";
import { LivePages } from "./live.ts";
import type { Access, ConsoleOptions } from "./options.ts";
import { document, type Page, type Viewer } from "./page.ts";
import { connectionPage } from "./pages/connection.ts";
import { fieldsPage } from "./pages/fields.ts";
import { overviewPage } from "./pages/overview.ts";
import type { Context } from "./pages/parts.ts";
import { setAsidePage } from "./pages/set-aside.ts";
import { writesPage } from "./pages/writes.ts";
import { shared } from "./shared.ts";

interface Env {
  readonly Variables: { readonly viewer: Viewer };
}

/** How long all open pages share one summary, in milliseconds. */
const summaryMs = 1_000;
/** The largest form, in bytes. */
const largestForm = 10_000;

/**
 * A console for the operators of a synchronisation: `(request) => Promise<Response>`, to be mounted in any server.
 * @throws {TypeError} without `authorize`.
 */
export function syncConsole(options: ConsoleOptions): (request: Request) => Promise<Response> {
  const { sync, authorize, basePath = "", hosts, pageSize = 50, clock = systemClock } = options;
  if (typeof authorize !== "function")
    throw new TypeError("`authorize` must be a function: it says who may look or act");
  const base = basePath.endsWith("/") ? basePath.slice(0, -1) : basePath;
  if (base !== "" && !/^(\/[\w.~-]+)+$/.test(base)) throw new TypeError("`basePath` must be a path such as /ops/sync");
  const summary = shared(() => sync.summary(), summaryMs, clock);
  const live = new LivePages({ clock, refreshMs: options.refreshMs ?? 2_000, most: options.maxLivePages ?? 50 });

  const app = new Hono<Env>({ strict: false }).basePath(base === "" ? "/" : base);
  app.onError((error, call) => failed(call, error, options));
  app.notFound((call) => problem(call, 404, "There is no such page.", "Go back to the list of connections."));
  app.use(headers, hostCheck(hosts), isolation, access(authorize, base), bodyLimit({ maxSize: largestForm }));

  const show =
    (make: (context: Context, call: Call<Env>) => Promise<Page>, isLive = true) =>
    async (call: Call<Env>) => {
      const viewer = call.get("viewer");
      const made = () => make({ sync, viewer, pageSize, summary }, call);
      const isStream = isLive && call.req.header("accept")?.includes("text/event-stream");
      if (isStream && call.req.raw.method === "GET") return live.stream(call.req.raw, made);
      const nonce = randomBytes(16).toString("base64url");
      const { pathname } = new URL(call.req.url);
      const text = await document(await made(), {
        ...viewer,
        nonce,
        path: pathname.slice(base.length) || "/",
        live: isLive,
        notice: said(call.req.query("said")),
      });
      call.header("Content-Security-Policy", policy(nonce));
      return call.html(text);
    };
  const queryOf = (call: Call<Env>) => new URL(call.req.url).searchParams;
  app.get(
    "/",
    show((context, call) => overviewPage(context, queryOf(call))),
  );
  app.get(
    "/writes",
    show((context, call) => writesPage(context, queryOf(call))),
  );
  app.get(
    "/set-aside",
    show((context, call) => setAsidePage(context, queryOf(call))),
  );
  app.get(
    "/connections/:id",
    show((context, call) => connectionPage(context, call.req.param("id")!)),
  );

  app.get(
    "/connections/:id/fields",
    show((context, call) => {
      const withPlaces = call.req.query("from") === "yes" && isFromHere(call.req.raw);
      return fieldsPage(context, call.req.param("id")!, withPlaces);
    }, false),
  );

  app.get("/assets/:name", (call) => {
    const asset = [assets.script, assets.style].find(({ name }) => name === call.req.param("name"));
    if (!asset) return call.notFound();
    call.header("Cache-Control", "private, max-age=31536000, immutable");
    return call.body(asset.text, 200, { "content-type": asset.type });
  });

  const act = (made: (call: Call<Env>, form: Readonly<Record<string, unknown>>) => Done) => async (call: Call<Env>) => {
    const viewer = call.get("viewer");
    if (!viewer.mayAct) return problem(call, 403, "You may look, but not act.", "Ask for the right to act.");
    const form = await call.req.parseBody();
    if (!isOwnForm(call.req.raw, form["token"]))
      return problem(call, 403, "The form does not come from this console.", "Go back, reload the page and try again.");
    const done = await perform(sync, made(call, form));
    try {
      await options.onAction?.(done.action, call.req.raw);
    } catch (error) {
      options.onError?.(error); // The action is done; the operator must not try it again.
    }
    const to = `${base}/connections/${encodeURIComponent(done.action.connection)}?said=${done.said}`;
    return call.redirect(to, 303);
  };
  app.post(
    "/connections/:id/:action",
    act((call, { stream, seen }) => ({
      kind: "connection",
      id: call.req.param("id")!,
      action: call.req.param("action")!,
      stream,
      seen,
    })),
  );
  app.post(
    "/writes/:id/settle",
    act((call, { outcome }) => ({ kind: "write", id: call.req.param("id")!, outcome })),
  );
  app.all("*", (call) =>
    call.req.method === "GET"
      ? call.notFound()
      : problem(call, 405, "This cannot be done here.", "Go back to the list of connections."),
  );

  return async (request) => app.fetch(request);
}

const policy = (nonce: string): string =>
  `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

/** No cache, no frame, no guessing of types, and no address of ours for other sites. */
const headers: MiddlewareHandler<Env> = async (call, next) => {
  call.header("Cache-Control", "no-store");
  call.header("X-Content-Type-Options", "nosniff");
  call.header("X-Frame-Options", "DENY");
  call.header("Referrer-Policy", "same-origin");
  call.header("Cross-Origin-Opener-Policy", "same-origin");
  call.header("Cross-Origin-Resource-Policy", "same-origin");
  call.header("Vary", "Accept, Cookie");
  await next();
};

/** A page of another site can be made to resolve to this address: its requests carry that site's name. */
const hostCheck =
  (hosts: readonly string[] | undefined): MiddlewareHandler<Env> =>
  async (call, next) => {
    const host = call.req.header("host") ?? new URL(call.req.url).host;
    if (hosts && !hosts.includes(host.toLowerCase()))
      return problem(call, 421, "This console does not answer under that name.", `Open http://${hosts[0]}/ instead.`);
    return next();
  };

/** Another site may link to a page. What it embeds or fetches would take live places and requests of the ATS. */
const isolation: MiddlewareHandler<Env> = async (call, next) => {
  if (!isFromHere(call.req.raw) && call.req.header("sec-fetch-mode") !== "navigate")
    return problem(call, 403, "Another site cannot use this console.", "Open the console in a tab of its own.");
  // No text of the database has this character in it.
  if (/%00/.test(call.req.url)) return call.notFound();
  return next();
};

const access =
  (authorize: ConsoleOptions["authorize"], base: string): MiddlewareHandler<Env> =>
  async (call, next) => {
    const granted: Access | Response = await authorize(call.req.raw);
    if (granted instanceof Response) return granted;
    if (granted !== "act" && granted !== "look")
      return problem(call, 403, "You have no access to this console.", "Sign in to the app that it belongs to.");
    const token = tokenOf(call.req.raw);
    call.set("viewer", { base, mayAct: granted === "act", token: withToken(call, token, base) });
    return next();
  };

async function problem(call: Call, status: 403 | 404 | 405 | 409 | 421 | 500 | 503, message: string, advice: string) {
  call.header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  const text = await html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <title>${message}</title>
      <h1>${message}</h1>
      <p>${advice}</p>
    </html>`;
  return call.html(text.toString(), status);
}

/** What went wrong, as far as an operator can do something about it. */
function failed(call: Call, error: unknown, { onError }: ConsoleOptions) {
  if (!AtsError.is(error)) {
    onError?.(error);
    return problem(call, 500, "The console failed.", "Try again; the app's log says more.");
  }
  const { code, message, advice, fault } = error;
  if (code === "sync.unknown-connection" || code === "sync.unknown-write") return problem(call, 404, message, advice);
  if (fault === "caller") return problem(call, 409, message, advice);
  onError?.(error);
  return problem(call, 503, message, advice);
}
