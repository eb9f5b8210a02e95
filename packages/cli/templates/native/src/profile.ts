import { cursorList, type HttpProfile } from "@anyats/http";
import type { MyAtsSettings } from "./settings.ts";

/**
 * What @anyats/http needs to know of My ATS: where its API is and how a request proves who it is. `errors`, `refusal` and
 * `quota` say where it differs from other servers.
 */
export const myAtsProfile: HttpProfile<MyAtsSettings> = {
  name: "My ATS",
  connectionId: ({ baseUrl }) => baseUrl,
  destination: ({ apiKey, baseUrl, fetch }) => ({
    baseUrl,
    headers: { Authorization: `Bearer ${apiKey.reveal()}` },
    fetch,
  }),
};

/** How a list of My ATS goes on. Its records are in the body under their own name. */
export const listOf = (kind: string) =>
  cursorList({ results: kind, next: "next", cursor: "after", size: "limit", largestPage: 100 });
