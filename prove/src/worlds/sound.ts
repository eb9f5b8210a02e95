import { komboServers } from "./sound-kombo.ts";
import { rowanServers } from "./sound-rowan.ts";
import type { SoundServer } from "./sound-server.ts";

/** Servers that merely differ: no test of the kit may fail. */
export const soundServers: readonly SoundServer[] = [...rowanServers, ...komboServers];
