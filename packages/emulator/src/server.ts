import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { doorOf, isForDoor } from "./door/door.ts";
import { doorPath } from "./door/names.ts";
import { assemble, emulatorOf, type Emulator, type EmulatorFor, type OptionsFor } from "./emulator.ts";
import { ConnectionDropped } from "./faults/answers.ts";
import { BrokenOffResponse } from "./faults/spoil.ts";
import type { EmulatorOptions } from "./kombo/options.ts";
import type { ToolName } from "./registry.ts";
import type { WireOptions } from "./wire/options.ts";

/** How a server is reached from other processes, and ended. */
export interface Running {
  /** The control door for apps in other processes: see `emulatorDoor`. */
  readonly door: string;
  /** Ends it; open connections are closed, and no webhook is sent any more. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** An emulator of Kombo's API that listens on a port. */
export interface RunningEmulator extends Emulator, Running {}

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
export async function startEmulator<Tool extends ToolName>(
  options: OptionsFor<Tool> & ServerOptions,
): Promise<EmulatorFor<Tool> & Running>;
export async function startEmulator(options?: EmulatorOptions & ServerOptions): Promise<RunningEmulator>;
export async function startEmulator(
  options: WireOptions & { readonly tool?: ToolName } & ServerOptions = {},
): Promise<unknown> {
  const { port = 0, host = "127.0.0.1", ...rest } = options;
  const listening = { origin: "" };
  // Apps that ask over HTTP live in real time: what they ask for since a time of theirs must be what changed since then.
  const assembly = assemble({ runningClock: rest.now === undefined, ...rest }, listening);
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
  listening.origin = `http://${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`;
  const emulator = emulatorOf(assembly, globalThis.fetch);
  const door = doorOf(emulator, false);
  const close = (): Promise<void> => {
    assembly.open.close();
    return new Promise((resolve) => {
      server.close(() => resolve());
      if ("closeAllConnections" in server) server.closeAllConnections();
    });
  };
  return {
    ...emulator,
    door: `${listening.origin}${doorPath}`,
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
