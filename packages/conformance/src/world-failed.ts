/** A world that does not do its part: the fault is in it, and not in the adapter. */
export class WorldFailed extends Error {
  constructor(member: string, what: string, cause?: unknown) {
    super(`the world's ${member} ${what}`, cause === undefined ? undefined : { cause });
    this.name = "WorldFailed";
  }
}
