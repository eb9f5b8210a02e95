// Prints the figures of reliability; `npm run soak -- --write` also puts them into docs/reliability.md.
import { playHistories } from "./histories.ts";

const start = performance.now();
const h = await playHistories(Number(process.env["ANYATS_SOAK_HISTORIES"] ?? 10_000));
console.log(h, (performance.now() - start) / 1000);
