import type { HandlerFacts, Injected, Route } from "@anyats/core";
import { CUSTOM_FIELDS } from "../custom-fields/custom-fields.ts";
import { NATIVE } from "../native/native-api.ts";
import { REMOTE_IDS } from "../native/remote-ids.ts";
import type { RouteName } from "../routes/route-rows.ts";
import { ROUTES } from "../routes/route-table.ts";

/** What performs an operation through Avionté's own API: it names the rows of the route table that it uses. */
export abstract class NativeHandler implements HandlerFacts {
  static readonly inject = { native: NATIVE, remoteIds: REMOTE_IDS, customFields: CUSTOM_FIELDS, table: ROUTES };
  readonly lane = "passthrough" as const;
  protected readonly collaborators: Injected<typeof NativeHandler.inject>;

  constructor(collaborators: Injected<typeof NativeHandler.inject>) {
    this.collaborators = collaborators;
  }

  /** The rows, of which some may depend on the connection's settings. */
  protected abstract uses(): readonly RouteName[];

  get routes(): readonly Route[] {
    return this.uses().map((name) => this.collaborators.table.row(name));
  }
}
