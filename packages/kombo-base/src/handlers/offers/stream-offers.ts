import type { InputOf, Offer, offers } from "@anyats/core";
import { offerReading } from "../../mapping/activity.ts";
import { ListStream } from "../../reading/list-stream.ts";
import { commonQuery, queryOf } from "../../reading/query.ts";
import type { WireOffer } from "../../wire/activity.ts";

type Capability = typeof offers.stream;

/** `GET /ats/offers`, 250 at a time. */
export class StreamOffers extends ListStream<Capability, WireOffer, Offer> {
  protected readonly path = "/ats/offers";
  protected readonly reading = offerReading;

  protected query(filter: InputOf<Capability>) {
    return queryOf(commonQuery(filter));
  }
}
