import { komboErrorCodes, type FaultKind } from "@anyats/emulator";
import { canary } from "./canary.ts";

const refusals = komboErrorCodes.map((code): FaultKind => ({
  kind: "status",
  status: 400,
  code,
  message: `${canary} is not good`,
}));

/** What goes wrong on the way, with the canary in what the server says: every error that Kombo has, and worse. */
export const troubles: readonly FaultKind[] = [
  { kind: "dropBefore" },
  { kind: "dropAfter" },
  { kind: "truncatedBody" },
  { kind: "truncatedBody", by: "connection" },
  { kind: "emptyBody" },
  { kind: "htmlPage", status: 502 },
  { kind: "rateLimit" },
  { kind: "concurrency" },
  { kind: "malformedRecord", mutate: (record) => ({ ...record, changed_at: canary, id: 7 }) },
  {
    kind: "malformedRecord",
    mutate: (record) => ({
      id: `${canary} ${canary}`,
      [canary]: { [canary]: canary },
      custom_fields: [canary],
      name: record,
    }),
  },
  { kind: "unknownEnum", value: canary },
  { kind: "expiredCursor" },
  { kind: "redirect", location: `https://${canary}.example.com/` },
  { kind: "nativeStatus", status: 422, body: { error: canary } },
  ...refusals,
  { kind: "status", status: 500, code: canary, message: canary },
  { kind: "status", status: 401, code: null, message: canary },
];
