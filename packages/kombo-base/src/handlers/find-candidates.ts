import { candidates as capabilities, handles } from "@anyats/core";
import { findAmong } from "@anyats/http";
import { model } from "../coverage/kombo-names.ts";
import { candidateReading } from "../mapping/candidate.ts";
import { LISTS } from "../reading/list-reader.ts";
import { queryOf } from "../reading/query.ts";
import { documented } from "../routes.ts";
import { KOMBO_SETTINGS } from "../settings.ts";

/**
 * Asks with the filters that Kombo has (e-mail address, names). It has none for phone numbers: those
 * are compared here, over what the other filters leave, or over every candidate, one request for 250.
 */
export const findCandidates = handles(capabilities.find, {
  lane: "unified",
  routes: documented("GET /ats/candidates"),
  needs: [model("candidates?")],
  inject: { lists: LISTS, settings: KOMBO_SETTINGS },
  async handle(input, call, { lists, settings }) {
    const { firstName, lastName, email, phone } = input;
    const query = queryOf({ first_name: firstName, last_name: lastName, email });
    const pages = lists.all("/ats/candidates", candidateReading, query, call);
    const { defaultCountry } = settings;
    return findAmong({ input, pages, comparedHere: phone !== undefined, defaultCountry });
  },
});
