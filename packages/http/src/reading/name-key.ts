/**
 * A text in one case. Small letters alone do not do: some letters have another length in capitals, or one capital for two of
 * them. `Groß` is `GROSS` in capitals, and `Yıldız` is `YILDIZ`.
 */
export const inOneCase = (text: string): string => text.toLowerCase().toUpperCase();

/** By what the names of people and places are compared: whatever their case, their blanks and their form of Unicode. */
export const nameKey = (name: string | null | undefined): string =>
  inOneCase((name ?? "").normalize("NFKC").trim().replaceAll(/\s+/g, " "));
