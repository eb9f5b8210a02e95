import { describe, expect, it } from "vitest";
import { AddedSince } from "../src/index.ts";

/** What a connection keeps of a list, and how often the list was read. */
function scene(most?: number) {
  const since = new AddedSince(most);
  const list = ["a"];
  let reads = 0;
  const read = () => {
    reads += 1;
    return Promise.resolve([...list]);
  };
  let kept: readonly string[] | undefined;
  const holding = async (...held: readonly string[]) => {
    kept = await since.known(kept, (known) => held.filter((each) => !known.includes(each)), read);
    return [kept, reads] as const;
  };
  return { list, holding };
}

describe("what was added since", () => {
  it("is known after one more read, where a record holds it", async () => {
    const { list, holding } = scene();
    expect(await holding("a")).toEqual([["a"], 1]);
    list.push("b");
    expect(await holding("a")).toEqual([["a"], 1]);
    expect(await holding("a", "b")).toEqual([["a", "b"], 2]);
    expect(await holding("b")).toEqual([["a", "b"], 2]);
  });

  it("is not looked for again where it stays unknown, as what was removed", async () => {
    const { holding } = scene();
    expect(await holding("gone")).toEqual([["a"], 1]);
    expect(await holding("gone")).toEqual([["a"], 1]);
    expect(await holding("gone", "other")).toEqual([["a"], 2]);
    expect(await holding("other", "gone")).toEqual([["a"], 2]);
  });

  it("is looked for no more once so many things stay unknown", async () => {
    const { list, holding } = scene(2);
    await holding("one", "two");
    list.push("b");
    expect(await holding("b")).toEqual([["a"], 1]);
  });
});
