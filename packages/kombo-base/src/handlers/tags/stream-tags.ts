import type { InputOf, Tag, tags } from "@anyats/core";
import { tagReading } from "../../mapping/directory.ts";
import { ListStream } from "../../reading/list-stream.ts";
import { commonQuery, queryOf } from "../../reading/query.ts";
import type { WireTag } from "../../wire/directory.ts";

type Capability = typeof tags.stream;

/** `GET /ats/tags`, 250 at a time. */
export class StreamTags extends ListStream<Capability, WireTag, Tag> {
  protected readonly path = "/ats/tags";
  protected readonly reading = tagReading;

  protected query(filter: InputOf<Capability>) {
    return queryOf(commonQuery(filter));
  }
}
