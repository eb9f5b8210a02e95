import { pdf } from "../../data/pdf.ts";
import type { EmulatorState } from "../state.ts";
import { KomboFailure } from "../errors.ts";
import type { AttachmentInput, FileInput } from "./inputs.ts";

/** To whom a file is attached. */
export interface FileOwner {
  readonly candidateId: string;
  readonly applicationId: string | null;
}

/**
 * Checks a file against what the tool takes, before anything is written.
 * @throws {KomboFailure} `REMOTE.INPUT_INVALID` when it is too large or of a type that the tool does not take.
 */
export function checkFile({ profile }: EmulatorState, attachment: AttachmentInput): void {
  const limits = profile.attachments?.[attachment.type];
  const size = attachment.data === undefined ? 0 : Buffer.byteLength(attachment.data, "base64");
  if (limits?.max_file_size_bytes != null && size > limits.max_file_size_bytes) {
    throw new KomboFailure("REMOTE.INPUT_INVALID", `The file is larger than ${limits.max_file_size_bytes} bytes.`);
  }
  const types = limits?.accepted_mime_types;
  if (types && !types.includes(attachment.content_type ?? "")) {
    throw new KomboFailure("REMOTE.INPUT_INVALID", `Files of the type ${attachment.content_type} are not accepted.`);
  }
}

/** Stores a file where the tool keeps it: on the application or, where it has no such place, on the candidate. */
export function storeFile({ world, profile }: EmulatorState, attachment: AttachmentInput, owner: FileOwner): void {
  const now = world.clock.timestamp();
  const bytes = contentOf(attachment);
  world.attachments.insert({
    ...world.newRow(),
    remote_created_at: now,
    remote_updated_at: now,
    candidate_id: owner.candidateId,
    application_id: profile.filesOnCandidate ? null : owner.applicationId,
    type: attachment.type,
    file_name: attachment.name,
    content_type: attachment.content_type ?? "application/pdf",
    content: () => bytes,
  });
}

/** The emulator has no network: in place of what is behind an address it stores a page that names the address. */
function contentOf({ data, data_url }: FileInput): Uint8Array {
  return data === undefined ? pdf(["Fetched from", data_url ?? ""]) : new Uint8Array(Buffer.from(data, "base64"));
}
