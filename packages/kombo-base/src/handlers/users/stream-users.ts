import type { InputOf, User, users } from "@anyats/core";
import { userReading } from "../../mapping/directory.ts";
import { ListStream } from "../../reading/list-stream.ts";
import { commonQuery, queryOf } from "../../reading/query.ts";
import type { WireUser } from "../../wire/directory.ts";

type Capability = typeof users.stream;

/** `GET /ats/users`, 250 at a time. */
export class StreamUsers extends ListStream<Capability, WireUser, User> {
  protected readonly path = "/ats/users";
  protected readonly reading = userReading;
  protected override readonly splittable = ["ids", "remote_ids", "emails"];

  protected query(filter: InputOf<Capability>) {
    return queryOf({
      ...commonQuery(filter),
      // Kombo compares them without case; so do the parts of a long list.
      emails: filter.emails?.map((email) => email.toLowerCase()),
    });
  }
}
