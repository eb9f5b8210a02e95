/** Keeps a value as the latest of a map; the oldest goes where there are more than `capacity`. */
export function keepLatest<T>(kept: Map<string, T>, key: string, value: T, capacity: number): void {
  kept.delete(key);
  kept.set(key, value);
  if (kept.size > capacity) kept.delete(kept.keys().next().value!);
}
