import { describe, expect, it } from "vitest";
import { readEach } from "@anyats/http";

describe("readEach", () => {
  it("reads some at a time, and gives everything in its order", async () => {
    let [underWay, most] = [0, 0];
    const read = async (one: number) => {
      most = Math.max(most, (underWay += 1));
      for (let turns = 0; turns < 5 - one; turns += 1) await Promise.resolve();
      underWay -= 1;
      return one * 10;
    };
    expect(await readEach([1, 2, 3, 4, 5], 2, read)).toEqual([10, 20, 30, 40, 50]);
    expect(most).toBe(2);
    expect(await readEach([], 2, read)).toEqual([]);
  });

  it("fails with the first that failed, once nothing is under way, and begins no more", async () => {
    const ended: string[] = [];
    const read = async (one: string) => {
      if (one === "missing") throw new Error("it is missing");
      for (let turns = 0; turns < 10; turns += 1) await Promise.resolve();
      ended.push(one);
    };
    await expect(readEach(["missing", "beside it", "after it"], 2, read)).rejects.toThrow("it is missing");
    expect(ended).toEqual(["beside it"]);
  });
});
