import { avionteProfile } from "../avionte/profile.ts";
import { bullhornProfile } from "../bullhorn/profile.ts";
import { greenhouseProfile } from "../greenhouse/profile.ts";
import type { ToolProfile } from "./profile.ts";

/** The applicant tracking systems that the emulator knows. */
export const tools = {
  avionte: avionteProfile,
  bullhorn: bullhornProfile,
  greenhouse: greenhouseProfile,
} as const satisfies Readonly<Record<string, ToolProfile>>;

export type ToolName = keyof typeof tools;

/** The names of the tools, for a choice. */
export const toolNames = Object.keys(tools) as readonly ToolName[];
