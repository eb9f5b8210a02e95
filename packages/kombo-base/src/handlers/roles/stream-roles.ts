import type { InputOf, Role, roles } from "@anyats/core";
import { roleReading } from "../../mapping/directory.ts";
import { ListStream } from "../../reading/list-stream.ts";
import { commonQuery, queryOf } from "../../reading/query.ts";
import type { WireRole } from "../../wire/directory.ts";

type Capability = typeof roles.stream;

/** `GET /ats/roles`, 250 at a time. */
export class StreamRoles extends ListStream<Capability, WireRole, Role> {
  protected readonly path = "/ats/roles";
  protected readonly reading = roleReading;

  protected query(filter: InputOf<Capability>) {
    return queryOf({
      ...commonQuery(filter),
      scopes: filter.scopes,
    });
  }
}
