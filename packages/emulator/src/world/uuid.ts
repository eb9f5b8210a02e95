import { hash } from "node:crypto";
import { remembered } from "./remembered.ts";

/** A UUID that follows from a text, and from nothing else. */
export const uuidOf = remembered((text: string): string => {
  const digits = hash("sha256", text, "hex");
  const variant = "89ab"[Number.parseInt(digits[16] ?? "0", 16) % 4];
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
});
