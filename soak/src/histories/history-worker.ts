import { parentPort, workerData } from "node:worker_threads";
import { playShare, type Share } from "../histories.ts";

parentPort?.postMessage(await playShare(workerData as Share));
