import { avionteProfile } from "../avionte/profile.ts";
import type { ToolProfile } from "./profile.ts";

/** The applicant tracking systems that the emulator knows. */
export const tools = { avionte: avionteProfile } as const satisfies Readonly<Record<string, ToolProfile>>;

export type ToolName = keyof typeof tools;
