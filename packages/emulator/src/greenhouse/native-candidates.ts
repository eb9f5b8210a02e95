import { json, opaque, type NativeRoute } from "../tools/native-router.ts";
import type { CandidateRow } from "../world/rows.ts";
import type { World } from "../world/world.ts";

/** As many as Harvest v3 gives at once (reported). */
const mostIds = 500;

/** `GET /candidates?ids=1,2` of Harvest v3, which has no call for one candidate (reported by its users). */
export function candidateRoutes(world: World): NativeRoute[] {
  return [
    {
      method: "GET",
      pattern: "/candidates",
      set: "always",
      handle: ({ query }) => {
        const ids = query.get("ids")?.split(",");
        if (ids === undefined || ids.length > mostIds) return opaque(422, "ids");
        const found = ids.flatMap((id) => world.candidates.byRemoteId(id) ?? []);
        return json(found.filter(({ remote_deleted_at }) => remote_deleted_at === null).map(candidate));
      },
    },
  ];
}

/** Field names as users of the API report them. */
function candidate(row: Readonly<CandidateRow>): Record<string, unknown> {
  return {
    id: Number(row.remote_id),
    first_name: row.first_name,
    last_name: row.last_name,
    company: row.company,
    title: row.title,
    private: row.confidential ?? false,
    created_at: row.remote_created_at,
    updated_at: row.remote_updated_at,
    last_activity_at: row.remote_updated_at,
  };
}
