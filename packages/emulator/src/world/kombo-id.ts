import { hash } from "node:crypto";
import { remembered } from "./remembered.ts";

const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** 24 base58 characters that follow from a text, and from nothing else. */
export const base58Digest = remembered((text: string): string => {
  const bytes = hash("sha256", text, "buffer");
  let id = "";
  for (let index = 0; index < 24; index += 1) id += alphabet[(bytes[index] ?? 0) % 58];
  return id;
});

/**
 * The Kombo id of a record: derived from the integration and the tool's own id, not from the model. So a
 * candidate and a job with the same remote id share one Kombo id (documented).
 */
export function komboId(integrationId: string, remoteId: string): string {
  return base58Digest(`${integrationId}\n${remoteId}`);
}
