import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";

/** Receives the webhooks that come to one address. */
export type Route = (request: Request) => Promise<Response>;

function requestOf(incoming: IncomingMessage): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
  const body = Readable.toWeb(incoming) as ReadableStream<Uint8Array>;
  // `duplex` is what Node requires for a body that is a stream.
  const init = { method: "POST", headers, body, duplex: "half" };
  return new Request("http://localhost/webhooks", init as RequestInit);
}

/** The connection that an address names; the text as it is where it is not well encoded, which no connection is called. */
function connectionIn(part: string | undefined): string | undefined {
  try {
    return part === undefined ? undefined : decodeURIComponent(part);
  } catch {
    return part;
  }
}

/**
 * Serves the routes of the webhooks. A proxy in front of it gives it an address in the internet and TLS.
 * @param routeOf Which one receives at `/webhooks`, and at `/webhooks/` with the id of a connection.
 * @param onError Hears why a webhook could not be noted.
 */
export async function serveWebhooks(
  routeOf: (connection: string | undefined) => Promise<Route | undefined>,
  port: number,
  onError: (error: unknown) => void,
): Promise<{ readonly url: string } & AsyncDisposable> {
  const server = createServer((incoming, outgoing) => {
    const answer = async () => {
      const at = /^\/webhooks(?:\/([^/?#]+))?$/.exec(incoming.url ?? "");
      const route = at && incoming.method === "POST" ? await routeOf(connectionIn(at[1])) : undefined;
      if (!route) return { status: 404, text: "" };
      const response = await route(requestOf(incoming));
      return { status: response.status, text: await response.text() };
    };
    answer().then(
      ({ status, text }) => outgoing.writeHead(status, { "content-type": "application/json" }).end(text),
      // The database is away: the sender tries again, or the schedule reads.
      (error: unknown) => {
        onError(error);
        outgoing.writeHead(503).end();
      },
    );
  });
  server.listen(port);
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
