import { routesFrom } from "@anyats/core";
import { cursorList, type HttpProfile } from "@anyats/http";
import type { RowanSettings } from "./settings.ts";

/** How Rowan is reached. */
export const rowanProfile: HttpProfile<RowanSettings> = {
  name: "Rowan",
  connectionId: ({ baseUrl }) => baseUrl,
  destination: ({ apiKey, baseUrl, fetch }) => ({
    baseUrl,
    headers: { Authorization: `Bearer ${apiKey.reveal()}` },
    fetch,
  }),
};

/** How Rowan's lists go on: the last page has no `next`. */
export const rowanList = cursorList({
  results: "items",
  next: "next",
  cursor: "after",
  size: "limit",
  largestPage: 50,
  absentNextEnds: true,
});

/** Routes of Rowan, which the company documents itself. */
export const documented = routesFrom("src/server/rowan.ts");
