import { playShare } from "../histories.ts";
import { answer } from "../in-worker.ts";

await answer(playShare);
