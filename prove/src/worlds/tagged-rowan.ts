import type { World } from "@anyats/conformance";
import type { Adapter } from "@anyats/core";
import { parseExactly, type BodyFormat } from "@anyats/http";
// @boundaries-ignore a sound adapter to vary
import { rowan } from "../../../examples/custom-adapter/src/index.ts";
// @boundaries-ignore what it says of its server
import { rowanProfile } from "../../../examples/custom-adapter/src/profile.ts";
// @boundaries-ignore its world
import { rowanWorld } from "../../../examples/custom-adapter/test/world.ts";
import { but } from "./on-the-way.ts";
import { saying } from "./sound-server.ts";

const tagged = (json: string): string => `<rowan>${json.replaceAll("<", String.raw`\u003c`)}</rowan>`;

/** What is not JSON, such as the page of a proxy, comes as it is. */
function taggedIfJson(text: string): string {
  try {
    JSON.parse(text);
    return tagged(text);
  } catch {
    return text;
  }
}

/** @throws where a text is not between the tags. */
function untagged(text: string): string {
  const [, inside] = /^<rowan>([^<]*)<\/rowan>$/.exec(text) ?? [];
  if (inside === undefined) throw new TypeError("not between the tags");
  return inside;
}

/** A format that is not JSON. */
const format: BodyFormat = {
  type: "application/vnd.rowan",
  write: (body) => tagged(JSON.stringify(body)),
  read: (text) => JSON.parse(untagged(text)),
  readExactly: (text) => parseExactly(untagged(text)),
};

/** Rowan, which speaks a format of its own. */
export const taggedRowan: Adapter = saying(rowan, () => ({ ...rowanProfile, format }));

/** The way of a server that speaks JSON, spoken in that format. */
const asSent = (fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
  async function speaks(input, init) {
    const request = new Request(input, init);
    const headers = new Headers(request.headers);
    if (headers.get("accept") !== "*/*") headers.set("accept", "application/json");
    let body: string | ArrayBuffer | null = request.body && (await request.clone().arrayBuffer());
    if (headers.get("content-type") === format.type) {
      headers.set("content-type", "application/json");
      body = untagged(await request.clone().text());
    }
    const { method, signal } = request;
    const response = await fetch(new Request(request.url, { method, headers, body, signal }));
    if (!/json/.test(response.headers.get("content-type") ?? "")) return response;
    const said = new Headers(response.headers);
    said.set("content-type", format.type);
    // What breaks off breaks off while it is read.
    const text = new ReadableStream<Uint8Array>({
      async pull(controller) {
        // The request is held until the answer is there: Node would lose the abort.
        request.signal.throwIfAborted();
        controller.enqueue(new TextEncoder().encode(taggedIfJson(await response.text())));
        controller.close();
      },
    });
    return new Response(text, { status: response.status, headers: said });
  };

export const taggedRowanWorld: World = but(rowanWorld, () => ({ asSent }));
