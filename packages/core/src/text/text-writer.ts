/** Blocks that begin and end a line. */
const blocks = new Set(["div", "caption", "ul", "ol", "tr"]);
/** Blocks that a blank line sets apart. */
const paragraphs = new Set(["p", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "table"]);

/** A link whose text is being written. */
interface Link {
  readonly address: string;
  shown: string;
}

/** Writes text the way a person would type it: lists with hyphens, links with their address, a table row per line. */
export class TextWriter {
  readonly #lines: string[] = [];
  /** The cells of the row that are complete. */
  #row: string[] = [];
  #line = "";
  /** Whether white space that comes now would be doubled. Looking at the line itself would copy it each time. */
  #atSpace = true;
  /** Whether the line has more than white space. Looking at the line itself would take the square of its length. */
  #hasWords = false;
  readonly #links: Link[] = [];
  #lists = 0;
  #preformatted = 0;
  /** Whether the line stands in an item or a cell that has no text yet: a paragraph there begins no line. */
  #justBegun = false;
  #cells = 0;
  /** Whether something ended within a row that begins no line: what follows stands apart by a space. */
  #parted = false;

  /** @param address Where a link leads. */
  open(tag: string, address: string): void {
    if (tag === "br") this.#endLine();
    else if (tag === "hr") this.#rule();
    else if (tag === "li") this.#item();
    else if (tag === "td" || tag === "th") this.#cell();
    else if (tag === "a") this.#links.push({ address, shown: "" });
    else this.#edge(tag);
    if (tag === "tr") this.#cells = 0;
    if (tag === "pre") this.#preformatted += 1;
    if (tag === "ul" || tag === "ol") this.#lists += 1;
  }

  close(tag: string): void {
    if (tag === "a") this.#endLink();
    else if (tag === "li") {
      if (!this.#isBlank) this.#endLine();
    } else if (tag === "td" || tag === "th") this.#parted = true;
    else {
      if (tag === "tr" || tag === "table") this.#cells = 0;
      this.#edge(tag);
    }
    if (tag === "pre") this.#preformatted -= 1;
    if (tag === "ul" || tag === "ol") this.#lists -= 1;
  }

  write(text: string): void {
    if (this.#preformatted > 0) {
      const [first = "", ...more] = text.split("\n");
      this.#add(first);
      for (const line of more) {
        this.#endLine();
        this.#add(line);
      }
    } else {
      const run = text.replaceAll(/\s+/g, " ");
      this.#add(this.#atSpace ? run.trimStart() : run);
    }
  }

  get text(): string {
    return [...this.#lines, this.#wholeLine]
      .map((line) => line.trimEnd())
      .join("\n")
      .replaceAll(/\n{3,}/g, "\n\n")
      .trim();
  }

  get #wholeLine(): string {
    return [...this.#row, this.#line].join(" | ");
  }

  get #isBlank(): boolean {
    return this.#row.length === 0 && !this.#hasWords;
  }

  #add(text: string): void {
    if (text === "") return;
    if (this.#parted && !this.#atSpace && !text.startsWith(" ")) this.#line += " ";
    this.#parted = false;
    this.#line += text;
    this.#atSpace = text.endsWith(" ");
    for (const link of this.#links) link.shown += text;
    if (text.trim() === "") return;
    this.#justBegun = false;
    this.#hasWords = true;
  }

  #endLine(): void {
    this.#lines.push(this.#wholeLine);
    this.#row = [];
    this.#begin("");
    this.#justBegun = false;
  }

  #begin(line: string): void {
    this.#line = line;
    this.#hasWords = line.trim() !== "";
    this.#atSpace = true;
    this.#parted = false;
  }

  /** The beginning or the end of a block. */
  #edge(tag: string): void {
    const apart = paragraphs.has(tag);
    if (!apart && !blocks.has(tag)) return;
    this.#parted = true;
    if (this.#justBegun || this.#cells > 0) return;
    if (!this.#isBlank) this.#endLine();
    if (apart && this.#lists === 0 && this.#lines.length > 0 && this.#lines.at(-1) !== "") this.#lines.push("");
  }

  #rule(): void {
    if (!this.#isBlank) this.#endLine();
    this.#begin("---");
    this.#endLine();
  }

  #item(): void {
    this.#cells = 0;
    if (!this.#isBlank) this.#endLine();
    this.#begin(`${"  ".repeat(Math.max(0, this.#lists - 1))}- `);
    this.#justBegun = true;
  }

  #cell(): void {
    if (this.#cells > 0) {
      this.#row.push(this.#line.trimEnd());
      this.#begin("");
    } else this.#parted = true;
    this.#cells += 1;
    this.#justBegun = true;
  }

  #endLink(): void {
    const link = this.#links.pop();
    if (!link || link.address === "") return;
    const address = link.address.replace(/^mailto:/i, "");
    const shown = link.shown.trim();
    if (shown === "") this.#add(address);
    else if (shown !== link.address && shown !== address) this.#add(`${this.#atSpace ? "" : " "}(${address})`);
  }
}
