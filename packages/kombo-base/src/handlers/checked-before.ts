import { AtsError, type Call } from "@anyats/core";

/** The customer's integration does not let the records be read with which a command is checked. */
const unreadable = /^(capability\.model-(not-available|disabled)|connection\.permission-missing)$/;

/**
 * Checks something with what can be read. Where the integration does not let it be read, the command goes on without,
 * and its receipt says so: Kombo checks it too.
 */
export async function checkedBefore(what: string, call: Call, check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } catch (error) {
    if (!AtsError.is(error) || !unreadable.test(error.code)) throw error;
    call.warn({ message: `${what} could not be checked before the write: ${error.message}`, code: null });
  }
}
