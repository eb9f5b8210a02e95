/** By the end of the command's id. */
const readsOfWhatIsMade: Readonly<Record<string, readonly string[]>> = {
  "applications.create": ["applications.stream"],
  "candidates.create": ["candidates.stream", "applications.stream"],
  ".addNote": ["notes.stream"],
  ".addAttachment": ["attachments.stream", "applications.listAttachments", "candidates.listAttachments"],
  "interviews.create": ["interviews.stream"],
  "candidates.addTag": ["tags.stream"],
};

/** The operations that read what a command makes; the first of them streams such records. */
export const readsOfMade = (command: string): readonly string[] =>
  Object.entries(readsOfWhatIsMade).find(([ending]) => command.endsWith(ending))?.[1] ?? [];
