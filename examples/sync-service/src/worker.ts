import { openSync } from "./open-sync.ts";

/** A worker process. Start as many as you like; end one in any way. */
const sync = await openSync(process.env["DATABASE_URL"]);
await sync.work();
console.info("working");
process.once("SIGTERM", () => void sync.close());
// The example's workers end with the process that started them, however that ends.
process.channel?.unref();
process.once("disconnect", () => void sync.close());
