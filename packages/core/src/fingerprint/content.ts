import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { AtsError, InvalidInput } from "../errors/index.ts";
import { bytesOf, fingerprint } from "./fingerprint.ts";

/** What the contents of one input may hold together, in bytes. */
const mostBytes = 100_000_000;

/** A text of this length or more is digested apart, since the way of short ones takes a second for 60 MB. */
const longText = 65_536;

/** An input whose contents were read and fingerprinted. */
export interface KnownInput {
  readonly fingerprint: string;
  /** The input for one attempt: each has streams of its own, so that a repeat sends the same content. */
  fresh(): unknown;
}

async function sha256Of(bytes: Uint8Array): Promise<string> {
  return bytesToHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>)));
}

function refused(path: string, message: string): InvalidInput {
  return new InvalidInput("The input", [{ path, message }]);
}

/** Reads an input's contents once, within the bound. */
class ContentReader {
  readonly digests = new Map<unknown, string>();
  readonly streams = new Map<unknown, Uint8Array>();
  readonly #signal: AbortSignal;
  #bytes = 0;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  async visit(value: unknown, path: string): Promise<void> {
    if (typeof value === "string") return this.#visitText(value, path);
    if (typeof value !== "object" || value === null || value instanceof Date) return;
    if (this.digests.has(value)) return;
    const bytes = bytesOf(value);
    if (bytes) return this.#keep(value, this.#within(bytes, path));
    if (value instanceof Blob) {
      this.#count(value.size, path);
      return this.#keep(value, new Uint8Array(await value.arrayBuffer()));
    }
    if (value instanceof ReadableStream || Symbol.asyncIterator in value) {
      const content = await this.#read(value as ReadableStream | AsyncIterable<unknown>, path);
      this.streams.set(value, content);
      return this.#keep(value, content);
    }
    for (const [key, part] of Object.entries(value)) await this.visit(part, path === "" ? key : `${path}.${key}`);
  }

  async #visitText(text: string, path: string): Promise<void> {
    if (text.length < longText || this.digests.has(text)) return;
    this.#count(Math.floor(text.length * 0.75), path);
    this.digests.set(text, `text:${await sha256Of(utf8ToBytes(text))}`);
  }

  async #keep(value: unknown, bytes: Uint8Array): Promise<void> {
    this.digests.set(value, await sha256Of(bytes));
  }

  #within(bytes: Uint8Array, path: string): Uint8Array {
    this.#count(bytes.byteLength, path);
    return bytes;
  }

  #count(bytes: number, path: string): void {
    this.#bytes += bytes;
    if (this.#bytes > mostBytes) throw refused(path, `must have at most ${mostBytes} bytes`);
  }

  async #read(stream: ReadableStream | AsyncIterable<unknown>, path: string): Promise<Uint8Array> {
    if (stream instanceof ReadableStream && stream.locked)
      throw refused(path, "is being read already; a stream can be read once");
    const pieces = piecesOf(stream);
    const stop = () => pieces.stop(this.#signal.reason);
    this.#signal.addEventListener("abort", stop, { once: true });
    const chunks: Uint8Array[] = [];
    let size = 0;
    try {
      for (;;) {
        const { done, value } = await pieces.next();
        this.#signal.throwIfAborted();
        if (done) break;
        const chunk = bytesOf(value);
        if (!chunk) throw refused(path, "must give bytes (Uint8Array)");
        this.#count(chunk.byteLength, path);
        size += chunk.byteLength;
        chunks.push(chunk);
      }
    } catch (error) {
      if (AtsError.is(error) || this.#signal.aborted) throw error;
      throw refused(path, "broke off");
    } finally {
      this.#signal.removeEventListener("abort", stop);
      stop();
    }
    const content = new Uint8Array(size);
    let at = 0;
    for (const chunk of chunks) {
      content.set(chunk, at);
      at += chunk.byteLength;
    }
    return content;
  }
}

interface Pieces {
  next(): Promise<{ readonly done?: boolean; readonly value: unknown }>;
  stop(reason: unknown): void;
}

/** The pieces of a stream, which can be left while one is awaited. */
function piecesOf(stream: ReadableStream | AsyncIterable<unknown>): Pieces {
  if (stream instanceof ReadableStream) {
    const reader = stream.getReader() as ReadableStreamDefaultReader<unknown>;
    return { next: () => reader.read(), stop: (reason) => void reader.cancel(reason).catch(() => {}) };
  }
  const iterator = stream[Symbol.asyncIterator]();
  return {
    next: () => iterator.next() as Promise<{ done?: boolean; value: unknown }>,
    stop: () => void Promise.resolve(iterator.return?.()).catch(() => {}),
  };
}

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
}

function withStreams(value: unknown, streams: ReadonlyMap<unknown, Uint8Array>): unknown {
  const bytes = streams.get(value);
  if (bytes) return streamOf(bytes);
  if (Array.isArray(value)) return value.map((part) => withStreams(part, streams));
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withStreams(part, streams)]));
}

/**
 * Fingerprints an input with its contents: bytes however they are held, streams, blobs. Each is read and digested once.
 * A path or an address is fingerprinted as a text: what lies there cannot be known before it is sent.
 *
 * @throws {InvalidInput} when a stream cannot be read, or the contents are larger than 100 MB together.
 */
export async function knownInput(input: unknown, secret: string | undefined, signal: AbortSignal): Promise<KnownInput> {
  const reader = new ContentReader(signal);
  await reader.visit(input, "");
  const { digests, streams } = reader;
  return {
    fingerprint: fingerprint(input, secret, digests),
    fresh: () => (streams.size === 0 ? input : withStreams(input, streams)),
  };
}
