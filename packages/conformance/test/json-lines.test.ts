import { describe, expect, it } from "vitest";
import { ofNothing } from "../src/contracts/pieces/empty-pages.ts";
import { parsed, textOf } from "../src/worlds/json-lines.ts";
import { rewriting, writingJsonOtherwise } from "../src/worlds/tapped.ts";
import { TroubledNetwork } from "../src/worlds/troubled-network.ts";

const headers = new Headers({ "content-type": "application/x-ndjson; charset=utf-8" });
const lines = [
  { id: "a", name: "One\u2028line\u0085" },
  { id: "b", name: "x\ny" },
  { count: 2, next: null },
];
const text = `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`;
const fetch: typeof globalThis.fetch = async () => new Response(text, { headers });
const address = "https://ats.example/parts/1";

describe("an answer of JSON lines", () => {
  it("says what each line says, and is written again as it was", () => {
    expect(parsed(text, headers)).toEqual(lines);
    expect(textOf(parsed(text, headers), headers)).toBe(text);
  });

  it("keeps one value on a line, however that is written", async () => {
    for (const otherwise of Object.values(writingJsonOtherwise)) {
      const answer = await otherwise(fetch)(address);
      expect(parsed(await answer.text(), headers)).toEqual(lines);
    }
  });

  it("is changed record by record, and spoilt", async () => {
    const changed = await rewriting(fetch, (body) => (body as object[]).map((line) => ({ ...line, more: 1 })))(address);
    expect(parsed(await changed.text(), headers)).toEqual(lines.map((line) => ({ ...line, more: 1 })));
    const network = new TroubledNetwork({
      answer: () => fetch(address),
      spoils: { "unknown-value": (body) => (body as object[]).slice(1) },
    });
    network.trouble("unknown-value");
    expect(parsed(await (await network.fetch(address)).text(), headers)).toEqual(lines.slice(1));
    expect(network.struck()).toBe(1);
  });

  it("keeps the line that counts where there are no records", () =>
    expect(ofNothing(parsed(text, headers))).toEqual([{ count: 0, next: null }]));
});
