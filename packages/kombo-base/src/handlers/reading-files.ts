import { action } from "../coverage/kombo-names.ts";

/** The action that reads the files of a candidate or an application. */
export const readingFiles = action(/^(read|get)_(document|application|candidate)_?attachments$/);
