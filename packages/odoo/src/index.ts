export { odoo, odoo as default } from "./adapter.ts";
export { odooProfile } from "./profile.ts";
export { odooSettings, type OdooSettings } from "./settings.ts";
