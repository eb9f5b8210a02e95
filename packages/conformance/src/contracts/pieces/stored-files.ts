import { strict as assert } from "node:assert";
import type { Trial } from "../../contract-test.ts";
import type { StoredFile } from "../../world.ts";
import { storedAs } from "./files.ts";

/** Fails unless the ATS holds a file once: its bytes, name and type. */
export function assertStored(
  trial: Trial,
  stored: readonly (string | StoredFile)[],
  given: { name: string; contentType: string; type: string; base64: string },
): void {
  const { name, contentType, type, base64 } = given;
  const found = storedAs(trial, stored, given);
  assert.equal(found.length, 1, `the file ${name} is not there once`);
  const [kept] = found as [StoredFile];
  if (kept.base64 !== undefined) assert.equal(kept.base64, base64, "the bytes of the file were changed");
  if (kept.contentType != null) assert.equal(kept.contentType, contentType, "the media type of the file was changed");
  // An ATS that knows résumés and files alone keeps the rest as OTHER.
  const isOther = kept.type === "OTHER" && type !== "CV";
  if (kept.type != null && !isOther) assert.equal(kept.type, type, "the file is stored as one of another kind");
}
