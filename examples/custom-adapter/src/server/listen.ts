import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Rowan } from "./rowan.ts";

async function requestOf(message: IncomingMessage): Promise<Request> {
  const { method = "GET", url = "/", headers } = message;
  const body = method === "GET" ? null : await text(message);
  return new Request(new URL(url, "http://127.0.0.1"), { method, headers: headers as Record<string, string>, body });
}

async function answer(rowan: Rowan, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const given = await rowan.answer(await requestOf(message));
  response.writeHead(given.status, Object.fromEntries(given.headers)).end(await given.text());
}

/** Puts Rowan behind a free port of this machine. */
export async function listen(rowan: Rowan): Promise<{ readonly url: string } & AsyncDisposable> {
  const server = createServer((message, response) => {
    answer(rowan, message, response).catch(() => response.writeHead(500).end());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
