import { RecordNotFound } from "@anyats/core";

/** The unified record; null where it was asked for by its id in the ATS and only the ATS has it. */
export async function ifUnified<Model>(
  input: { readonly id: string } | { readonly remoteId: string },
  read: () => Promise<Model>,
): Promise<Model | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof RecordNotFound && "remoteId" in input) return null;
    throw error;
  }
}
