import { settingsBy } from "@anyats/core";
import { komboSettings } from "@anyats/kombo-base";
import { z } from "zod/mini";
import { knownRoutes, type RouteName } from "./routes/route-rows.ts";

const routeName = z.enum(Object.keys(knownRoutes) as [RouteName, ...RouteName[]]);

const replacement = z.strictObject({
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]),
  path: z
    .string()
    .check(z.regex(/^\/[\w/{}-]+$/, "must begin with a slash and hold only letters, digits, -, _ and {placeholders}")),
});

/** What a connection to Avionté needs to be told. */
export const avionteSettings = z.extend(komboSettings, {
  nativeRoutes: z
    ._default(z.enum(["as-known", "documented"]), "as-known")
    .check(
      z.describe(
        "Which native routes to go by where two are known: those of the coverage page of an existing client (`as-known`, default), or those of Avionté's public documentation (`documented`).",
      ),
    ),
  routes: z
    .optional(z.partialRecord(routeName, replacement))
    .check(z.describe("Single native routes to replace, by the name of their row, once the true ones are known.")),
  noteTypeName: z
    ._default(z.string().check(z.minLength(1)), "Note")
    .check(z.describe("With `documented` routes: the name of the tenant's activity type for notes. Default `Note`.")),
});

export type AvionteSettings = z.output<typeof avionteSettings>;

/** The settings of a connection to Avionté, typed. */
export const AVIONTE_SETTINGS = settingsBy(avionteSettings);
