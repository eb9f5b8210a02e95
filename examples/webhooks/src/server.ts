import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { AtsError } from "@anyats/core";
import { nodeWebhooks } from "@anyats/kombo-base/webhooks/node";
import type { Sync } from "./sync.ts";

/** A server that takes Kombo's webhooks at `/webhooks/kombo`. */
export async function listen(sync: Sync, secret: string): Promise<{ readonly url: string } & AsyncDisposable> {
  const receive = nodeWebhooks({
    secrets: secret,
    onEvent: async (event) => {
      if (event.type === "data-changed") await sync.changed(event);
    },
    onProblem: (problem) => console.warn(`not taken: ${AtsError.is(problem) ? problem.code : "a failure of the app"}`),
  });
  const server = createServer((request, response) => {
    if (request.url === "/webhooks/kombo") void receive(request, response);
    else response.writeHead(404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/kombo`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
