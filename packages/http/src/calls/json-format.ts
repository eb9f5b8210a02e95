import { parseExactly } from "../bounds/parse.ts";
import type { BodyFormat } from "./profile.ts";

/** What most servers write. */
export const json: BodyFormat = {
  type: "application/json",
  write: JSON.stringify,
  read: JSON.parse,
  readExactly: parseExactly,
};
