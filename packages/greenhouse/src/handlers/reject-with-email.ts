import { applications, handles, type Injected } from "@anyats/core";
import { RejectApplication, RejectManyApplications, type Rejection, type Repeatable } from "@anyats/kombo-base";
import { connectorOf, givenField, GREENHOUSE_SETTINGS, type GreenhouseSettings } from "../settings.ts";

type Fields = Rejection["remoteFields"];

const inject = { ...RejectApplication.inject, settings: GREENHOUSE_SETTINGS };

/** As Kombo's, but an e-mail to the candidate (`remote_fields.greenhouse.rejection_email`) is never asked for twice. */
export class RejectWithEmail extends RejectApplication {
  static override readonly inject = inject;
  declare protected readonly collaborators: Injected<typeof inject>;

  protected override remoteFields(rejection: Rejection): Fields {
    return forConnector(super.remoteFields(rejection), this.collaborators.settings);
  }

  protected override repeatable(rejection: Rejection): Repeatable {
    return withoutEmail(super.repeatable(rejection));
  }
}

/** The same for several. */
export class RejectManyWithEmail extends RejectManyApplications {
  static override readonly inject = inject;
  declare protected readonly collaborators: Injected<typeof inject>;

  protected override remoteFields(rejection: Rejection): Fields {
    return forConnector(super.remoteFields(rejection), this.collaborators.settings);
  }

  protected override repeatable(rejection: Rejection): Repeatable {
    return withoutEmail(super.repeatable(rejection));
  }
}

/** An e-mail that is given under the other connector's name goes to the one that the connection has. */
function forConnector(fields: Fields, settings: GreenhouseSettings): Fields {
  const connector = connectorOf(settings);
  const email = givenField(fields, connector, "rejection_email");
  return email === undefined ? fields : { ...fields, [connector]: { ...fields?.[connector], rejection_email: email } };
}

function withoutEmail({ rejection, leftOut }: Repeatable): Repeatable {
  const { remoteFields = {}, ...rest } = rejection;
  const fields = Object.entries(remoteFields);
  if (!fields.some(([, { rejection_email }]) => rejection_email !== undefined)) return { rejection, leftOut };
  const kept = fields.map(([connector, { rejection_email: _email, ...others }]) => [connector, others] as const);
  return {
    rejection: { ...rest, remoteFields: Object.fromEntries(kept) },
    leftOut: [...leftOut, "the candidate was sent the e-mail"],
  };
}

export const rejectApplication = handles(applications.reject, RejectWithEmail);

export const rejectManyApplications = handles(applications.rejectMany, RejectManyWithEmail);
