import { expect, test } from "vitest";
import { notingWrites } from "../src/worlds/tapped.ts";

test("a write is noted with its method, address and body, also if its answer is lost", async () => {
  let writes = 0;
  const fetch: typeof globalThis.fetch = async (input) => {
    const { method, url } = input as Request;
    if (method === "POST") writes += 1;
    if (url.endsWith("/lost")) throw new TypeError("fetch failed");
    return new Response("{}");
  };
  const noting = notingWrites(fetch, () => writes);
  await noting.fetch("https://ats.example/people?q=ada");
  await noting.fetch("https://ats.example/people", { method: "POST", body: '{"name":"Ada"}' });
  await expect(noting.fetch("https://ats.example/lost", { method: "POST", body: "{}" })).rejects.toThrow(
    "fetch failed",
  );
  expect(noting.written).toEqual([
    'POST https://ats.example/people {"name":"Ada"}',
    "POST https://ats.example/lost {}",
  ]);
});
