/** Lets pieces of work follow each other: a connection of `pg` takes one statement at a time. */
export function inTurn(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> | undefined;
  return (work) => {
    const done = last === undefined ? work() : last.then(work);
    const ended = done.then(
      () => {},
      () => {},
    );
    last = ended;
    void ended.then(() => {
      if (last === ended) last = undefined;
    });
    return done;
  };
}
