import { Random } from "../data/random.ts";
import type { Collection } from "../world/collection.ts";
import type { Row } from "../world/rows.ts";
import type { World } from "../world/world.ts";
import type { CustomDetails } from "./custom-details.ts";
import { activityTypes, branches, nativeCompanies, nativeContacts, nativeUser } from "./native-directory.ts";
import { nativeJob, placement, placementId } from "./native-job.ts";
import { json, opaque, type NativeRoute } from "../tools/native-router.ts";
import { talent } from "./native-talent.ts";

/** Ids in one multi-query at most ("typically 100"). */
const mostIds = 100;

/** A kind of record that can be read by ids: all ids, and one record by id. */
interface Resource {
  readonly plural: string;
  ids(): number[];
  read(id: number): unknown;
}

/** The confirmed ways to read: id pages, multi-query, single records. */
export function readRoutes(world: World, details: CustomDetails, seed: number): NativeRoute[] {
  const jobs: Resource = {
    plural: "jobs",
    ids: () => liveIds(world.jobs),
    read: (id) => mapped(live(world.jobs, id), (job) => nativeJob(world, details, job)),
  };
  const talents: Resource = {
    plural: "talents",
    ids: () => liveIds(world.candidates),
    read: (id) => mapped(live(world.candidates, id), (candidate) => talent(world, candidate)),
  };
  const hired = () =>
    world.applications
      .all()
      .filter(({ outcome, remote_deleted_at }) => outcome === "HIRED" && remote_deleted_at === null);
  const placements: Resource = {
    plural: "placements",
    ids: () => hired().map(placementId),
    read: (id) =>
      mapped(
        hired().find((application) => placementId(application) === id),
        (found) => placement(world, details, found),
      ),
  };
  const users: Resource = {
    plural: "users",
    ids: () => liveIds(world.users),
    read: (id) => mapped(live(world.users, id), nativeUser),
  };
  const companies: Resource = {
    plural: "companies",
    ids: () => [...nativeCompanies.keys()],
    read: (id) => nativeCompanies.get(id),
  };
  const contacts: Resource = {
    plural: "contacts",
    ids: () => [...nativeContacts.keys()],
    read: (id) => nativeContacts.get(id),
  };
  const random = new Random(seed);
  return [
    ...[jobs, talents, placements, users, companies, contacts].map(idPage),
    multiQuery(jobs, 200, random),
    multiQuery(talents, 201, random),
    multiQuery(placements, 200, random),
    one("/talent/activity-types", () => activityTypes),
    one("/branch", () => branches),
    single("/job/:id", jobs),
    single("/placement/:id", placements),
    single("/user/:id", users),
    single("/company/:id", companies),
    single("/contact/:id", contacts),
    {
      method: "GET",
      pattern: "/talent/:id",
      set: "always",
      handle: ({ params, query }) => {
        const candidate = live(world.candidates, Number(params.id));
        return candidate
          ? json(talent(world, candidate, query.get("includeResume") === "True"))
          : opaque(404, "Not found");
      },
    },
  ];
}

/** `GET /{plural}/ids/{page}/{pageSize}`: a bare array of numbers; the pages 0 and 1 are the same (the base is unresolved). */
function idPage({ plural, ids }: Resource): NativeRoute {
  return {
    method: "GET",
    pattern: `/${plural}/ids/:page/:pageSize`,
    set: "always",
    bulk: true,
    handle: ({ params }) => {
      const [page, size] = [Number(params.page), Number(params.pageSize)];
      if (!Number.isInteger(page) || !Number.isInteger(size) || page < 0 || size < 1) return opaque(400, "Bad request");
      const start = Math.max(0, page - 1) * size;
      return json(ids().slice(start, start + size));
    },
  };
}

/** `POST /{plural}/multi-query` with a bare array of ids. The order of the answer is not the order of the question. */
function multiQuery({ plural, read }: Resource, status: number, random: Random): NativeRoute {
  return {
    method: "POST",
    pattern: `/${plural}/multi-query`,
    set: "always",
    bulk: true,
    handle: ({ body }) => {
      if (!Array.isArray(body) || !body.every(Number.isInteger)) return opaque(400, "The request is invalid.");
      if (body.length > mostIds) return opaque(400, "Too many identifiers.");
      const found = [...new Set(body as number[])].map(read).filter((record) => record !== undefined);
      return json(random.shuffle(found), status);
    },
  };
}

function single(pattern: string, { read }: Resource): NativeRoute {
  return {
    method: "GET",
    pattern,
    set: "always",
    handle: ({ params }) => {
      const record = read(Number(params.id));
      return record === undefined ? opaque(404, "Not found") : json(record);
    },
  };
}

function one(pattern: string, answer: () => unknown): NativeRoute {
  return { method: "GET", pattern, set: "always", handle: () => json(answer()) };
}

function liveIds<T extends Row>(collection: Collection<T>): number[] {
  return collection
    .all()
    .filter(({ remote_deleted_at }) => remote_deleted_at === null)
    .map(({ remote_id }) => Number(remote_id));
}

/** A record that the tool still has. */
export function live<T extends Row>(collection: Collection<T>, id: number | string): Readonly<T> | undefined {
  const row = collection.byRemoteId(String(id));
  return row?.remote_deleted_at === null ? row : undefined;
}

function mapped<T, Result>(value: T | undefined, map: (value: T) => Result): Result | undefined {
  return value === undefined ? undefined : map(value);
}
