import { AtsError } from "@anyats/core";
import { describe, expect, it } from "vitest";
import { afterWriting } from "../src/index.ts";

const unavailable = new AtsError({
  code: "ats.unavailable",
  fault: "ats",
  retry: "safe",
  message: "The server is not there.",
  advice: "Try again later.",
  status: 503,
});

describe("what follows a write", () => {
  it("is given as it is where it succeeds", async () => {
    await expect(afterWriting(() => Promise.resolve(7))).resolves.toBe(7);
  });

  it("never says that a repeat of the write is safe, and keeps why it failed", async () => {
    const failed = afterWriting(() => Promise.reject(unavailable));
    await expect(failed).rejects.toMatchObject({
      code: "ats.unavailable",
      fault: "ats",
      status: 503,
      retry: "unknown-outcome",
    });
  });

  it("leaves errors of the program as they are", async () => {
    const fault = new TypeError("not a function");
    await expect(afterWriting(() => Promise.reject(fault))).rejects.toBe(fault);
  });
});
