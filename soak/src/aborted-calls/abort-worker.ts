import { answer } from "../in-worker.ts";
import { abortCalls } from "./abort-calls.ts";

await answer(abortCalls);
