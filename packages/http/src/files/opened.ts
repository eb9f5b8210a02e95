import { InvalidInput, type GivenFile } from "@anyats/core";
import { claimIssues, contentIssues, mediaTypeOf } from "./check-content.ts";
import { isDataUrl, readDataUrl } from "./data-url.ts";
import type { OpenedFile } from "./open-file.ts";
import { publicAddress } from "./public-address.ts";
import { readContent } from "./read-content.ts";

/** A stream can be read only once, and a write whose answer was lost opens its file again. */
const fromStreams = new WeakMap<GivenFile, OpenedFile>();

/** What `openFile` does. */
export async function opened(file: GivenFile, signal: AbortSignal, limit: number, at: string): Promise<OpenedFile> {
  const before = fromStreams.get(file);
  if (before) return before;
  try {
    const found = await read(file, signal, limit);
    if ("stream" in file) fromStreams.set(file, found);
    return found;
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const under = (path: string) => (path === "" ? at : `${at}.${path}`);
    throw new InvalidInput(
      "The file",
      error.issues.map(({ path, message }) => ({ path: under(path), message })),
    );
  }
}

async function read(file: GivenFile, signal: AbortSignal, limit: number): Promise<OpenedFile> {
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
