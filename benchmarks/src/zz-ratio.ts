import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
const execArgv = ["--conditions=@anyats/source", "--expose-gc"];
const here = import.meta.dirname;
const server = fork(join(here, "page-server.ts"), { execArgv });
const [{ port }] = (await once(server, "message")) as [{ port: number }];
const address = (records: number) => `http://127.0.0.1:${port}/0/${records / 250}`;
const found: Record<string, number[]> = {};
const speed: Record<string, number[]> = {};
for (let round = 0; round < Number(process.argv[2] ?? 5); round += 1)
  for (const name of (process.argv[3] ?? "bare fetch,AnyATS").split(",")) {
    const child = fork(join(here, "run-contender.ts"), [name, address(50_000), address(5_000), "none"], { execArgv });
    const [m] = (await once(child, "message")) as [{ cpuMicros: number; perSecond: number }];
    (found[name] ??= []).push(m.cpuMicros);
    (speed[name] ??= []).push(m.perSecond);
    await once(child, "exit");
  }
server.disconnect();
for (const [n, v] of Object.entries(found))
  console.log(
    n,
    "cpu min",
    Math.min(...v).toFixed(2),
    "all",
    v.map((x) => x.toFixed(1)).join(" "),
    "max rec/s",
    Math.max(...speed[n]!).toFixed(0),
  );
