// `npm run prove` measures the kit: `npm run prove -- mutants` by mutants of the adapters' own sources; `npm run prove --
// faults` by faults at the boundary of sound adapters that show in one state only; `npm run prove -- branches` by the branches
// of those sources that it runs; `npm run prove -- kit` runs it on our adapters; `npm run prove -- engines` gives the tests of
// sync an engine that breaks a promise, for each promise; without a word by the regression list of seeded bugs and by flipped
// cells.
if (process.argv.includes("mutants")) await import("./mutants/main.ts");
else if (process.argv.includes("faults")) await import("./faults/main.ts");
else if (process.argv.includes("branches")) await import("./branches/main.ts");
else if (process.argv.includes("kit")) await import("./run-kit.ts");
else if (process.argv.includes("engines")) await import("./engines/main.ts");
else if (process.argv.includes("worlds")) await import("./worlds/main.ts");
else await import("./main.ts");
