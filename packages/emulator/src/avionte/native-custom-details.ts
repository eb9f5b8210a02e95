import type { NativeResponse } from "../http/native-call.ts";
import type { Row } from "../world/rows.ts";
import type { World } from "../world/world.ts";
import type { CustomDetailEntity } from "./custom-detail-definitions.ts";
import { CustomDetailRefused, type CustomDetails } from "./custom-details.ts";
import { nativeJob } from "./native-job.ts";
import { fields } from "./native-notes.ts";
import { live } from "./native-reads.ts";
import { json, opaque, type NativeCall, type NativeRoute } from "../tools/native-router.ts";
import { talent } from "./native-talent.ts";

type Model = "jobs" | "candidates" | "applications";

/** Which record a path is about, and how it answers. `candidate` is the seed's word for `talent`. */
interface Kind {
  readonly noun: string;
  readonly entity: CustomDetailEntity;
  readonly model: Model;
  readonly valuesKey: "customJobDetails" | "customDetails";
}

const kinds: readonly Kind[] = [
  { noun: "job", entity: "job", model: "jobs", valuesKey: "customJobDetails" },
  { noun: "candidate", entity: "talent", model: "candidates", valuesKey: "customDetails" },
  { noun: "application", entity: "application", model: "applications", valuesKey: "customDetails" },
];

/**
 * Definitions, values and updates of custom details. All unverified: definitions as a bare array; an update is
 * `PATCH { customDetails: [{ definitionId, value }] }`, which leaves what it does not name.
 */
export function customDetailRoutes(world: World, details: CustomDetails): NativeRoute[] {
  return kinds.flatMap((kind): NativeRoute[] => [
    {
      method: "GET",
      pattern: `/${kind.noun}/customDetailDefinitions`,
      set: "seed",
      handle: () => json(details.definitions(kind.entity)),
    },
    { method: "GET", pattern: `/${kind.noun}/:id`, set: "seed", handle: (call) => read(world, details, kind, call) },
    { method: "PATCH", pattern: `/${kind.noun}/:id`, set: "seed", handle: (call) => patch(world, details, kind, call) },
  ]);
}

/** The catalogue's ways to change a talent, and its tags. Whether an update is partial is unknown; here it is. */
export function talentRoutes(world: World, details: CustomDetails): NativeRoute[] {
  const update = (method: "PUT" | "POST"): NativeRoute => ({
    method,
    pattern: "/talent/:id",
    set: "always",
    handle: (call) => updateTalent(world, call),
  });
  return [
    update("PUT"),
    update("POST"),
    { method: "GET", pattern: "/talent/:id/all-tags", set: "always", handle: (call) => allTags(world, details, call) },
  ];
}

function read(world: World, details: CustomDetails, kind: Kind, { params }: NativeCall): NativeResponse {
  const row = find(world, kind, params.id);
  return row ? json(record(world, details, kind, row.remote_id ?? "")) : opaque(404, "Not found");
}

function patch(world: World, details: CustomDetails, kind: Kind, { params, body }: NativeCall): NativeResponse {
  const row = find(world, kind, params.id);
  if (!row) return opaque(404, "Not found");
  try {
    details.write(kind.entity, row.remote_id ?? "", fields(body).customDetails ?? fields(body)[kind.valuesKey]);
  } catch (error) {
    if (error instanceof CustomDetailRefused) return opaque(409, error.message);
    throw error;
  }
  world[kind.model].touch(row.id);
  return json(record(world, details, kind, row.remote_id ?? ""));
}

function find(world: World, { model }: Kind, id = ""): Readonly<Row> | undefined {
  if (model === "jobs") return live(world.jobs, id);
  return model === "candidates" ? live(world.candidates, id) : live(world.applications, id);
}

function record(world: World, details: CustomDetails, kind: Kind, remoteId: string): Record<string, unknown> {
  const values = { [kind.valuesKey]: details.read(kind.entity, remoteId) };
  const job = kind.model === "jobs" ? world.jobs.byRemoteId(remoteId) : undefined;
  if (job) return nativeJob(world, details, job);
  const candidate = kind.model === "candidates" ? world.candidates.byRemoteId(remoteId) : undefined;
  if (candidate) return { ...talent(world, candidate), ...values };
  const [talentId, jobId] = remoteId.split(":").map(Number);
  return { id: remoteId, talentId, jobId, ...values };
}

function updateTalent(world: World, { params, body }: NativeCall): NativeResponse {
  const candidate = live(world.candidates, params.id ?? "");
  if (!candidate) return opaque(404, "Not found");
  const { firstName, lastName, emailAddress, mobilePhone } = fields(body);
  world.candidates.update(candidate.id, {
    ...(typeof firstName === "string" && { first_name: firstName }),
    ...(typeof lastName === "string" && { last_name: lastName }),
    ...(typeof emailAddress === "string" && { email_addresses: [{ email_address: emailAddress, type: null }] }),
    ...(typeof mobilePhone === "string" && { phone_numbers: [{ phone_number: mobilePhone, type: "MOBILE" }] }),
  });
  return json(talent(world, candidate));
}

function allTags(world: World, details: CustomDetails, { params }: NativeCall): NativeResponse {
  const candidate = live(world.candidates, params.id ?? "");
  if (!candidate) return opaque(404, "Not found");
  const talentId = Number(candidate.remote_id);
  const tags = candidate.tag_ids.map((id, index) => {
    const tag = world.tags.get(id);
    return {
      talentTagId: talentId * 10 + index,
      tagId: Number(tag?.remote_id),
      tag: tag?.name,
      detailId: 0,
      detail: null,
      expirationDate: null,
      talentId,
    };
  });
  const customFields = Object.fromEntries(
    details.read("talent", candidate.remote_id).map(({ name, value }) => [name, value]),
  );
  return json({ talentId, tags, skills: [], resumeSkills: [], sources: [], customFields });
}
