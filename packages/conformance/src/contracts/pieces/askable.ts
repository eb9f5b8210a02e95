import { candidates } from "@anyats/core";
import { z } from "zod/mini";

/**
 * Whether something is an e-mail address that may be asked for and entered. Records hold others, too, as people typed them:
 * `ask@intranet`, or a name before the address.
 */
export const isAskable = (address: unknown): address is string =>
  address !== undefined && z.safeParse(candidates.find.input, { email: address }).success;
