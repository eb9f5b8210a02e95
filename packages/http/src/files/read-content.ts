import { InvalidInput, type ByteStream, type GivenFile } from "@anyats/core";
import { open } from "node:fs/promises";
import { readBase64 } from "./base64.ts";
import { fileError, refuseBeyond } from "./file-error.ts";

/** A file that comes with its content. */
export type FileWithContent = Exclude<GivenFile, { url: string }>;

/** Reads chunks until the end, never more than the limit, and gives up when the call does. */
async function fromChunks(source: ReadableStream, limit: number, signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const keep = (chunk: unknown) => {
    if (!(chunk instanceof Uint8Array)) throw fileError("stream", "must give bytes (Uint8Array)");
    size += chunk.byteLength;
    refuseBeyond(limit, size);
    chunks.push(chunk);
  };
  await source.pipeTo(new WritableStream({ write: keep }), { signal });
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

/** What is wrong with a source that failed. A system's code says why; its message may name a person. */
function notRead(source: string, error: unknown): InvalidInput {
  const code = /^[A-Z_]{1,60}$/.exec(String((error as { readonly code?: unknown } | undefined)?.code))?.[0];
  return fileError(source, code === undefined ? "cannot be read" : `cannot be read (${code})`);
}

async function fromPath(path: string, limit: number, signal: AbortSignal): Promise<Uint8Array> {
  await using handle = await open(path, "r");
  const found = await handle.stat();
  if (!found.isFile()) throw fileError("path", "is not a regular file");
  refuseBeyond(limit, found.size);
  // It may grow while it is read.
  return await fromChunks(handle.readableWebStream(), limit, signal);
}

async function fromStream(stream: ByteStream, limit: number, signal: AbortSignal): Promise<Uint8Array> {
  const source = stream instanceof ReadableStream ? stream : ReadableStream.from(stream);
  if (source.locked) throw fileError("stream", "is being read already; a stream can be read once");
  return fromChunks(source, limit, signal);
}

/**
 * Reads a file's content, whatever it comes as. Never more than `limit` bytes are kept.
 * @throws {InvalidInput} when it cannot be read, is not valid base64, or is too large.
 * @throws the signal's reason when the call is given up meanwhile.
 */
export async function readContent(file: FileWithContent, limit: number, signal: AbortSignal): Promise<Uint8Array> {
  if ("base64" in file) return readBase64(file.base64, limit);
  if ("bytes" in file) {
    refuseBeyond(limit, file.bytes.byteLength);
    return file.bytes;
  }
  const source = "stream" in file ? "stream" : "blob" in file ? "blob" : "path";
  try {
    if ("stream" in file) return await fromStream(file.stream, limit, signal);
    if ("path" in file) return await fromPath(file.path, limit, signal);
    refuseBeyond(limit, file.blob.size);
    return await fromChunks(file.blob.stream(), limit, signal);
  } catch (error) {
    if (error instanceof InvalidInput || signal.aborted) throw error;
    throw notRead(source, error);
  }
}
