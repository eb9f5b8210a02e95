import { expect, it } from "vitest";
import { shortLists, wholeList } from "@anyats/http";

const many = (count: number) => Array.from({ length: count }, (_each, nth) => `id-${nth}`);

it("parts a filter into what an address can hold and what is compared here", () => {
  const filter = { ids: many(60), jobIds: many(51), stageIds: many(50), email: "ada@example.com", statuses: undefined };
  const { short, long } = shortLists(filter);
  expect(long).toEqual({ jobIds: filter.jobIds });
  // `byIds` asks for ids some at a time.
  expect(short).toEqual({ ids: filter.ids, stageIds: filter.stageIds, email: filter.email, statuses: undefined });
});

it("reads a list that comes in one answer, under a name or as the whole body", () => {
  const read = (list: string, body: unknown) =>
    wholeList(list).read(body, { position: null, pageSize: 10, parameters: {} }, "", new Headers());
  expect(read("data", { data: [1, 2] })).toEqual({ results: [1, 2], next: null });
  expect(read("", [1])).toEqual({ results: [1], next: null });
  expect(read("data", { error: "none" })).toEqual({ results: undefined, next: null });
});
