import { secret, settingsBy } from "@anyats/core";
import { baseUrl, customFetch } from "@anyats/http";
import { z } from "zod/mini";

/** What a connection needs to be told. Coverage shows the descriptions. */
export const odooSettings = z.strictObject({
  baseUrl: baseUrl().check(
    z.describe("The address of the Odoo server, such as https://acme.odoo.com, without a path."),
  ),
  database: z
    .string()
    .check(
      z.regex(/^[\w.-]+$/, "must be the name of a database"),
      z.describe("The name of the database. Where one server serves several, its administrator knows it."),
    ),
  user: z.string().check(z.minLength(1), z.describe("The login of the service account, usually an e-mail address.")),
  apiKey: secret().check(
    z.describe("An API key of that user (Preferences, Account Security), or its password. Kept so nothing prints it."),
  ),
  api: z
    ._default(z.enum(["json-rpc", "json-2"]), "json-rpc")
    .check(
      z.describe(
        "Which of Odoo's two interfaces is used. JSON-2 requires Odoo 19 or newer; JSON-RPC ends with Odoo 22.",
      ),
    ),
  language: z
    ._default(
      z.string().check(z.regex(/^[a-z]{2,3}(_([A-Z]{2}|\d{3}))?(@\w+)?$/, "must be a language code such as en_US")),
      "en_US",
    )
    .check(z.describe("The language in which names of jobs, stages and reasons are read and written.")),
  overlapSeconds: z
    ._default(z.int().check(z.gte(0), z.lte(86_400)), 300)
    .check(
      z.describe(
        "How far `updatedAfter` looks back further, because Odoo stamps a change with the start of its transaction.",
      ),
    ),
  sendEmails: z
    ._default(z.boolean(), false)
    .check(
      z.describe("Whether a stage with an e-mail template mails the applicant when an application is moved there."),
    ),
  defaultCountry: z
    .optional(z.string().check(z.regex(/^[A-Z]{2}$/, "must be a two-letter country code such as FR")))
    .check(z.describe("The country whose phone numbers are written without a country code.")),
  fetch: z.optional(customFetch()).check(z.describe("Another `fetch`: a test's, or one that goes through a proxy.")),
});

/** The settings as handlers and collaborators see them. */
export type OdooSettings = z.output<typeof odooSettings>;

/** The settings of a connection, typed: inject them with this. */
export const ODOO_SETTINGS = settingsBy(odooSettings);
