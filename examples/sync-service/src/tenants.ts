/** What the app knows of a tenant; in a real one the key comes from a secret store. */
export interface Tenant {
  readonly adapter: "avionte" | "bullhorn";
  readonly apiKey: string;
  readonly integrationId: string;
  readonly baseUrl: string;
}

/** The tenants, as the environment gives them. */
export function tenantsOf(env: NodeJS.ProcessEnv): Readonly<Record<string, Tenant>> {
  return JSON.parse(env["TENANTS"] ?? "{}") as Record<string, Tenant>;
}
