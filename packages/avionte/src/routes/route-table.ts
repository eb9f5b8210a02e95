import { AtsError, token, type Injected, type Token } from "@anyats/core";
import { path } from "@anyats/kombo-base";
import { AVIONTE_SETTINGS, type AvionteSettings } from "../settings.ts";
import { knownRoutes, type NativeRoute, type RouteName } from "./route-rows.ts";

/** How a note on a candidate is written: as the coverage page has it, or as an activity, which is documented. */
export type NoteStyle = "note" | "activity";

/** The native calls that this connection goes by. */
export interface RouteTable {
  row(name: RouteName): NativeRoute;
  /** The path of a row, with everything put in encoded. */
  pathOf(name: RouteName, values?: Readonly<Record<string, string>>): string;
  readonly noteStyle: NoteStyle;
}

export const ROUTES: Token<RouteTable> = token("avionte/routes");

/** The rows of the table, with those replaced that the connection's settings replace. */
export class ConfiguredRoutes implements RouteTable {
  static readonly inject = { settings: AVIONTE_SETTINGS };
  readonly #collaborators: Injected<typeof ConfiguredRoutes.inject>;

  constructor(collaborators: Injected<typeof ConfiguredRoutes.inject>) {
    this.#collaborators = collaborators;
  }

  get #settings(): Pick<AvionteSettings, "nativeRoutes" | "routes"> {
    return this.#collaborators.settings;
  }

  get noteStyle(): NoteStyle {
    return this.#settings.nativeRoutes === "documented" ? "activity" : "note";
  }

  row(name: RouteName): NativeRoute {
    const replaced = this.#settings.routes?.[name];
    if (!replaced) return knownRoutes[name];
    return { ...replaced, certainty: "unverified", source: "the settings of this connection" };
  }

  pathOf(name: RouteName, values: Readonly<Record<string, string>> = {}): string {
    return this.row(name).path.replaceAll(/\{(\w+)\}/g, (_placeholder, key: string) => {
      const value = values[key];
      if (value !== undefined) return path`${value}`;
      throw new AtsError({
        code: "route.unknown-placeholder",
        fault: "configuration",
        retry: "never",
        message: `The route "${name}" has an unknown placeholder {${key}}.`,
        advice: "Correct `routes` in the settings of the connection.",
      });
    });
  }
}
