import { at } from "@anyats/http";
import type { OdooSettings } from "../settings.ts";
import { versionOf, type Carried, type MethodCall, type OdooTransport, type ServerVersion } from "./transport.ts";

/**
 * `POST /jsonrpc`: the interface that every version up to 21 has. The user's key goes into the body. Ids and the
 * arguments before the keywords go by position: `create` reads its first argument only so.
 */
export class JsonRpc implements OdooTransport {
  readonly #settings: OdooSettings;

  constructor(settings: OdooSettings) {
    this.#settings = settings;
  }

  version(): Carried {
    return request("common", "version", []);
  }

  readVersion(body: unknown): ServerVersion | undefined {
    return versionOf(at(body, "result.server_version"));
  }

  identify(): Carried {
    const { database, user, apiKey } = this.#settings;
    return request("common", "authenticate", [database, user, apiKey.reveal(), {}]);
  }

  readIdentity(body: unknown): number | undefined {
    const uid = this.result(body);
    return typeof uid === "number" ? uid : undefined;
  }

  carry({ model, method, ids, positional = {}, named = {}, context }: MethodCall, uid: number): Carried {
    const { database, apiKey } = this.#settings;
    const positions = [...(ids ? [ids] : []), ...Object.values(positional)];
    const keywords = { ...named, ...(context && { context }) };
    return request("object", "execute_kw", [database, uid, apiKey.reveal(), model, method, positions, keywords]);
  }

  result(body: unknown): unknown {
    return at(body, "result"); // Absent for a method that returns nothing.
  }
}

function request(service: string, method: string, args: readonly unknown[]): Carried {
  return {
    method: "POST",
    path: "/jsonrpc",
    body: { jsonrpc: "2.0", method: "call", id: 1, params: { service, method, args } },
  };
}
