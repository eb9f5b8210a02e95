import { seedAgency, seedKey } from "../data/agency.ts";
import type { Exchange } from "../faults/exchange.ts";
import type { ListPage, Refusals } from "../faults/refusals.ts";
import { Deliveries } from "../webhooks/deliveries.ts";
import type { Address, WireDefinition, WireFace } from "../wire/definition.ts";
import { resolveWireOptions, type WireOptions } from "../wire/options.ts";
import { freeAdmission, type Wire } from "../wire/wire.ts";
import { VirtualClock } from "../world/clock.ts";
import { uuidOf } from "../world/uuid.ts";
import type { WorldModel } from "../world/models.ts";
import { seedOnce } from "../world/seed-once.ts";
import { World } from "../world/world.ts";
import { permissions, requirePermission, type AshbyKey, type AshbyPermission } from "./access.ts";
import { FieldValues, type FieldDefinition, type FieldObject } from "./custom-fields.ts";
import { AshbyFailure, refused, succeeded } from "./failure.ts";
import type { Body } from "./paging.ts";
import { ashbyAgency } from "./plans.ts";
import { reads } from "./reads.ts";
import type { AshbyState, AshbySync } from "./state.ts";
import { AshbyWebhooks } from "./webhooks.ts";
import { writes } from "./writes.ts";

/** How an emulated Ashby is made. Everything has a default. */
export interface AshbyOptions extends WireOptions {
  readonly tool?: "ashby";
  /** Default `emulator-key`. */
  readonly apiKey?: string;
  /** What the key may do. Default: everything. */
  readonly permissions?: readonly AshbyPermission[];
  /** Whether the key sees confidential jobs and what belongs to them. Default true. */
  readonly confidential?: boolean;
  /** Whether the key sees private notes and fields. Default true. */
  readonly privateFields?: boolean;
  /** Requests in a window. Default: no limit, since Ashby publishes none. */
  readonly rateLimit?: { readonly limit: number; readonly windowSeconds: number };
  /** Versions of the API that a request may name. Default `["2026-01-01"]`. */
  readonly versions?: readonly string[];
}

/** What a client needs to connect. */
export interface AshbySettings {
  readonly apiKey: string;
  readonly baseUrl: string;
  /** Only of an emulator without a port. */
  readonly fetch?: typeof globalThis.fetch;
}

/** What an emulated Ashby has beside what all emulators have. */
export interface AshbyFace extends WireFace {
  settings(): AshbySettings;
  /** What the key may do and see; can be changed at any time. */
  readonly key: AshbyKey;
  /** How incremental runs go; can be changed at any time. */
  readonly sync: AshbySync;
  /** The ids of schedules that another key or a person made: this key cannot change them. */
  readonly schedulesOfOthers: Set<string>;
  /** The custom fields of the agency, and what records hold in them. */
  readonly customFields: {
    definitions(of: FieldObject): readonly (FieldDefinition & { readonly id: string })[];
    values(of: FieldObject, id: string): ReadonlyMap<string, unknown>;
  };
}

interface Setup {
  readonly authorization: string;
  readonly versions: readonly string[];
  readonly rateLimit: AshbyOptions["rateLimit"];
}

/** Ashby's own API. */
export const ashbyWire: WireDefinition<AshbyOptions, AshbyFace> = {
  label: "Ashby",
  open(options, address) {
    const resolved = resolveWireOptions(options);
    const { apiKey = "emulator-key", versions = ["2026-01-01"], rateLimit } = options;
    const clock = new VirtualClock(resolved.now, resolved.runningClock);
    const webhooks = new AshbyWebhooks(clock, new Deliveries(clock, resolved.rememberedRequests), () => state);
    const changes: AshbyState["changes"] = { count: 0, of: new Map() };
    const world = new World({
      clock,
      identify: (remoteId) => uuidOf(`ashby/${resolved.seed}/${remoteId}`),
      changed(model, id) {
        // No token is older than the seeded records.
        if (!isSeeded) return;
        noteChange(changes, model, id);
        webhooks.changed(model, id);
      },
    });
    let isSeeded = false;
    seedOnce(seedKey(world, "ashby", resolved), [world], () => {
      seedAgency(world, resolved, ashbyAgency);
      resolved.prepare?.({ world });
    });
    isSeeded = true;
    const { confidential = true, privateFields = true } = options;
    const authorization = `Basic ${Buffer.from(`${apiKey}:`).toString("base64")}`;
    const state: AshbyState = {
      world,
      clock,
      key: { permissions: new Set(options.permissions ?? permissions), confidential, privateFields },
      sync: { tokenDays: 30, largestIncrement: 5_000 },
      fields: new FieldValues(world),
      uploads: new Map(),
      schedulesOfOthers: new Set(),
      changes,
      address,
    };
    return {
      world,
      clock,
      wire: wireOf(state, { authorization, versions, rateLimit }),
      face: () => faceOf(state, webhooks, apiKey, address),
      close: () => webhooks.close(),
    };
  },
};

function faceOf(
  { key, sync, fields, schedulesOfOthers }: AshbyState,
  webhooks: AshbyWebhooks,
  apiKey: string,
  address: Address,
): AshbyFace {
  const { fetch, origin } = address;
  return {
    url: origin,
    settings: () => ({ apiKey, baseUrl: origin, ...(fetch && { fetch }) }),
    webhooks,
    key,
    sync,
    schedulesOfOthers,
    customFields: {
      definitions: (of) => fields.definitions().filter(({ objectType }) => objectType === of),
      values: (of, id) => fields.of(of, id),
    },
  };
}

function noteChange(changes: AshbyState["changes"], model: WorldModel, id: string): void {
  changes.count += 1;
  const known = changes.of.get(model) ?? new Map<string, number>();
  changes.of.set(model, known.set(id, changes.count));
}

function wireOf(state: AshbyState, setup: Setup): Wire {
  const window = { endsAt: 0, used: 0 };
  return {
    prefix: "",
    cursorOf: ({ body }) => (body as { readonly cursor?: string } | null | undefined)?.cursor,
    refusals,
    listPage,
    admit({ number }) {
      if (!setup.rateLimit) return freeAdmission;
      const now = state.clock.windowMilliseconds();
      if (now >= window.endsAt) Object.assign(window, { endsAt: now + setup.rateLimit.windowSeconds * 1_000, used: 0 });
      window.used += 1;
      if (window.used <= setup.rateLimit.limit) return freeAdmission;
      return refusals.rateLimited(Math.ceil((window.endsAt - now) / 1_000), number);
    },
    answer: (request, exchange) => answer(request, exchange, state, setup),
  };
}

async function answer(
  request: Request,
  { number, body }: Exchange,
  state: AshbyState,
  setup: Setup,
): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname.startsWith("/files/")) return download(pathname.slice("/files/".length), searchParams, state);
  if (pathname === "/uploads") return upload(request, state);
  try {
    return succeeded(number, call(request, pathname.slice(1), body, state, setup), {
      date: state.clock.now().toUTCString(),
      "ashby-version": request.headers.get("ashby-version") ?? "2026-01-01",
    });
  } catch (error) {
    if (error instanceof AshbyFailure) return refused(number, error.status, error.code, error.message);
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return refused(number, 500, "generic_internal_error", `The emulator failed: ${text}`);
  }
}

function call(request: Request, endpoint: string, body: unknown, state: AshbyState, setup: Setup): object {
  const performs = Object.hasOwn(reads, endpoint) ? reads[endpoint] : writes[endpoint];
  if (!performs || request.method !== "POST")
    throw new AshbyFailure("endpoint_not_found", "There is no such endpoint.", 404);
  const given = request.headers.get("authorization");
  if (given === null) throw new AshbyFailure("unauthorized", "There are no credentials.", 401);
  if (given !== setup.authorization) throw new AshbyFailure("invalid_api_key", "The key is not valid.", 403);
  const version = request.headers.get("ashby-version");
  if (version !== null && !setup.versions.includes(version))
    throw new AshbyFailure("invalid_api_version", "There is no such version.", 400);
  requirePermission(state.key, endpoint);
  if (typeof body !== "object" || body === null) throw new AshbyFailure("invalid_input", "The body must be JSON.");
  return performs(body as Body, state);
}

function download(id: string, query: URLSearchParams, { world, clock }: AshbyState): Response {
  const file = world.attachments.get(id);
  if (!file) return new Response("Not found", { status: 404 });
  if (Number(query.get("expires")) < clock.milliseconds()) return new Response("Request has expired", { status: 403 });
  return new Response(file.content() as Uint8Array<ArrayBuffer>, { headers: { "content-type": file.content_type } });
}

/** The store behind an upload handle: all fields come first, the file last (documented). */
async function upload(request: Request, { uploads }: AshbyState): Promise<Response> {
  const form = await request.formData();
  const file = uploads.get(String(form.get("key")));
  const content = form.get("file");
  const isLast = [...form.keys()].at(-1) === "file";
  if (!file || !(content instanceof Blob) || !isLast) return new Response("<Error/>", { status: 400 });
  file.content = new Uint8Array(await content.arrayBuffer());
  return new Response(null, { status: 204 });
}

const refusals: Refusals = {
  status: ({ status, code = "generic_internal_error", message }, number) => refused(number, status, code, message),
  rateLimited(resetSeconds, number) {
    const response = refused(number, 429, "rate_limit_exceeded", "Too many requests.");
    if (resetSeconds > 0) response.headers.set("retry-after", String(resetSeconds));
    return response;
  },
  tooManyActions: (number) => refused(number, 429, "rate_limit_exceeded", "Too many requests at once."),
  expiredCursor: (number) => refused(number, 200, "next_cursor_expired", "The cursor has expired."),
};

interface Page {
  readonly results?: unknown;
  nextCursor?: string | null;
  moreDataAvailable?: boolean;
}

function listPage(body: unknown): ListPage | undefined {
  const page = body as Page;
  if (!Array.isArray(page.results) || page.moreDataAvailable === undefined) return undefined;
  return {
    records: page.results as unknown[],
    next: page.nextCursor ?? null,
    goOnAt(cursor) {
      page.nextCursor = cursor;
      page.moreDataAvailable = true;
    },
    enumField: (record) => ("status" in record ? "status" : "title"),
    malformed: (record) => ({ ...record, updatedAt: 0, id: 0 }),
  };
}
