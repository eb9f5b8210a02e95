import { applications, handles } from "@anyats/core";
import { RejectApplication, RejectManyApplications, type Rejection, type Repeatable } from "@anyats/kombo-base";

/** As Kombo's, but an e-mail to the candidate (`remote_fields.greenhouse.rejection_email`) is never asked for twice. */
export class RejectWithEmail extends RejectApplication {
  protected override repeatable(rejection: Rejection): Repeatable {
    return withoutEmail(super.repeatable(rejection));
  }
}

/** The same for several. */
export class RejectManyWithEmail extends RejectManyApplications {
  protected override repeatable(rejection: Rejection): Repeatable {
    return withoutEmail(super.repeatable(rejection));
  }
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
