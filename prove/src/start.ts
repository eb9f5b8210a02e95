// `npm run prove` measures the kit: `npm run prove -- mutants` by mutants of the adapters' own sources, which is the
// figure that counts; without a word by the regression list of seeded bugs and by flipped cells.
await(process.argv.includes("mutants") ? import("./mutants/main.ts") : import("./main.ts"));
