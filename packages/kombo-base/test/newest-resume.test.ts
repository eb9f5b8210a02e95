import type { Attachment } from "@anyats/core";
import { describe, expect, it } from "vitest";
import { newestResume } from "../src/reading/newest-resume.ts";

const file = (id: string, facts: Partial<Attachment>): Attachment => ({
  id,
  remoteId: null,
  candidateId: null,
  applicationId: null,
  type: "CV",
  fileName: `${id}.pdf`,
  contentType: null,
  url: "https://files.example.com/x",
  createdAt: null,
  updatedAt: null,
  ...facts,
});

describe("a candidate's résumé", () => {
  it("is found whatever the ATS calls its type", () => {
    for (const type of [
      "CV",
      "cv",
      "RESUME",
      "Resume",
      "résumé",
      "Re\u0301sume\u0301",
      "Curriculum Vitae",
      "curriculum_vitae",
    ])
      expect(newestResume([file("a", { type })])?.id, type).toBe("a");
    for (const type of [null, "OTHER", "COVER_LETTER", "CVC", ""])
      expect(newestResume([file("a", { type })])).toBe(null);
  });

  it("is the one that was created or updated last", () => {
    const [old, newer, updated] = [
      file("old", { createdAt: "2025-01-01T00:00:00.000Z" }),
      file("newer", { createdAt: "2026-01-01T00:00:00.000Z" }),
      file("updated", { createdAt: "2024-01-01T00:00:00.000Z", updatedAt: "2026-02-01T00:00:00.000Z" }),
    ];
    expect(newestResume([newer, old])?.id).toBe("newer");
    expect(newestResume([updated, newer, old])?.id).toBe("updated");
    expect(newestResume([file("undated", {}), old])?.id).toBe("old");
  });
});
