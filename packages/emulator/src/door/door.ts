import { Hono, type Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { InjectedFault } from "../faults/rule.ts";
import { quickRouter } from "../http/quick-router.ts";
import type { KomboFace } from "../kombo/wire.ts";
import type { AnyEmulator } from "../wire/emulator.ts";
import { AtsRefusal } from "../world/collection.ts";
import { admit, bodyOf, DoorRefusal, read } from "./guard.ts";
import { doorPath } from "./names.ts";
import { changesOf, collectionOf, collectionsOf, newRecord, recordOf } from "./records.ts";
import { bodies, faultRule, listing, ruleOf } from "./schemas.ts";

/** Answers the requests of the control door: what a test changes in the emulator in process, an app elsewhere changes here. */
export type Door = (request: Request) => Promise<Response>;

/** Whether a request is for the door and not for the ATS. */
export function isForDoor({ url }: Request): boolean {
  if (!url.includes(doorPath)) return false; // Quicker than reading the address of each request.
  const { pathname } = new URL(url);
  return pathname === doorPath || pathname.startsWith(`${doorPath}/`);
}

/** What the door opens: any emulator, and what only Kombo's have. */
type Subject = AnyEmulator & Partial<Pick<KomboFace, "integration">>;

/** @param inProcess Whether requests come from this process, so that no host is checked. */
export function doorOf(emulator: Subject, inProcess: boolean): Door {
  const app = new Hono({ router: quickRouter() }).basePath(doorPath);
  app.use(async (context, next) => {
    admit(context.req.raw, inProcess);
    await next();
    context.header("cache-control", "no-store");
    context.header("x-content-type-options", "nosniff");
  });
  addState(app, emulator);
  addWorld(app, emulator);
  addFaults(app, emulator);
  addRequests(app, emulator);
  addWebhooks(app, emulator);
  app.notFound(() => refused(new DoorRefusal(404, `There is nothing here. Begin at ${doorPath}.`)));
  app.onError((error) => {
    if (error instanceof DoorRefusal) return refused(error);
    // A rule of the ATS's own.
    if (error instanceof AtsRefusal) return refused(new DoorRefusal(409, error.message));
    return refused(new DoorRefusal(500, `The emulator failed: ${error.message}`));
  });
  return async (request) => app.fetch(request);
}

function refused({ status, message }: DoorRefusal): Response {
  return Response.json({ error: { message } }, { status });
}

function addState(app: Hono, { world, clock, integration, url }: Subject): void {
  const now = () => ({ now: clock.now().toISOString() });
  app.get("/", (context) =>
    context.json({
      url,
      clock: now(),
      ...(integration && { integration: { state: integration.state } }),
      world: Object.fromEntries([...collectionsOf(world)].map(([name, { size }]) => [name, size])),
    }),
  );
  app.get("/clock", (context) => context.json(now()));
  app.post("/clock/advance", async (context) => {
    clock.advance((await bodyOf(context.req.raw, bodies.advance)).milliseconds);
    return context.json(now());
  });
  if (!integration) return;
  app.patch("/integration", async (context) => {
    integration.state = (await bodyOf(context.req.raw, bodies.state)).state;
    return context.json({ state: integration.state });
  });
}

function addWorld(app: Hono, { world }: Subject): void {
  const found = (context: Context) => {
    const name = context.req.param("collection") ?? "";
    const collection = collectionOf(world, name);
    const id = context.req.param("id");
    return { name, collection, record: id === undefined ? undefined : recordOf(collection, name, id) };
  };
  app.get("/world/:collection", (context) => {
    const { limit, offset, remoteId } = read(listing, context.req.query());
    const { collection } = found(context);
    const all = remoteId === undefined ? collection.all() : collection.where("remote_id", remoteId);
    return context.json({ total: all.length, records: all.slice(offset, offset + limit) });
  });
  app.post("/world/:collection", async (context) => {
    const body = await bodyOf(context.req.raw, bodies.newRecord);
    const { name, collection } = found(context);
    const like = body.like === undefined ? collection.all()[0] : recordOf(collection, name, body.like);
    if (!like) throw new DoorRefusal(409, `${name} holds no record that a new one could be like.`);
    return context.json(collection.insert(newRecord(world, like, changesOf(collection, like, body.changes))), 201);
  });
  app.get("/world/:collection/:id", (context) => context.json(found(context).record));
  app.patch("/world/:collection/:id", async (context) => {
    const changes = await bodyOf(context.req.raw, bodies.changes);
    const { collection, record } = found(context);
    return context.json(collection.update(record!.id, changesOf(collection, record!, changes)));
  });
  app.delete("/world/:collection/:id", (context) => {
    const { collection, record } = found(context);
    return context.json(collection.delete(record!.id));
  });
}

function addFaults(app: Hono, { faults }: Subject): void {
  const injected = new Map<string, { readonly kind: string; readonly fault: InjectedFault }>();
  const shown = ([id, { kind, fault }]: [string, { kind: string; fault: InjectedFault }]) => ({
    id,
    kind,
    hits: fault.hits,
  });
  const one = (context: Context) => {
    const id = context.req.param("id") ?? "";
    const known = injected.get(id);
    if (!known) throw new DoorRefusal(404, `There is no fault "${id}" that came through this door.`);
    return [id, known] as [string, typeof known];
  };
  let next = 1;
  app.get("/faults", (context) => context.json({ faults: [...injected].map(shown) }));
  app.post("/faults", async (context) => {
    const rule = ruleOf(await bodyOf(context.req.raw, faultRule));
    const entry = [String(next++), { kind: rule.kind, fault: faults.inject(rule) }] as const;
    injected.set(...entry);
    return context.json(shown([...entry]), 201);
  });
  app.get("/faults/:id", (context) => context.json(shown(one(context))));
  app.delete("/faults/:id", (context) => {
    const [id, known] = one(context);
    known.fault.remove();
    injected.delete(id);
    return context.json(shown([id, known]));
  });
  app.delete("/faults", (context) => {
    faults.clear();
    injected.clear();
    return context.json({ faults: [] });
  });
}

function addRequests(app: Hono, { requests }: Subject): void {
  // A search by POST: a match can hold patterns, which an address does not carry well.
  app.post("/requests/search", async (context) => {
    const seen = requests.all(await bodyOf(context.req.raw, bodies.match));
    const { maxInFlight, maxActionsInFlight } = requests;
    return context.json({ total: seen.length, requests: seen.slice(-1_000), maxInFlight, maxActionsInFlight });
  });
  app.get("/requests", (context) => {
    const seen = requests.all();
    return context.json({ total: seen.length, requests: seen.slice(-1_000) });
  });
  app.delete("/requests", (context) => {
    requests.clear();
    return context.json({ total: 0, requests: [] });
  });
}

function addWebhooks(app: Hono, { webhooks }: Subject): void {
  const subscriptions = new Map<string, () => void>();
  app.get("/webhooks", (context) => context.json({ deliveries: webhooks.deliveries().slice(-1_000) }));
  app.post("/webhooks", async (context) => {
    const { type, data } = await bodyOf(context.req.raw, bodies.event);
    if (!("send" in webhooks)) throw new DoorRefusal(404, "Of this API, only what changes is told.");
    return context.json({ deliveries: await (webhooks as KomboFace["webhooks"]).send(type, data) });
  });
  app.post("/webhooks/settled", async (context) => {
    await webhooks.settled();
    return context.json({ deliveries: webhooks.deliveries().slice(-1_000) });
  });
  app.post("/webhooks/subscriptions", async (context) => {
    const { url, secret } = await bodyOf(context.req.raw, bodies.subscription);
    const { username, password } = new URL(url);
    if (username || password) throw new DoorRefusal(400, "The address of a webhook holds no password.");
    subscriptions.get(url)?.();
    subscriptions.set(url, webhooks.subscribe({ url, secret }));
    return context.json({ url }, 201 satisfies ContentfulStatusCode);
  });
  app.delete("/webhooks/subscriptions", (context) => {
    for (const end of subscriptions.values()) end();
    subscriptions.clear();
    return context.json({});
  });
}
