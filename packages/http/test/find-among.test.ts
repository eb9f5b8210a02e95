import type { Candidate } from "@anyats/core";
import { findAmong } from "@anyats/http";
import { expect, it } from "vitest";

const person = (id: string, number: string) => ({ id, phoneNumbers: [{ number, type: null }] }) as unknown as Candidate;

async function* pages(...all: readonly (readonly Candidate[])[]) {
  for (const records of all) yield await Promise.resolve({ records: [...records], quarantined: [] });
}

it("looks for a certain match in later pages, also when enough people match perhaps", async () => {
  const uncertain = ["a", "b", "c"].map((id) => person(id, "020 7946 0958"));
  const found = await findAmong({
    input: { phone: "+44 20 7946 0958", limit: 1, compareAtMost: 100 },
    pages: pages(uncertain, [person("d", "+44 20 7946 0958")]),
    comparedHere: true,
  });
  expect(found.phoneMatches).toEqual([{ candidateId: "d", grade: "same" }]);
});

it("gives a candidate once whom a list that changes gives twice", async () => {
  const [one, other] = [person("a", "+44 20 7946 0958"), person("b", "+44 20 7946 0958")];
  const input = { phone: "+44 20 7946 0958", limit: 100, compareAtMost: 100 };
  const found = await findAmong({ input, pages: pages([one], [one, other]), comparedHere: true });
  expect(found.candidates.map(({ id }) => id)).toEqual(["a", "b"]);
  expect(found.phoneMatches).toHaveLength(2);
});

it("compares at most as many as it may, also of a page that has more", async () => {
  const all = ["a", "b", "c"].map((id) => person(id, "+44 20 7946 0958"));
  const input = { phone: "+44 20 7946 0958", limit: 100, compareAtMost: 2 };
  const found = await findAmong({ input, pages: pages(all), comparedHere: true });
  expect(found.candidates.map(({ id }) => id)).toEqual(["a", "b"]);
  expect(found).toMatchObject({ compared: 2, complete: false });
});
