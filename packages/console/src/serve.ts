import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { syncConsole } from "./console.ts";
import type { ConsoleOptions } from "./options.ts";

/** A console that is served on this machine. */
export interface ServedConsole extends AsyncDisposable {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves a console on the loopback address only: everybody on this machine may act. Requests under another name than
 * this machine's own are refused.
 * @param options `port` 0 takes a free one.
 * @throws {Error} `EADDRINUSE` when the port is in use.
 */
export async function serveConsole({
  port = 0,
  ...options
}: Omit<ConsoleOptions, "authorize" | "hosts" | "basePath"> & { readonly port?: number }): Promise<ServedConsole> {
  const hosts: string[] = [];
  const answer = syncConsole({ ...options, hosts, authorize: () => "act" });
  const server = serve({ fetch: answer, port, hostname: "127.0.0.1" }) as Server;
  await once(server, "listening");
  const { port: taken } = server.address() as AddressInfo;
  hosts.push(...["127.0.0.1", "localhost"].map((name) => `${name}:${taken}`));
  const close = async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  };
  return { url: `http://127.0.0.1:${taken}/`, close, [Symbol.asyncDispose]: close };
}
