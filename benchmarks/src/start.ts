// `npm run bench` measures everything; `npm run bench -- sync` keeping a copy only, `-- client` reading and writing only.
// `--records`, `--connections` and `--events` set the sizes of the former; `--write` writes docs/benchmarks.md.
const only = process.argv[2];
if (only !== "sync") await import("./main.ts");
if (only !== "client") await import("./sync/main.ts");
