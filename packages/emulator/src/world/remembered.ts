const most = 20_000;

/**
 * A function that makes the value of each key once: worlds of one seed ask for the same ones, and tests make worlds by the
 * thousand.
 */
export function remembered<Key, Rest extends readonly unknown[], T>(
  make: (key: Key, ...rest: Rest) => T,
): (key: Key, ...rest: Rest) => T {
  const values = new Map<Key, T>();
  return (key, ...rest) => {
    const known = values.get(key);
    if (known !== undefined) return known;
    if (values.size >= most) values.clear();
    const made = make(key, ...rest);
    values.set(key, made);
    return made;
  };
}
