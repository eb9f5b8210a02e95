export { syncConsole } from "./console.ts";
export type { Access, ConsoleAction, ConsoleOptions } from "./options.ts";
