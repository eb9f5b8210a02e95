import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { doorOf, isForDoor } from "./door/door.ts";
import { doorPath } from "./door/names.ts";
import { assemble, emulatorOf, type Emulator } from "./emulator.ts";
import { ConnectionDropped } from "./faults/answers.ts";
import { BrokenOffResponse } from "./faults/spoil.ts";
import type { EmulatorOptions } from "./options.ts";

/** An emulator that listens on a port. */
export interface RunningEmulator extends Emulator {
  /** The control door for apps in other processes: see `emulatorDoor`. */
  readonly door: string;
  /** Ends it; open connections are closed, and no webhook is sent any more. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface ServerOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** Default 127.0.0.1: not to be reached from elsewhere. */
  readonly host?: string;
}

/**
 * Starts an emulator on a loopback port. Without `now`, its clock starts now and goes on in real time.
 * @throws {Error} `EADDRINUSE` and similar, when the port cannot be had.
 */
export async function startEmulator(options: EmulatorOptions & ServerOptions = {}): Promise<RunningEmulator> {
  const { port = 0, host = "127.0.0.1", ...rest } = options;
  // Apps that ask over HTTP live in real time: what they ask for since a time of theirs must be what changed since then.
  const assembly = assemble({ runningClock: rest.now === undefined, ...rest }, "");
  const door = doorOf(emulatorOf(assembly, globalThis.fetch, false), false);
  const server = createAdaptorServer({
    overrideGlobalObjects: false,
    fetch: async (request, { incoming, outgoing }) => {
      try {
        if (isForDoor(request)) return await door(request);
        const response = await assembly.pipeline.serve(request);
        return response instanceof BrokenOffResponse ? breakOff(response, outgoing as ServerResponse) : response;
      } catch (error) {
        (incoming as IncomingMessage).socket.destroy();
        if (error instanceof ConnectionDropped || request.signal.aborted) return RESPONSE_ALREADY_SENT;
        throw error;
      }
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  assembly.state.origin = `http://${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`;
  const close = (): Promise<void> => {
    assembly.state.webhooks.close();
    return new Promise((resolve) => {
      server.close(() => resolve());
      if ("closeAllConnections" in server) server.closeAllConnections();
    });
  };
  return {
    ...emulatorOf(assembly, globalThis.fetch, false),
    door: `${assembly.state.origin}${doorPath}`,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Announces the whole answer, sends the first half and closes the connection. */
function breakOff(response: BrokenOffResponse, outgoing: ServerResponse): Response {
  outgoing.writeHead(response.status, { ...Object.fromEntries(response.headers), "content-length": response.length });
  outgoing.write(response.firstHalf, () => outgoing.destroy());
  return RESPONSE_ALREADY_SENT;
}
