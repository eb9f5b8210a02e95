import type { Trial } from "../contract-test.ts";
import type { StoredFile } from "../world.ts";

/** The bytes of a small PDF file; another name gives other bytes. */
export const pdfFor = (name: string): string =>
  Buffer.from(`%PDF-1.4\n% ${name}\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n`, "utf8").toString(
    "base64",
  );

export const asStored = (file: string | StoredFile): StoredFile => (typeof file === "string" ? { name: file } : file);

/** Those of the stored files that are the given one: by name, or by content where the ATS gives files names of its own. */
export function storedAs(
  { adapter }: Pick<Trial, "adapter">,
  stored: readonly (string | StoredFile)[],
  { name, base64 }: { readonly name: string; readonly base64: string },
): readonly StoredFile[] {
  const isRenamed = adapter.facts.traits?.fileNames === "changed";
  return stored.map(asStored).filter((each) => (isRenamed ? each.base64 === base64 : each.name === name));
}
