import { RejectionReason, record, Tag, User } from "@anyats/core";
import type { Reading } from "@anyats/http";
import { z } from "zod/mini";
import { recordNames, small, splitName, text, wireRecord } from "../reading/values.ts";
import { usualFields } from "../rpc/usual-fields.ts";
import { emailOf } from "./person.ts";

const wireUser = z.looseObject({ ...wireRecord, name: text, email: text, login: text });
export const directoryUserNames = [...recordNames, ...usualFields["res.users"]];

/** `res.users` without those of the portal. */
export const userReading: Reading<z.output<typeof wireUser>, User> = {
  schema: wireUser,
  map: function toUser(wire) {
    return record(User, {
      ...small(wire),
      ...splitName(wire.name),
      email: emailOf(wire),
      status: wire.active == null ? null : wire.active ? "ACTIVE" : "INACTIVE",
    });
  },
};

const wireNamed = z.looseObject({ ...wireRecord, name: text });
export const namedNames = [...recordNames, "name"];

/** `hr.applicant.category` */
export const tagReading: Reading<z.output<typeof wireNamed>, Tag> = {
  schema: wireNamed,
  map: function toTag(wire) {
    return { ...small(wire), name: wire.name };
  },
};

/** `hr.applicant.refuse.reason` */
export const reasonReading: Reading<z.output<typeof wireNamed>, RejectionReason> = {
  schema: wireNamed,
  map: function toRejectionReason(wire) {
    return record(RejectionReason, { ...small(wire), name: wire.name });
  },
};
