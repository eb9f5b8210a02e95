import type { Hono } from "hono";
import type { EmulatorState } from "./state.ts";
import type { AttachmentRow } from "../world/smaller-rows.ts";

/** Days for which a link to a file is good (documented). */
const linkDays = 7;

/** Where a file can be fetched without a key. */
export function fileUrl({ address, clock }: EmulatorState, attachment: Readonly<AttachmentRow>): string {
  const expires = clock.milliseconds() + linkDays * 86_400_000;
  return `${address.origin}/files/${attachment.id}?expires=${expires}`;
}

/** Serves the files of attachments, at the place that Kombo's `data_url` points to. */
export function addFiles(app: Hono, state: EmulatorState): void {
  app.get("/files/:id", (context) => {
    const attachment = state.world.attachments.get(context.req.param("id"));
    if (!attachment) return context.text("Not found", 404);
    if (Number(context.req.query("expires")) < state.clock.milliseconds())
      return context.text("This link has expired", 403);
    const name = encodeURIComponent(attachment.file_name ?? "file");
    return context.body(attachment.content() as Uint8Array<ArrayBuffer>, 200, {
      "content-type": attachment.content_type,
      "content-disposition": `attachment; filename*=UTF-8''${name}`,
    });
  });
}
