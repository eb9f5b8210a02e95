import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { networkFailure } from "../../worlds/troubled-network.ts";
import { failureOf, ofTheConnection } from "../pieces/calling.ts";
import { reading } from "./read-once-more.ts";

/** How the network fails, as Node reports it; `reached` where the request may have arrived. */
const networkFailures: readonly {
  readonly code: string;
  readonly syscall?: string;
  readonly reached?: true;
  readonly several?: true;
}[] = [
  { code: "ENOTFOUND", syscall: "getaddrinfo" },
  { code: "EAI_AGAIN", syscall: "getaddrinfo" },
  { code: "EAI_FAIL", syscall: "getaddrinfo" },
  { code: "ENOTFOUND" },
  { code: "EAI_AGAIN" },
  { code: "UND_ERR_CONNECT_TIMEOUT" },
  { code: "ConnectionRefused" },
  { code: "ECONNREFUSED", syscall: "connect", several: true },
  { code: "EHOSTUNREACH", syscall: "connect" },
  { code: "EHOSTUNREACH", syscall: "read", reached: true },
  { code: "ECONNRESET", syscall: "read", reached: true },
  { code: "ECONNRESET", syscall: "read", reached: true, several: true },
  { code: "UND_ERR_SOCKET", reached: true },
  { code: "EPIPE", syscall: "write", reached: true },
];

/** What reads promise where the network fails. */
export const networkFailurePromises: readonly ContractPromise[] = [
  {
    promise: "tells failures of the network apart: not reached, or broken off",
    rules: [
      {
        rule: "a server that was never reached is told from a connection that broke",
        tried: "it fails in each way in which Node does",
      },
    ],
    applies: ofTheConnection,
    async run(trial) {
      await reading(trial, async ({ read, way }) => {
        for (const { code, syscall, reached, several } of networkFailures) {
          const error = failureOf(
            await read(() => {
              throw networkFailure(code, syscall, several);
            }),
          );
          const what = `${code}${syscall ? ` of ${syscall}` : ""}`;
          assert.ok(error, `${what}: the call claims a success`);
          assert.equal(error.fault, "network", `${what}, ${error.code}: whose fault it is`);
          assert.equal(error.retry, "safe", `${what}, ${error.code}: a read may be repeated`);
          assert.equal(error.code, reached ? "network.interrupted" : "network.unreachable", what);
          if (!reached) assert.ok(error.message.includes(code), `${what}: the message does not name it`);
          assert.ok(way.requests() > 1, `${what}: it was not tried again`);
        }
      });
    },
  },
];
