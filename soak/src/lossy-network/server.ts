// The ATS on its own host: it takes notes, counts them, and breaks its own network as it is told.
import { execFileSync } from "node:child_process";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { wire } from "./namespaces.ts";
import type { ToServer, Way } from "./messages.ts";

const ip = (...words: readonly string[]) => execFileSync("ip", words, { stdio: "ignore" });
const seen = new Map<string, number>();
let way: Way | undefined;

/** From now on, nothing leaves for the client; what it sends still arrives. */
const fallSilent = () =>
  ip("neigh", "replace", wire.client, "lladdr", "02:00:00:00:00:99", "dev", wire.device, "nud", "permanent");
/** From now on, nobody finds the host any more. */
const hide = () => ip("link", "set", wire.device, "arp", "off");
/** From now on, its wire is cut. */
const cut = () => ip("link", "set", wire.device, "down");

function heal(): void {
  way = undefined;
  ip("link", "set", wire.device, "up", "arp", "on");
  try {
    ip("neigh", "del", wire.client, "dev", wire.device);
  } catch {
    // It was not silent.
  }
}

const json = (response: ServerResponse, status: number, body: unknown) =>
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    if (request.method === "GET") {
      // Notes cannot be read here, so that a lost answer is never settled by reading back.
      json(response, 400, { status: "error", error: { code: "INTEGRATION.MODEL_NOT_AVAILABLE" } });
      return;
    }
    const { content } = JSON.parse(Buffer.concat(chunks).toString()) as { content: string };
    seen.set(content, (seen.get(content) ?? 0) + 1);
    if (way === "acknowledgement lost, then the host gone") hide();
    if (way === "wire cut before the answer") cut();
    else json(response, 200, { status: "success", data: {}, warnings: [] });
    process.send!({ arrived: content });
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, wire.server, () => process.send!({ port: (server.address() as AddressInfo).port }));

process.on("message", (message: ToServer) => {
  if ("arm" in message) {
    way = message.arm;
    if (way !== "wire cut before the answer") fallSilent();
  } else if ("heal" in message) heal();
  process.send!({ done: true, seen: "count" in message ? (seen.get(message.count) ?? 0) : 0 });
});
