import type { Hono } from "hono";
import type { EmulatorState } from "../state.ts";
import { addAttaching } from "./attach.ts";
import { addApplicationChanges } from "./change-application.ts";
import { addCreation } from "./create.ts";
import { addInterviews } from "./interviews.ts";
import { addAttachmentReads } from "./read-attachments.ts";
import { addSpecials } from "./special.ts";
import { addTagging } from "./tag.ts";

/** Adds everything that runs live against the tool. */
export function addActions(app: Hono, state: EmulatorState): void {
  addAttachmentReads(app, state);
  addCreation(app, state);
  addApplicationChanges(app, state);
  addAttaching(app, state);
  addInterviews(app, state);
  addTagging(app, state);
  addSpecials(app, state);
}
