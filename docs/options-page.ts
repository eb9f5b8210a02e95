import type { Adapter } from "@anyats/core";
import { coverageOf } from "@anyats/core/coverage";

const variables: readonly (readonly [name: string, usedBy: string, what: string])[] = [
  [
    "KOMBO_API_KEY",
    "`anyats` commands",
    "The API key of the Kombo environment. Without it, commands use the embedded emulator.",
  ],
  ["KOMBO_INTEGRATION_ID", "`anyats` commands", "The customer's integration, `tool:id`."],
  [
    "KOMBO_BASE_URL",
    "`anyats sync`",
    "Another address of Kombo's API, such as an emulator's; `--base-url` replaces it.",
  ],
  [
    "ODOO_BASE_URL, ODOO_API_KEY, …",
    "`anyats` commands",
    "The settings of an adapter that speaks with its ATS itself: its id and the setting's name, in capitals.",
  ],
  [
    "DATABASE_URL",
    "`anyats sync`, `createSync`, `migrateSync`",
    "The address of the PostgreSQL. Without it, an embedded one in `.anyats/` is used.",
  ],
  [
    "ANYATS_WEBHOOK_SECRET",
    "`anyats emulator --webhook-url`, `anyats sync work --webhook-port`",
    "The secret that signs webhooks.",
  ],
  [
    "ANYATS_WEBHOOK_SECRET_BEFORE",
    "`anyats sync work --webhook-port`",
    "The secret that it replaces: webhooks signed with either one are accepted during a rotation.",
  ],
];

const plain = (text: string) => text.replaceAll(/\s+/g, " ").replaceAll("|", "\\|");
const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => "---"), ...rows].map(row).join("\n");

/** The settings of each adapter and the environment variables of the command, from the schemas that check them. */
export function optionsPage(adapters: readonly Adapter[]): string {
  const settings = adapters.map((adapter) => {
    const rows = coverageOf(adapter).settings.map(({ name, required, description }) => [
      `\`${name}\``,
      required ? "yes" : "no",
      plain(description),
    ]);
    return `## ${adapter.name}\n\n\`connect(adapter, settings)\` with the adapter \`${adapter.id}\`:\n\n${table(["Setting", "Required", "What it is"], rows)}`;
  });
  const environment = table(
    ["Variable", "Used by", "What it is"],
    variables.map(([name, usedBy, what]) => [`\`${name}\``, usedBy, what]),
  );
  const head = "# Options\n\nGenerated from the settings' schemas; do not edit. `npm run update` refreshes it.";
  return `${[head, ...settings, `## Environment variables\n\n${environment}`].join("\n\n")}\n`;
}
