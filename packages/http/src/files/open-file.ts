import { InvalidInput, type GivenFile } from "@anyats/core";
import { claimIssues, contentIssues, mediaTypeOf } from "./check-content.ts";
import { isDataUrl, readDataUrl } from "./data-url.ts";
import { publicAddress } from "./public-address.ts";
import { readContent } from "./read-content.ts";

/** What is read into memory at most, whatever a server takes, in bytes. */
export const mostInMemory = 100_000_000;

/** A file that was read and checked. */
export type OpenedFile = {
  readonly name: string;
  readonly type: GivenFile["type"];
} & (
  | { readonly mediaType: string; readonly bytes: Uint8Array }
  /** A file that the server fetches. */
  | { readonly mediaType: string | undefined; readonly url: string }
);

/** How a file is opened. */
export interface Opening {
  readonly signal: AbortSignal;
  /** The most bytes; 100 MB unless it is said. */
  readonly limit?: number;
}

/**
 * Opens a file of an input, whatever it comes as: reads its content, finds out its type, and checks that it is what it
 * says. A file under an address is not fetched; the address is checked.
 * @throws {InvalidInput} when it cannot be read, is not what it says, is too large, or its address is not public.
 */
export async function openFile(file: GivenFile, { signal, limit = mostInMemory }: Opening): Promise<OpenedFile> {
  refuse(claimIssues(file));
  const { name, type } = file;
  const address = "url" in file ? file.url : "base64" in file ? file.base64 : "";
  const isData = isDataUrl(address);
  if ("url" in file && !isData) return { name, type, url: publicAddress(address), mediaType: mediaTypeOf(file) };
  const data =
    isData || "url" in file ? readDataUrl(address, limit) : { bytes: await readContent(file, limit, signal) };
  const claim = { name, contentType: file.contentType ?? ("type" in data ? data.type : undefined) };
  refuse([...claimIssues(claim), ...contentIssues(claim, data.bytes)]);
  return { name, type, bytes: data.bytes, mediaType: mediaTypeOf(claim, data.bytes) ?? "application/octet-stream" };
}

function refuse(issues: ConstructorParameters<typeof InvalidInput>[1]): void {
  if (issues.length > 0) throw new InvalidInput("The file", issues);
}
