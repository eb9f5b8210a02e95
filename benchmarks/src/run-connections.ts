// Measures connections in a process of their own, so nothing else is on its heap.
import { measureConnections } from "./connections.ts";

process.send?.(await measureConnections(Number(process.env["ANYATS_CONNECTIONS"] ?? 10_000)));
