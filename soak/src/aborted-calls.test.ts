import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { beyond, held } from "./aborted-calls/left-over.ts";
import { abortedCalls } from "./aborted-calls.ts";

describe("calls over HTTP that are given up in the middle", () => {
  it("leave no socket, no timer and no listener behind, wherever they were", async () => {
    const { calls, aborted, ...left } = await abortedCalls(100);
    expect({ calls, aborted }).toEqual({ calls: 100, aborted: 100 });
    expect(left).toEqual({ ways: 10, sockets: 0, timers: 0, listeners: 0 });
  });

  it("would be found out: a socket, a timer and a listener that stay are counted", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { signal } = new AbortController();
    const base = held([signal]);
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    await once(socket, "connect");
    const timer = setTimeout(() => {}, 60_000);
    const listener = (): void => {};
    signal.addEventListener("abort", listener);
    const left = beyond(base, held([signal]));
    clearTimeout(timer);
    socket.destroy();
    server.close();
    expect(left.sockets).toBeGreaterThanOrEqual(1);
    expect(left.timers).toBeGreaterThanOrEqual(1);
    expect(left.listeners).toBe(1);
  });
});
