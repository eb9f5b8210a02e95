import { COVERAGE_NARROWER, defineAdapter, toClass } from "@anyats/core";
import { bindHttp } from "@anyats/http";
import { ConnectionCoverage } from "./coverage/connection-coverage.ts";
import { odooGaps } from "./gaps.ts";
import { Applications, APPLICATIONS } from "./handlers/applications.ts";
import { ApplicationCreation, APPLICATION_CREATION } from "./handlers/create-application.ts";
import { CustomFields, CUSTOM_FIELDS } from "./handlers/custom-fields.ts";
import { Interviews, INTERVIEWS } from "./handlers/directory.ts";
import { Files, FILES } from "./handlers/files.ts";
import * as handlers from "./handlers/index.ts";
import { Jobs, JOBS } from "./handlers/jobs.ts";
import { NOTE_WRITING, Notes, NOTES, NoteWriting } from "./handlers/notes.ts";
import { Rejections, REJECTIONS } from "./handlers/rejections.ts";
import { STAGE_TARGETS, StageTargets } from "./handlers/stages.ts";
import { TAG_NAMES, TagNames } from "./handlers/tags.ts";
import { odooLimitations } from "./limitations.ts";
import { PEOPLE, PeopleOfServer } from "./people/people-of-server.ts";
import { odooProfile } from "./profile.ts";
import { Lists, LISTS } from "./reading/lists.ts";
import { Mentions, MENTIONS } from "./records/mentions.ts";
import { Access, ACCESS } from "./rpc/access.ts";
import { Odoo, ODOO } from "./rpc/odoo.ts";
import { OdooServer, SERVER } from "./rpc/server.ts";
import { odooSettings } from "./settings.ts";
import { odooTraits } from "./traits.ts";
import { version } from "./version.ts";

/** Odoo Recruitment, through the server's own API. What is registered here is what it covers. */
export const odoo = defineAdapter({
  id: "odoo",
  name: "Odoo",
  package: { name: "@anyats/odoo", version },
  facts: {
    providerId: "odoo",
    maturity: "beta",
    noteFormat: "html",
    traits: odooTraits,
    prerequisites: [
      "Install the app Recruitment in the database.",
      "Create a user for the connection, and make it an officer of Recruitment (all applicants).",
      "Create an API key in that user's preferences, under Account Security. Keys expire: note when.",
      "Odoo's cloud opens its API on the Custom plan only.",
    ],
    notes: [
      "Odoo Online asks for at most one call per second and database: set `atOnce` of httpPolicy to 1 there.",
      "Kept to what a running Odoo 18.0 community did; the person models of 17 and 19 and JSON-2 are as documented.",
    ],
  },
  settings: odooSettings,
  handlers,
  missing: odooGaps,
  limitations: odooLimitations,
  bindings: (options) => {
    const { bind } = options;
    bindHttp(options, odooProfile);
    toClass(bind(COVERAGE_NARROWER), ConnectionCoverage).inSingletonScope();
    toClass(bind(SERVER), OdooServer).inSingletonScope();
    toClass(bind(ODOO), Odoo).inSingletonScope();
    toClass(bind(ACCESS), Access).inSingletonScope();
    toClass(bind(LISTS), Lists).inSingletonScope();
    toClass(bind(MENTIONS), Mentions).inSingletonScope();
    toClass(bind(PEOPLE), PeopleOfServer).inSingletonScope();
    toClass(bind(JOBS), Jobs).inSingletonScope();
    toClass(bind(APPLICATIONS), Applications).inSingletonScope();
    toClass(bind(APPLICATION_CREATION), ApplicationCreation).inSingletonScope();
    toClass(bind(STAGE_TARGETS), StageTargets).inSingletonScope();
    toClass(bind(REJECTIONS), Rejections).inSingletonScope();
    toClass(bind(NOTES), Notes).inSingletonScope();
    toClass(bind(NOTE_WRITING), NoteWriting).inSingletonScope();
    toClass(bind(FILES), Files).inSingletonScope();
    toClass(bind(TAG_NAMES), TagNames).inSingletonScope();
    toClass(bind(INTERVIEWS), Interviews).inSingletonScope();
    toClass(bind(CUSTOM_FIELDS), CustomFields).inSingletonScope();
  },
});
