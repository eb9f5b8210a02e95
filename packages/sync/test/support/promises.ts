/** A promise of `docs/sync.md`, and the tests that keep it. */
export interface Kept {
  readonly promise: string;
  /** A part of each test's title, by file: a name in this folder, or a path in the repository. */
  readonly tests: Readonly<Record<string, readonly string[]>>;
  /** Why a test is not in this package. */
  readonly elsewhere?: string;
}

/** The twenty-five promises, in their order. */
export const promises: readonly Kept[] = [
  {
    promise: "A page's records, checkpoint, feed entries and fence commit together or not at all",
    tests: {
      "crash-points": [
        "between the pieces of a page",
        "any statement or request loses nothing and applies nothing twice",
      ],
    },
  },
  {
    promise: "One writer per connection and stream; a lapsed attempt commits nothing",
    tests: {
      fence: ["a worker stopped in mid-page commits nothing after another took over", "share a connection's streams"],
    },
  },
  {
    promise: "No record is deleted without evidence",
    tests: {
      deletions: [
        "from a list that skipped a record",
        "from a pass that reads changes only",
        "from an empty answer",
        "comes back without an id",
        "from a pass that set aside a record without an id",
      ],
    },
  },
  {
    promise: "Nothing is swept while the source says that it is incomplete",
    tests: { deletions: ["while the source says that its first sync is pending"] },
  },
  {
    promise: "The brake holds what looks like a mistake, in one pass or in many",
    tests: {
      deletions: [
        "beyond the brake are held",
        "in many small passes count together for the brake",
        "are never held while each day has few",
      ],
    },
  },
  {
    promise: "Changes are asked for from before the last pass began",
    tests: {
      records: [
        "is requested from before the last pass began, so clocks and ties lose nothing",
        "is found by a clock five minutes fast or slow, and at the same instant as others",
        "that changes while a long pass goes on",
      ],
    },
  },
  {
    promise: "A webhook before, during or after a pass is followed by a pass that began later",
    tests: {
      webhooks: [
        "is followed by a pass that begins later",
        "that arrives during a pass is followed by another pass at once",
        "is answered when it is noted, and not before",
      ],
      requests: ["is followed by a pass that begins later"],
      "crashing-acts": ["takes effect once when the process dies in it"],
    },
  },
  {
    promise: "A repeated or forged webhook costs at most a read",
    tests: { webhooks: ["repeated costs nothing, and forged is refused"] },
  },
  {
    promise: "With a quiet source, copy and source become equal",
    tests: {
      "first-sync": [
        "follows changes, creations and deletions",
        "removes a vanished record in the next verifying pass, after asking for it",
      ],
      "long-passes": ["whose place the server keeps refusing restarts, and ends once it is accepted"],
      records: ["of a page whose source breaks off"],
      model: ["holds the newest version that a list told"],
      "soak/src/sync-histories.test.ts": ["a copy equals its source after crashes"],
    },
    elsewhere: "the histories of several processes are a part of the soak",
  },
  {
    promise: "An older version never overwrites a newer one",
    tests: {
      records: ["is never overwritten by an older version"],
      model: ["holds the newest version that a list told"],
    },
  },
  {
    promise: "A new id with the same remote id is one re-key, and references follow",
    tests: { records: ["is one re-key, and references follow", "whose old id comes alive again"] },
  },
  {
    promise: "A child before its parent is kept, marked and resolved later",
    tests: { records: ["that arrives before its parent"] },
  },
  {
    promise: "The feed is gapless and ordered per connection, and a consumer skips nothing",
    tests: {
      "outbox-and-feed": [
        "gives each change once, in order",
        "with the consumer's own transaction",
        "counts a change as handled when the next is asked for",
      ],
    },
  },
  {
    promise: "One tenant's backfill does not hold up another's due pass",
    tests: {
      workers: ["read a tenant that is due while another's first pass goes on", "find those first that wait longest"],
    },
  },
  {
    promise: "Webhooks and complete passes do not starve each other",
    tests: { "long-passes": ["goes on under a storm of requests"] },
  },
  {
    promise: "All processes share a connection's allowance, which begins with what the adapter knows",
    tests: {
      limits: ["is shared by all workers and calls, and starts from what the adapter knows"],
      "packages/postgres/test/shared-allowance.test.ts": [
        "stay within it, are refused at most 1 %",
        "waits for the latest time that any refusal named",
      ],
    },
    elsewhere: "the allowance can be used without sync; eight processes against a hidden limit are its own test",
  },
  {
    promise: "A failing connection backs off to 15 minutes and opens a breaker; others go on",
    tests: { limits: ["backs off to 15 minutes, opens a breaker, and slows no other connection"] },
  },
  {
    promise: "Set-aside records are kept and read again; records in = stored + set aside",
    tests: {
      records: ["is set aside by id, and stored when it can"],
      model: ["or sets the record aside"],
    },
  },
  {
    promise: "Old and new code run side by side; a new version of a model is derived again from the raw record",
    tests: {
      versions: [
        "derived again from the raw records",
        "runs beside an older one in a migration, and fills a new column from records",
      ],
    },
  },
  {
    promise: "An erased person is gone from every table and never comes back; nobody else is touched",
    tests: {
      "outbox-and-feed": [
        "no later pass brings the person back",
        "takes no record of another kind that has the same id",
        "forgets the person in ledger and outbox, and no other record with the same id",
        "takes the person by %s",
        "leaves nothing of one under way",
        "stays away when the connection is removed and added again",
      ],
    },
  },
  {
    promise: "After disconnect nothing is read",
    tests: {
      webhooks: [
        "reports a disconnected connection, or person, and stops all reads",
        "or anything else that is due sends nothing while %s",
      ],
    },
  },
  {
    promise: "No personal data in jobs, checkpoints, errors, events and the feed",
    tests: { canary: ["no person appears in jobs, checkpoints, errors, events, feed or set-aside data"] },
  },
  {
    promise: "A backfill that is interrupted k times reads at most its pages and k more",
    tests: { "long-passes": ["that is interrupted k times reads at most its pages and k more"] },
  },
  {
    promise: "An embedded store serves or refuses a second process; a stale lock is taken over",
    tests: {
      embedded: ["an embedded store serves two processes, survives a kill and opens again"],
      "packages/postgres/test/embedded.test.ts": [
        "refuses with the process id where another server holds the folder",
        "takes over a lock whose process id belongs to another program",
      ],
    },
    elsewhere: "the store is a part of @anyats/postgres, which decides who is let in",
  },
  {
    promise: "An engine that loses all jobs changes nothing but the delay",
    tests: { workers: ["copy a connection and a webhook's change while jobs are lost again and again"] },
  },
];
