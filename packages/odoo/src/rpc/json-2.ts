import { at, path } from "@anyats/http";
import type { OdooSettings } from "../settings.ts";
import { versionOf, type Carried, type MethodCall, type OdooTransport, type ServerVersion } from "./transport.ts";

/** `POST /json/2/<model>/<method>` with named arguments: from Odoo 19 on. The key goes into a header, and names the user. */
export class Json2 implements OdooTransport {
  readonly #settings: OdooSettings;

  constructor(settings: OdooSettings) {
    this.#settings = settings;
  }

  version(): Carried {
    return { method: "GET", path: "/web/version", headers: { "X-Odoo-Database": this.#settings.database } };
  }

  readVersion(body: unknown): ServerVersion | undefined {
    return versionOf(at(body, "version"));
  }

  identify(): Carried {
    return this.carry({ model: "res.users", method: "context_get" });
  }

  readIdentity(body: unknown): number | undefined {
    const uid = at(body, "uid");
    return typeof uid === "number" ? uid : undefined;
  }

  carry({ model, method, ids, positional = {}, named = {}, context }: MethodCall): Carried {
    const { apiKey, database } = this.#settings;
    return {
      method: "POST",
      path: path`/json/2/${model}/${method}`,
      headers: { Authorization: `bearer ${apiKey.reveal()}`, "X-Odoo-Database": database },
      body: { ...(ids && { ids }), ...positional, ...named, ...(context && { context }) },
    };
  }

  result(body: unknown): unknown {
    return body;
  }
}
