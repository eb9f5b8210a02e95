import { cursorList, type HttpProfile, type ListFormat } from "@anyats/http";
import type { RowanSettings } from "./settings.ts";

/** How Rowan is reached. */
export const rowanProfile: HttpProfile<RowanSettings> = {
  name: "Rowan",
  destination: ({ apiKey, baseUrl, fetch }) => ({
    baseUrl,
    headers: { Authorization: `Bearer ${apiKey.reveal()}` },
    fetch,
  }),
};

/** Rowan gives no larger pages; and so many ids keep an address short enough for every proxy. */
export const largestPage = 50;

/** How Rowan's lists go on: the last page has no `next`. */
export const rowanList: ListFormat = cursorList({
  results: "items",
  next: "next",
  cursor: "after",
  size: "limit",
  largestPage,
  absentNextEnds: true,
});
