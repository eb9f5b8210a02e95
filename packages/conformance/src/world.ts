import type { ContainerModule } from "inversify";

/** The kinds of record that a world can report. */
export type Kind = "jobs" | "applications" | "candidates" | "rejectionReasons";

/** What may go wrong between the client and the ATS. */
export type Trouble =
  /** The next write is carried out, but its answer is lost. */
  | "answer-lost"
  /** The next write is lost on its way; nothing is carried out. */
  | "request-lost"
  /** The next request is refused because there are too many; and so is the next write, if it is another one. */
  | "throttled"
  /** The next request meets a server that is out of order. */
  | "unavailable"
  /** The next answer is the HTML page of a proxy. */
  | "html-page"
  /** The next answer breaks off in the middle. */
  | "cut-off"
  /** One record of the next page cannot be read. */
  | "unreadable-record"
  /** One record of the next page has a value in an enum that nobody knows. */
  | "unknown-value"
  /** Each page names a page that was there before as the next one. */
  | "repeated-cursor";

/**
 * A record in canonical form, as the world itself knows it: the fields that it names are compared with what arrives. It
 * names every field that the ATS holds; one that it leaves out proves nothing, and the suite asks for it.
 */
export interface WorldRecord {
  readonly id: string;
  readonly deletedAt?: string | null;
  readonly [field: string]: unknown;
}

/** A request that the ATS has seen. */
export interface SeenCall {
  readonly method: string;
  /** As the routes of coverage name it, with ids in it; of a call through an aggregator to the ATS's own API, its path there. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Something that the ATS holds of an application. */
export interface ApplicationState {
  readonly stageId: string | null;
  readonly rejected: boolean;
}

/** An ATS to try an adapter against, freshly made, that can be looked into and worked in. */
export interface WorldSession {
  /** What `connect` takes. */
  readonly settings: unknown;
  /** Modules for `connect`, such as a clock that does not really wait. */
  readonly modules?: readonly ContainerModule[];
  /** How many requests the ATS has seen. */
  requests(): number;
  /** Every request that the ATS has seen, in order. */
  seen(): readonly SeenCall[] | Promise<readonly SeenCall[]>;
  /** Good inputs of a capability that only this adapter has; the kit cannot know them. */
  samples?(
    capability: string,
  ): readonly Readonly<Record<string, unknown>>[] | Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** How many of them were to change something. */
  writes(): number;
  /** The ids of all records of a kind, as the client should show them. */
  ids(kind: Kind): readonly string[];
  /**
   * Every record of a group of streams (`jobs`, `candidates`, …), the deleted ones too, in canonical form. Written from
   * what the ATS holds and not with the adapter's code: it is the other half of a comparison.
   */
  records(group: string): readonly WorldRecord[] | Promise<readonly WorldRecord[]>;
  /** Somebody works in the ATS: an old record changes. Time has gone on since whatever was before. */
  touch(kind: Kind, id: string): void | Promise<void>;
  /** Somebody removes a record in the ATS. */
  remove(kind: Kind, id: string): void | Promise<void>;
  /** The ATS's time. */
  now(): Date;
  /** What the ATS holds of an application. */
  application(id: string): ApplicationState | Promise<ApplicationState>;
  /** The texts of the notes on a record, as the ATS stores them. */
  notes(of: "application" | "candidate", id: string): readonly string[] | Promise<readonly string[]>;
  /** The names of the files of a candidate or an application. */
  files(of: "application" | "candidate", id: string): readonly string[] | Promise<readonly string[]>;
  /** Makes something go wrong, once, with the requests that follow. */
  trouble(what: Trouble): void | Promise<void>;
  /** Settings with a key that the ATS refuses, and the key, which must be shown nowhere. */
  readonly wrong: { readonly settings: unknown; readonly key: string };
  close(): void | Promise<void>;
}

/** Thrown by a live world for what it cannot tell or do. The promise then stays untried, and proves nothing. */
export class CannotTell extends Error {
  constructor(what: string) {
    super(`a live account cannot ${what}`);
  }
}

/** Gives a fresh ATS for each test. */
export interface World {
  readonly name: string;
  /** What a passed test proves: an emulator's word, or a live ATS's. */
  readonly tier: "emulator" | "live";
  /** Promises that write are not tried. Only a live world may say so. */
  readonly readOnly?: boolean;
  open(): WorldSession | Promise<WorldSession>;
}
