import { InvalidInput, type InputOf, type candidates } from "@anyats/core";
import { open } from "node:fs/promises";

/** A file, as a handler gets it. */
export type GivenFile = InputOf<typeof candidates.addAttachment>["file"];
/** A file that comes with its content. */
export type FileWithContent = Exclude<GivenFile, { url: string }>;

/** The error of a file that cannot be used; `path` is within the file. Nothing of its content is told. */
export function fileError(path: string, message: string): InvalidInput {
  return new InvalidInput("The file", [{ path, message }]);
}

/** What a file that is too large is told. */
export function tooLarge(limit: number): string {
  return `must have at most ${limit} bytes (${(limit / 1_000_000).toFixed(1)} MB)`;
}

function fromBase64(given: string, limit: number): Uint8Array {
  // Line breaks, as in MIME, do no harm.
  const text = /\s/.test(given) ? given.replaceAll(/\s+/g, "") : given;
  if (text.startsWith("data:")) throw fileError("base64", "must be base64 alone, without `data:` before it");
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw fileError("base64", "is no base64");
  if ((text.length / 4) * 3 > limit + 2) throw fileError("", tooLarge(limit));
  return Buffer.from(text, "base64");
}

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

async function fromStream(stream: ReadableStream, limit: number, signal: AbortSignal): Promise<Uint8Array> {
  if (stream.locked) throw fileError("stream", "is being read already; a stream can be read once");
  try {
    return await fromChunks(stream.getReader(), limit, signal);
  } catch (error) {
    if (error instanceof InvalidInput || signal.aborted) throw error;
    throw fileError("stream", "broke off");
  }
}

async function fromPath(path: string, limit: number, signal: AbortSignal): Promise<Uint8Array> {
  try {
    await using handle = await open(path, "r");
    const found = await handle.stat();
    if (!found.isFile()) throw fileError("path", "is no regular file");
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
 * Reads a file's content from whatever it comes as. Never more than `limit` bytes are kept.
 * @throws {InvalidInput} when it cannot be read, is no base64, or is too large.
 * @throws the signal's reason when the call is given up meanwhile.
 */
export async function readContent(file: FileWithContent, limit: number, signal: AbortSignal): Promise<Uint8Array> {
  const bytes =
    "base64" in file
      ? fromBase64(file.base64, limit)
      : "bytes" in file
        ? file.bytes
        : "stream" in file
          ? await fromStream(file.stream, limit, signal)
          : await fromPath(file.path, limit, signal);
  if (bytes.byteLength > limit) throw fileError("", tooLarge(limit));
  return bytes;
}
