import { ADAPTER, CONNECTION_ID, COVERAGE_NARROWER, defineAdapter, toClass, type Adapter } from "@anyats/core";
import { bindHttp } from "@anyats/http";
import { IntegrationCoverage } from "./coverage/integration-coverage.ts";
import * as handlers from "./handlers/index.ts";
import { komboGaps } from "./gaps.ts";
import { komboLimitations } from "./limitations.ts";
import { checkedIntegration } from "./integration-tool.ts";
import { CheckedStageTargets, STAGE_TARGETS } from "./handlers/stage-targets.ts";
import { RestrictionReader, RESTRICTIONS } from "./reading/attachment-restrictions.ts";
import { AttachmentReader, ATTACHMENTS } from "./reading/attachments.ts";
import { INTEGRATION, IntegrationReader } from "./reading/integration.ts";
import { ListReader, LISTS } from "./reading/list-reader.ts";
import { REJECTION_REASONS, RejectionReasonReader } from "./reading/rejection-reasons.ts";
import { StageDirectory, STAGES } from "./reading/stage-directory.ts";
import { komboWebhooks } from "./webhooks/webhook-reader.ts";
import { KOMBO_SETTINGS, komboSettings, type KomboSettings } from "./settings.ts";
import { komboProfile } from "./transport/kombo-profile.ts";
import { KomboTransport, TRANSPORT } from "./transport/kombo-transport.ts";
import { KomboPassthrough, PASSTHROUGH } from "./transport/passthrough.ts";
import { version } from "./version.ts";

/** What every ATS that is connected through Kombo inherits. */
export const komboBase = defineAdapter({
  id: "kombo-base",
  name: "Any ATS through Kombo",
  package: { name: "@anyats/kombo-base", version },
  facts: {
    providerId: "kombo",
    maturity: "in-development",
    showsSourceNames: true,
    noteFormat: "plain",
    // The stage that Kombo shows inside a candidate's application is a short one.
    traits: { absentFields: { candidates: ["applications[].stage.status", "applications[].stage.customFields"] } },
    prerequisites: [
      "Create an API key in Kombo's dashboard; it belongs to one environment and one region.",
      "Let the customer connect their ATS through Kombo's link; that gives the integration id.",
      "Wait for the first sync to end; before that Kombo answers that it is pending.",
    ],
  },
  settings: komboSettings,
  handlers,
  missing: komboGaps,
  limitations: komboLimitations,
  webhooks: komboWebhooks,
  bindings: (options) => {
    const { bind } = options;
    bind(CONNECTION_ID).toResolvedValue(
      ({ integrationId }: KomboSettings, adapter: Adapter) => checkedIntegration(integrationId, adapter),
      [KOMBO_SETTINGS, ADAPTER],
    );
    bindHttp(options, komboProfile);
    toClass(bind(TRANSPORT), KomboTransport).inSingletonScope();
    toClass(bind(PASSTHROUGH), KomboPassthrough).inSingletonScope();
    toClass(bind(LISTS), ListReader).inSingletonScope();
    toClass(bind(INTEGRATION), IntegrationReader).inSingletonScope();
    toClass(bind(COVERAGE_NARROWER), IntegrationCoverage)
      .inSingletonScope()
      .onDeactivation((narrower) => (narrower as IntegrationCoverage).close());
    toClass(bind(ATTACHMENTS), AttachmentReader).inSingletonScope();
    toClass(bind(RESTRICTIONS), RestrictionReader).inSingletonScope();
    toClass(bind(REJECTION_REASONS), RejectionReasonReader).inSingletonScope();
    toClass(bind(STAGES), StageDirectory).inSingletonScope();
    toClass(bind(STAGE_TARGETS), CheckedStageTargets).inSingletonScope();
  },
});
