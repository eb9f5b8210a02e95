import { emulatorWorld, type World, type WorldSession } from "@anyats/conformance";
import { but, type Fetch } from "./on-the-way.ts";

/** A world that proves nothing of one thing. */
export interface EmptyWorld {
  readonly name: string;
  /** The capability whose tests must be red. */
  readonly shownBy: string;
  /** What the first red test says of the world. */
  readonly says: RegExp;
  readonly world: World;
}

const row = (
  name: string,
  shownBy: string,
  says: RegExp,
  change: (session: WorldSession) => Partial<WorldSession>,
): EmptyWorld => ({ name, shownBy, says, world: but(emulatorWorld({ candidates: 30 }), change) });

/** Each must turn the tests of one capability red, with a text that names the world's fault. */
export const emptyWorlds: readonly EmptyWorld[] = [
  row("holds no ids", "jobs.stream", /the world is too small to prove anything/, () => ({ ids: () => [] })),
  row("holds no records", "jobs.stream", /the world holds no jobs/, () => ({ records: () => [] })),
  row("names only the ids of its records", "jobs.stream", /that no record of the world fills/, (session) => {
    const records = session.records.bind(session);
    return { records: async (group) => (await records(group)).map(({ id }) => ({ id })) };
  }),
  row("never counts a request", "jobs.stream", /the world counts no requests/, () => ({ requests: () => 0 })),
  row("never counts the request of a query", "jobs.get", /the world counts no requests/, () => ({ requests: () => 0 })),
  row("never counts a write", "applications.addNote", /the world counts no writes/, () => ({ writes: () => 0 })),
  row("counts no write that is refused", "applications.addNote", /did not count it/, (session) => {
    const writes = session.writes.bind(session);
    const given = session.settings as { readonly fetch: Fetch };
    let refused = 0;
    const fetch: Fetch = async (input, init) => {
      const before = writes();
      const answer = await given.fetch(input, init);
      if (writes() > before && !answer.ok) refused += 1;
      return answer;
    };
    return { settings: { ...given, fetch }, writes: () => writes() - refused };
  }),
  row("has seen nothing", "jobs.get", /the world has seen nothing/, () => ({ seen: () => [] })),
  row("makes no trouble", "jobs.stream", /did not strike/, () => ({ trouble: () => undefined })),
  row("never makes any trouble", "jobs.stream", /the world never makes the trouble/, () => ({
    trouble: () => "never",
  })),
  row("says that no trouble struck", "jobs.stream", /did not strike/, () => ({ struck: () => 0 })),
  row("changes nothing", "jobs.stream", /the world's touch\(\) changes nothing/, () => ({ touch: () => undefined })),
  row("removes nothing", "jobs.stream", /the world's remove\(\) removes nothing/, () => ({ remove: () => undefined })),
  row("holds no notes", "applications.addNote", /it was not written once/, () => ({ notes: () => [] })),
  row("holds no files", "candidates.addAttachment", /it was not written once/, () => ({ files: () => [] })),
  row("moves and rejects nothing", "applications.reject", /the ATS does not show the rejection/, () => ({
    application: () => ({ stageId: null, rejected: false }),
  })),
  row("accepts the wrong key", "jobs.stream", /a wrong key: it was not refused/, (session) => ({
    wrong: { key: session.wrong.key, settings: session.settings },
  })),
];
