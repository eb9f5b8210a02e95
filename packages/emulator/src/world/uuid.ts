import { hash } from "node:crypto";

/** Worlds of one seed ask for the same ids: tests make them by the thousand. */
const uuids = new Map<string, string>();
const mostUuids = 20_000;

/** A UUID that follows from a text, and from nothing else. */
export function uuidOf(text: string): string {
  const known = uuids.get(text);
  if (known !== undefined) return known;
  if (uuids.size >= mostUuids) uuids.clear();
  const made = hashed(text);
  uuids.set(text, made);
  return made;
}

function hashed(text: string): string {
  const digits = hash("sha256", text, "hex");
  const variant = "89ab"[Number.parseInt(digits[16] ?? "0", 16) % 4];
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}
