import { avionte } from "@anyats/avionte";
import { createSync, type Sync, type SyncOptions } from "@anyats/sync";

/** A synchronisation whose connections read the address in their integration's place. */
export function openSync(
  database: NonNullable<SyncOptions["database"]>,
  baseUrl: string | ((connection: string) => string),
  options: Partial<SyncOptions> = {},
): Promise<Sync> {
  return createSync({
    database,
    adapters: [avionte],
    settings: ({ id }) => ({
      apiKey: "emulator-key",
      integrationId: "avionte:L7tEb7AA573EvpMyDvpQ7UiE",
      baseUrl: typeof baseUrl === "string" ? baseUrl : baseUrl(id),
    }),
    ...options,
  });
}
