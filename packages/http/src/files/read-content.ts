import { InvalidInput, type ByteStream, type GivenFile } from "@anyats/core";
import { open } from "node:fs/promises";
import { readBase64 } from "./base64.ts";
import { fileError, tooLarge } from "./file-error.ts";

/** A file that comes with its content. */
export type FileWithContent = Exclude<GivenFile, { url: string }>;

/** Reads chunks until the end, never more than the limit, and gives up when the call does. */
async function fromChunks(
  reader: ReadableStreamDefaultReader,
  limit: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const stop = () => void reader.cancel(signal.reason).catch(() => {});
  signal.addEventListener("abort", stop, { once: true });
  try {
    for (;;) {
      signal.throwIfAborted();
      const { done, value } = (await reader.read()) as { done: boolean; value: unknown };
      signal.throwIfAborted();
      if (done) return Buffer.concat(chunks, size);
      if (!(value instanceof Uint8Array)) throw fileError("stream", "must give bytes (Uint8Array)");
      size += value.byteLength;
      if (size > limit) throw fileError("", tooLarge(limit));
      chunks.push(value);
    }
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}

async function fromStream(stream: ByteStream, limit: number, signal: AbortSignal): Promise<Uint8Array> {
  if (stream instanceof ReadableStream && stream.locked)
    throw fileError("stream", "is being read already; a stream can be read once");
  try {
    const source = stream instanceof ReadableStream ? stream : ReadableStream.from(stream);
    return await fromChunks(source.getReader(), limit, signal);
  } catch (error) {
    if (error instanceof InvalidInput || signal.aborted) throw error;
    throw fileError("stream", "broke off");
  }
}

async function fromBlob(blob: Blob, limit: number, signal: AbortSignal): Promise<Uint8Array> {
  if (blob.size > limit) throw fileError("", tooLarge(limit));
  try {
    return await fromChunks(blob.stream().getReader(), limit, signal);
  } catch (error) {
    if (error instanceof InvalidInput || signal.aborted) throw error;
    throw fileError("blob", "cannot be read");
  }
}

async function fromPath(path: string, limit: number, signal: AbortSignal): Promise<Uint8Array> {
  try {
    await using handle = await open(path, "r");
    const found = await handle.stat();
    if (!found.isFile()) throw fileError("path", "is not a regular file");
    if (found.size > limit) throw fileError("", tooLarge(limit));
    // It may grow while it is read.
    return await fromChunks(handle.readableWebStream().getReader(), limit, signal);
  } catch (error) {
    if (error instanceof InvalidInput || signal.aborted) throw error;
    const code = (error as { readonly code?: unknown }).code;
    throw fileError("path", `cannot be read${typeof code === "string" ? ` (${code})` : ""}`);
  }
}

/**
 * Reads a file's content, whatever it comes as. Never more than `limit` bytes are kept.
 * @throws {InvalidInput} when it cannot be read, is not valid base64, or is too large.
 * @throws the signal's reason when the call is given up meanwhile.
 */
export async function readContent(file: FileWithContent, limit: number, signal: AbortSignal): Promise<Uint8Array> {
  if ("base64" in file) return readBase64(file.base64, limit);
  if ("stream" in file) return fromStream(file.stream, limit, signal);
  if ("blob" in file) return fromBlob(file.blob, limit, signal);
  if ("path" in file) return fromPath(file.path, limit, signal);
  if (file.bytes.byteLength > limit) throw fileError("", tooLarge(limit));
  return file.bytes;
}
