import { AtsError } from "@anyats/core";

/**
 * Reads what a creating write made. When that fails, the write is there: the error says that a repeat could
 * write again, so that the call is settled by reading back.
 */
export async function afterWriting<T>(look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    if (!AtsError.is(error)) throw error;
    const { code, fault, concerns, status, upstreamCode, logUrl } = error;
    throw new AtsError({
      code,
      fault,
      concerns,
      status,
      upstreamCode,
      logUrl,
      retry: "unknown-outcome",
      message: `The write succeeded, but what it made could not be read. ${error.message}`,
      advice: "Check the ATS before you retry.",
    });
  }
}
