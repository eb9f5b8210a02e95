/** The media types of a body with a JSON value on each line, as exports and bulk reads have. */
const isLines = (headers: Headers): boolean =>
  /\b(?:x-)?(?:ndjson|jsonl|json-?lines)\b/i.test(headers.get("content-type") ?? "");

/** Whether an answer is JSON, or JSON line by line. */
export const isJson = (headers: Headers): boolean => isLines(headers) || /json/.test(headers.get("content-type") ?? "");

/** What an answer says; of lines, a list of what each says. @throws {SyntaxError} */
export function parsed(text: string, headers: Headers): unknown {
  if (!isLines(headers)) return JSON.parse(text) as unknown;
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return linesOf(lines.map((line) => JSON.parse(line) as unknown));
}

/** The body of an answer of these lines. */
export function linesOf(lines: readonly unknown[]): readonly unknown[] {
  ofLines.add(lines);
  return lines;
}

const ofLines = new WeakSet<object>();

/** Whether a body came line by line: among its lines may be one that is not a record, such as the last. */
export const isOfLines = (body: unknown): body is readonly unknown[] => Array.isArray(body) && ofLines.has(body);

/**
 * The text of an answer in its own form.
 * @param written Writes one value. A line has no line break in it, and no blank before it.
 */
export function textOf(body: unknown, headers: Headers, written: (value: unknown) => string = JSON.stringify): string {
  if (!isLines(headers) || !Array.isArray(body)) return written(body);
  return body
    .map(
      (line: unknown) =>
        `${written(line)
          .replaceAll(/[\r\n]/g, " ")
          .trim()}\n`,
    )
    .join("");
}
