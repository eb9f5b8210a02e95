import type { Hono } from "hono";
import type { EmulatorState } from "../../state.ts";
import { addAttachmentReads } from "./read-attachments.ts";

/** Adds everything that runs live against the tool. */
export function addActions(app: Hono, state: EmulatorState): void {
  addAttachmentReads(app, state);
}
