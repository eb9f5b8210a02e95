import { Hono, type Context } from "hono";
import type { Exchange } from "../faults/exchange.ts";
import { quickRouter } from "../http/quick-router.ts";
import type { EmulatorState } from "./state.ts";
import { addActions } from "./actions/index.ts";
import { errorBody, KomboFailure, statusOf } from "./errors.ts";
import { addFiles } from "./files.ts";
import { requireIntegration, requireKey, requireReady } from "./gates.ts";
import { addGeneral } from "./general.ts";
import { addLists } from "./lists/index.ts";
import { addPassthrough } from "./passthrough.ts";

/** The exchange to which a request belongs; it comes in beside the request. */
const exchangeOf = (context: Context): Exchange => (context.env as { exchange: Exchange }).exchange;

/** Kombo's API over one emulator's state. */
export function komboApp(state: EmulatorState): Hono {
  const app = new Hono({ router: quickRouter() });
  // On the same router: what is added to another app is added a second time with it.
  const api = app.basePath("/v1");
  api.use(async (context, next) => {
    requireKey(context, state);
    await next();
  });
  for (const path of ["/ats/*", "/passthrough/*", "/force-sync"]) {
    api.use(path, async (context, next) => {
      requireIntegration(context, state);
      requireReady(state);
      await next();
    });
  }
  addLists(api, state);
  addActions(api, state);
  addGeneral(api, state);
  addPassthrough(api, state, exchangeOf);
  addFiles(app, state);
  app.notFound((context) =>
    context.json(errorBody(null, "There is no such endpoint.", exchangeOf(context).number), 404),
  );
  app.onError((error, context) => failure(error, context, state));
  return app;
}

function failure(error: Error, context: Context, { options }: EmulatorState): Response {
  const { number } = exchangeOf(context);
  if (!(error instanceof KomboFailure)) {
    return Response.json(
      errorBody("PLATFORM.UNKNOWN_ERROR", `The emulator failed: ${error.stack ?? error.message}`, number),
      { status: 500 },
    );
  }
  return Response.json(errorBody(error.code, error.message, number), {
    status: statusOf(error, options.errorStatuses),
  });
}

/** Whether a call runs live against the tool and so counts for the concurrency limit. Lists do not. */
export function isAction(method: string, path: string): boolean {
  if (!path.startsWith("/ats/") || path.startsWith("/ats/custom/") || path.startsWith("/ats/actions/")) return false;
  return method !== "GET" || /^\/ats\/(applications|candidates)\/[^/]+\/attachments$/.test(path);
}
