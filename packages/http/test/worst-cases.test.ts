import { leastTime } from "@anyats/core/testing";
import { describe, expect, it } from "vitest";
import { openFile, publicAddress } from "../src/index.ts";

const most = 100;
const { signal } = new AbortController();

/** The least processor time of a few runs, in milliseconds. */
const time = (run: () => unknown): Promise<number> => leastTime(run, most);

const attempted = (run: () => unknown) => async () => {
  try {
    await run();
  } catch {
    // Whether it is taken does not matter here, only how long that takes.
  }
};

const texts = ["a", ".", "a.", "-", " ", "=", "A", "[", ":", "%25", "@", "/", "\u3002", "é", ";", ","].map((piece) =>
  piece.repeat(Math.ceil(200_000 / piece.length)),
);

describe("a file of 200,000 characters", () => {
  it("takes at most 100 ms, whatever its address is", async () => {
    for (const text of texts)
      for (const address of [
        text,
        `https://${text}`,
        `https://${text.slice(0, 7_900)}`,
        `https://${text}.com/`,
        `https://[${text}]/`,
      ])
        expect(await time(attempted(() => publicAddress(address))), address.slice(0, 16)).toBeLessThan(most);
  });

  it("takes at most 100 ms, whatever its content is", async () => {
    const bytes = [..."\u0000 <{%P\u00ff\ufeff\n"].map(
      (sign) => new Uint8Array(Buffer.from(sign.repeat(200_000), "latin1")),
    );
    const file = { type: "OTHER" } as const;
    for (const name of ["cv.pdf", "cv.doc", "cv.txt", "cv.xls", "cv"])
      for (const content of bytes)
        expect(await time(attempted(() => openFile({ ...file, name, bytes: content }, { signal }))), name).toBeLessThan(
          most,
        );
    for (const text of texts)
      for (const given of [
        { base64: text },
        { base64: `data:${text}` },
        { url: `data:${text},x` },
        { url: `data:;${text}` },
      ])
        expect(
          await time(attempted(() => openFile({ ...file, name: "cv.pdf", ...given }, { signal }))),
          text.slice(0, 4),
        ).toBeLessThan(most);
  });
});
