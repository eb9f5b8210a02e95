import { InvalidInput } from "@anyats/core";
import type { Trial } from "../../contract-test.ts";
import type { StoredFile } from "../../world.ts";
import { isDeclared } from "./striking.ts";

/** A small PDF file; another name gives other bytes. */
export function fileCalled<Type extends string>(name: string, type: Type) {
  const pdf = `%PDF-1.4\n% ${name}\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n`;
  return { name, type, contentType: "application/pdf", base64: Buffer.from(pdf).toString("base64") } as const;
}

/** The same file as a stream, which is read only once. One that comes by its address stays as it is. */
export function asStream(file: object): object {
  const { base64, ...rest } = file as { readonly base64?: string };
  return base64 === undefined ? file : { ...rest, stream: new Blob([Buffer.from(base64, "base64")]).stream() };
}

export const asStored = (file: string | StoredFile): StoredFile => (typeof file === "string" ? { name: file } : file);

/** The stored files that match a given one: by name, or by content where the ATS renames files. */
export function storedAs(
  { adapter }: Pick<Trial, "adapter">,
  stored: readonly (string | StoredFile)[],
  { name, base64 }: { readonly name: string; readonly base64: string },
): readonly StoredFile[] {
  const isRenamed = adapter.facts.traits?.fileNames === "changed";
  return stored.map(asStored).filter((each) => (isRenamed ? each.base64 === base64 : each.name === name));
}

/** What was wrong with the input of a call that ended so. */
export const issuesOf = (ended: unknown): InvalidInput["issues"] => (ended instanceof InvalidInput ? ended.issues : []);

/** Whether the ATS takes no files of a type, by its own restrictions or a declared limitation: then nothing is promised of them. */
export const isNotTaken = (ended: unknown, type: string): boolean =>
  isDeclared(ended) ||
  issuesOf(ended).some(
    ({ path, message }) => path.endsWith("contentType") && /one of/.test(message) && !message.includes(type),
  );

/** The text of HTML without elements, in which each character is escaped once. */
export const unescaped = (html: string): string =>
  html
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll(/&#0?39;|&apos;/g, "'")
    .replaceAll("&quot;", '"')
    .replaceAll("&nbsp;", " ")
    .replaceAll("&amp;", "&");
