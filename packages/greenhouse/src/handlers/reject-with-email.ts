import { applications, handles, type Injected } from "@anyats/core";
import { RejectApplication, RejectManyApplications, type Rejection } from "@anyats/kombo-base";
import { connectorOf, givenField, GREENHOUSE_SETTINGS, type GreenhouseSettings } from "../settings.ts";

type Fields = Rejection["remoteFields"];

const inject = { ...RejectApplication.inject, settings: GREENHOUSE_SETTINGS };

/** As Kombo's, with an e-mail to the candidate (`remote_fields.greenhouse.rejection_email`) for the connector that there is. */
export class RejectWithEmail extends RejectApplication {
  static override readonly inject = inject;
  declare protected readonly collaborators: Injected<typeof inject>;

  protected override remoteFields(rejection: Rejection): Fields {
    return forConnector(super.remoteFields(rejection), this.collaborators.settings);
  }
}

/** The same for several. */
export class RejectManyWithEmail extends RejectManyApplications {
  static override readonly inject = inject;
  declare protected readonly collaborators: Injected<typeof inject>;

  protected override remoteFields(rejection: Rejection): Fields {
    return forConnector(super.remoteFields(rejection), this.collaborators.settings);
  }
}

/** An e-mail that is given under the other connector's name goes to the one that the connection has. */
function forConnector(fields: Fields, settings: GreenhouseSettings): Fields {
  const connector = connectorOf(settings);
  const email = givenField(fields, connector, "rejection_email");
  return email === undefined ? fields : { ...fields, [connector]: { ...fields?.[connector], rejection_email: email } };
}

export const rejectApplication = handles(applications.reject, RejectWithEmail);

export const rejectManyApplications = handles(applications.rejectMany, RejectManyWithEmail);
