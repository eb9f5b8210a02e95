import { AtsError, RecordNotFound, toInstant, type Candidate, type EnhancedCandidate } from "@anyats/core";
import { orNull, parsedLeniently, type Drift } from "@anyats/kombo-base";
import { z } from "zod/mini";

/** The fields that are asked for: without any, Bullhorn gives the id alone. */
export const candidateFields = "id,status,owner,dateAvailable,occupation,source,dateAdded,dateLastModified,isDeleted";

/** A point in time, in milliseconds since 1970. */
const milliseconds = orNull(z.number());

/** Source: Bullhorn's REST API reference, `GET /entity/Candidate/{id}`. A value of another form costs itself. */
const nativeCandidate = z.looseObject({
  id: z.number(),
  status: orNull(z.string()),
  owner: orNull(z.looseObject({ id: z.number() })),
  dateAvailable: milliseconds,
  isDeleted: orNull(z.boolean()),
});
type NativeCandidate = z.output<typeof nativeCandidate>;

/**
 * A candidate who is deleted in Bullhorn stays there, with a mark: nobody who is asked for any more.
 * @throws {RecordNotFound}
 * @throws {AtsError} `ats.unreadable-answer`
 */
export function readNativeCandidate(data: unknown, status: number, drift: Drift): NativeCandidate {
  const parsed = parsedLeniently(z.object({ data: nativeCandidate }), data, drift);
  if (parsed.success && parsed.data.data.isDeleted === true) throw new RecordNotFound("candidate");
  if (parsed.success) return parsed.data.data;
  throw new AtsError({
    code: "ats.unreadable-answer",
    fault: "ats",
    retry: "never",
    message: `Bullhorn's answer cannot be read (at ${parsed.error.issues[0]?.path.join(".") || "the whole"}).`,
    advice: "Its shape may have changed: report it.",
    status,
  });
}

const dayMs = 86_400_000;

/** A day that Bullhorn keeps as the midnight of its server's zone: the nearest midnight of UTC names it. */
function dayOf(milliseconds: number): string | null {
  return toInstant(new Date(Math.round(milliseconds / dayMs) * dayMs))?.slice(0, 10) ?? null;
}

export function toEnhancedCandidate(native: NativeCandidate, candidate: Candidate | null): EnhancedCandidate {
  return {
    remoteId: String(native.id),
    candidate,
    status: native.status ?? null,
    office: null,
    representativeRemoteId: native.owner ? String(native.owner.id) : null,
    availableOn: native.dateAvailable == null ? null : dayOf(native.dateAvailable),
    lastContactedAt: null,
    customFields: null,
    native,
  };
}
