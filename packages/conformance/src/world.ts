import type { AtsError, ContainerModule, WebhookNotice } from "@anyats/core";

/** The kinds of record that a world can report. */
export type Kind = "jobs" | "applications" | "candidates" | "rejectionReasons";

/** The kinds of record that somebody can remove in a world. */
export type RemovableKind = Kind | "interviews" | "offers" | "notes" | "attachments" | "scorecards";

/** What may go wrong between the client and the ATS. */
export type Trouble =
  /** The next write is carried out, but its answer is lost. */
  | "answer-lost"
  /** The next write is lost on its way; nothing is carried out. */
  | "request-lost"
  /**
   * The next request is refused because there are too many; and so is the next write, if it is another one. The answer
   * asks to wait, for a second at least.
   */
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
  /** Each page names a page that was there before as the next one; where lists go by offset, each gives the same records. */
  | "repeated-cursor"
  /** The next write is carried out, and its answer breaks off in the middle. */
  | "write-cut-off"
  /** The next write is carried out, and its answer is a failure of the server (500). */
  | "failed-after-write"
  /** The next request is refused as wrong, with a message that quotes `personalMark`; and so is the next write. */
  | "refused-quoting"
  /** Every request is refused because there are too many, until the next trouble. */
  | "throttled-for-ever"
  /** Every request meets a server that is out of order, until the next trouble. */
  | "unavailable-for-ever"
  /**
   * Every request is answered with a 404, as where the address is wrong, until the next trouble; through an aggregator it is
   * the ATS that answers so.
   */
  | "nothing-there"
  /** Every request is answered with a 401, as where the key was withdrawn, until the next trouble. */
  | "key-withdrawn"
  /** The next request gets no answer before it is aborted. */
  | "hanging"
  /** The next write is refused inside an answer that looks like a success. Not every ATS does that. */
  | "refused-in-answer"
  /**
   * The next answer that can be lacks a part of what was asked for, and says beside the rest that this part was refused, as in
   * GraphQL. Not every ATS does that.
   */
  | "refused-in-part"
  /** The answer to the next write warns of something. Not every ATS warns. */
  | "warned"
  /**
   * The records of the next page have values that nobody knows and dates that cannot be read, wherever the ATS may send
   * such: `spoilt` names the places. Not every world makes them.
   */
  | "odd-values"
  /**
   * Wherever the ATS sends a word of a fixed list, each answer has the words of that list one after the other, until the next
   * trouble. Not every world makes it.
   */
  | "known-words"
  /** One record of the next page says of its last change nothing that is a date: `spoilt` names the place. Not every world makes it. */
  | "undatable-record"
  /**
   * The records of the next answer, or of every one until the next trouble, lack what they may lack, each in another way: the value is null, missing or empty, of
   * every field or only of those inside others. Each time it begins with another way. `spoilt` names the lists that are gone
   * although the ATS always sends them. Not every world makes it.
   */
  | "sparse-records"
  /** One entry of the next list of an answer is a number, or null, in turn, and not a record. Not every world makes it. */
  | "broken-entry"
  /**
   * What the ATS says in two places, such as an id beside the record that it names, or in a newer and an older word, each
   * answer says in one of them alone, until the next trouble. Nothing that it says is lost. Not every world makes it.
   */
  | "said-once"
  /** Nothing goes wrong any more. */
  | "none";

/** A text that an ATS quotes in what it says, and that must never be shown: it stands for a person's data. */
export const personalMark = "Quoted.Person-4730@private.example";

/** A file as the ATS keeps it. */
export interface StoredFile {
  readonly name: string;
  readonly contentType?: string | null;
  /** What kind of file it is to the ATS, in the words of the catalogue: CV, COVER_LETTER, OTHER. */
  readonly type?: string | null;
  readonly base64?: string;
  /** Anyone who has its address gets it: neither a key nor a session is asked for. */
  readonly isOpen?: boolean;
  /** It is no more than a link, to this address. */
  readonly link?: string;
  /** Whose it is; an `applicationId` of null says that the ATS keeps none. */
  readonly candidateId?: string | null;
  readonly applicationId?: string | null;
  /** When it came and was last changed, as instants; null where the ATS does not say. */
  readonly createdAt?: string | null;
  readonly updatedAt?: string | null;
}

/** What a custom field says in one of the forms in which it may come. */
export type CustomFieldForm = { readonly says: unknown } | "unreadable";

/** Settings by which an adapter asks for the same in another way. */
export interface Variant {
  readonly name: string;
  readonly settings: unknown;
  /** Only the capabilities of this lane are concerned. Default: all. */
  readonly lane?: string;
  /** The ATS of this world lacks this way: each call must say that the settings are wrong. */
  readonly absent?: boolean;
  /**
   * Where the settings change what is asked: by capability the texts that stand in what is asked with them, and not without; of
   * a command, in what it writes. No other capability is concerned. Default: with these settings everything is the same.
   */
  readonly otherwise?: Readonly<Record<string, readonly string[]>>;
  /** A text that stands in each of these requests with these settings, whatever the capability. */
  readonly inEach?: { readonly text: string; readonly of: (call: SeenCall) => boolean };
  /** With these settings the ATS writes to candidates where it usually does not, in the capabilities of `otherwise`. */
  readonly mails?: true;
}

/** Fields for `remoteFields` that the documentation of an ATS or an aggregator names. */
export interface DocumentedFields {
  readonly fields: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** A person gets a message each time that these arrive: they must not be sent twice. */
  readonly once?: true;
}

/**
 * A record in canonical form, as the world itself knows it: the fields that it names are compared with what arrives. It
 * names every field that the ATS holds; one that it leaves out proves nothing, and the suite asks for it.
 */
export interface WorldRecord {
  readonly id: string;
  readonly deletedAt?: string | null;
  readonly [field: string]: unknown;
}

/** How much an ATS answers. */
export interface WorldLimits {
  /** How many requests it answers at once. */
  readonly atOnce?: number;
  /** How many records a list gives or counts at most, where those beyond must be asked for in another way. */
  readonly listed?: number;
  /** What it answers to one more, where it says that too many run, and the adapter asks for fewer then. */
  readonly tooMany?: () => Response;
  /** Requests of which it answers few in a second, where the adapter keeps to that. */
  readonly pace?: {
    readonly perSecond: number;
    /** Whether a request is one of these. @param body Its body, parsed; null where it is not JSON. */
    readonly of: (path: string, body: unknown) => boolean;
  };
  /** The headers that say how many requests are left for now, and when there are more. */
  readonly window?: {
    readonly remaining: string;
    readonly reset: string;
    /** How `reset` is written: how long to wait, or a point in time. */
    readonly resetIs: "seconds" | "milliseconds" | "epoch-seconds" | "date";
  };
}

/** An answer in which the ATS says in its own words that it did not do what was asked. */
export interface OwnFailure {
  /** The word, such as its code. */
  readonly what: string;
  readonly answer: () => Response;
  /** Whether the same request may succeed later without anybody changing anything. */
  readonly passes: boolean;
  /** The ATS may have done what was asked, or a part of it. */
  readonly mayHaveRun?: true;
  /** Who must do something, as errors name it. Default: not compared. */
  readonly fault?: AtsError["fault"];
  /** How long the answer asks to wait, in milliseconds, in its body or in a header. */
  readonly asksMs?: number;
  /** The ATS does not know any more what it gave at the end of the last run of a list: the next one reads everything. */
  readonly startsOver?: true;
}

/** An event on its way, with the headers that a secret has signed. */
export interface WebhookDelivery {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The webhooks of an ATS or an aggregator. */
export interface WorldWebhooks {
  /** The headers with which a body is sent that a secret signs. The kit also signs texts that are not JSON. */
  readonly sign: (body: string, secret: string) => Readonly<Record<string, string>>;
  /**
   * The headers while a secret is being replaced, where the ATS then signs each body with the old one and with the new one.
   * Needed where it does.
   */
  readonly signWithBoth?: (body: string, old: string, next: string) => Readonly<Record<string, string>>;
  /**
   * An event as the ATS delivers it again where nobody answered, with what is another one then, such as a number or a time of the
   * delivery in its body or in a header; `as it was` where nothing is. Needed where the adapter reads webhooks.
   */
  readonly redelivered?: "as it was" | ((event: object, secret: string) => WebhookDelivery);
  /**
   * Events of several kinds, one of them of a kind that nobody knows yet, and what each says. Those of the second customer name the
   * second, under the ids that the ATS gives them: the same ids if each account counts its own.
   */
  readonly events: readonly { readonly body: object; readonly says: Partial<Omit<WebhookNotice, "eventId">> }[];
  /** The bodies of what is sent while something is done in the ATS. Leave it out where the world sends nothing on its own. */
  readonly sentDuring?: (what: () => unknown) => Promise<readonly object[]>;
}

/** A request that the ATS has seen. */
export interface SeenCall {
  readonly method: string;
  /** As the routes of coverage name it, with ids in it; of a call through an aggregator to the ATS's own API, its path there. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Of a call through an aggregator: the request that carried it. */
  readonly through?: { readonly method: string; readonly path: string };
  /** Of any other call, where the world knows: to an aggregator's unified API, or to the ATS itself. */
  readonly lane?: "unified" | "native";
}

/** The lists that records and commands refer to, and that a customer changes now and then. */
export type ReferenceList = "stages" | "rejectionReasons" | "tags" | "users";

/** What somebody does to such a list: adds an entry of a name, gives the entry of an id another name, or removes it. */
export type ListChange =
  | { readonly list: ReferenceList; readonly add: string }
  | { readonly list: ReferenceList; readonly rename: string; readonly to: string }
  | { readonly list: ReferenceList; readonly remove: string };

/** A state of a record, by one field of it in canonical form; null: the ATS holds nothing there. */
export interface RecordState {
  readonly kind: "jobs" | "applications" | "candidates";
  readonly field: "outcome" | "stageId" | "status" | "emailAddresses";
  /** A word of the catalogue, or one that only this ATS could have invented. */
  readonly value: string | null;
}

/** What commands call a record of each kind. */
export const recordNouns: Readonly<Record<RecordState["kind"], "job" | "application" | "candidate">> = {
  jobs: "job",
  applications: "application",
  candidates: "candidate",
};

/** Something that the ATS holds of an application. */
export interface ApplicationState {
  readonly stageId: string | null;
  readonly rejected: boolean;
}

/** A state of the whole connection in which it cannot do everything, such as one whose credentials the ATS refuses. */
export interface ConnectionState {
  readonly name: string;
  readonly enter: () => void | Promise<void>;
  /** What an aggregator has read before may still be there to read: then only what runs in the ATS is refused. */
  readonly refuses: "everything" | "what runs in the ATS";
}

/** An ATS to try an adapter against, freshly made, that can be looked into and worked in. */
export interface WorldSession {
  /** What `connect` takes. */
  readonly settings: unknown;
  /** Modules for `connect`, such as a clock that does not really wait. */
  readonly modules?: readonly ContainerModule[];
  /**
   * Where the ATS does not speak JSON, such as one with XML: makes a way to it of one that takes and gives JSON. `settings.fetch`
   * speaks JSON then, so that the suite can look into each request and change each answer; what an adapter is given speaks as
   * the ATS does. The suite treats a text that is the id of a record as that id: let counts and places be numbers in this JSON.
   */
  readonly asSent?: (json: typeof globalThis.fetch) => typeof globalThis.fetch;
  /** Settings by which the adapter asks for the same in other ways, such as by another interface of the ATS. */
  readonly variants?: readonly Variant[];
  /**
   * The ATS says of its times no more than that they follow RFC 3339 or ISO 8601: they may come with any offset, and with any
   * number of digits after the second.
   */
  readonly freeTimes?: boolean;
  /** The zone of the times that the ATS sends, such as `America/New_York`, where it writes none into them. Not for UTC. */
  readonly zone?: string;
  /**
   * How the ATS writes a day such as `2026-11-23` or an instant such as `2026-11-23T09:00:00.000Z`: `11/23/2026` or
   * `11/23/2026 09:00 AM`. Needed where the adapter writes times that are neither in ISO 8601 nor counted from 1970.
   */
  readonly writtenTime?: (time: string) => string;
  /** What the ATS takes a note for, where one of the two is wrong: people see the tags, or the lines run into one. */
  readonly notesAre?: "html" | "plain";
  /**
   * The header in which the ATS says how many requests it answers at once. The answers to those requests carry it that count
   * for this limit, and no others.
   */
  readonly atOnceHeader?: string;
  /** How much the ATS answers, as far as the adapter knows of it. */
  readonly limits?: WorldLimits;
  /** How the ATS fails and refuses in its own words, by codes that are documented; statuses the kit knows itself. */
  readonly failures?: readonly OwnFailure[];
  /** What it sends on its own. Needed where the adapter reads webhooks. */
  readonly webhooks?: WorldWebhooks;
  /**
   * What this ATS has no such thing of, each with the reason: members of the world (`endSessions`) and troubles
   * (`trouble("known-words")`). A run names no member at its end as lacking that stands here.
   */
  readonly without?: Readonly<Record<string, string>>;
  /** How many requests the ATS has seen. */
  requests(): number;
  /** Every request that was sent to the ATS, in order; also one that a trouble lost on its way. */
  seen(): readonly SeenCall[] | Promise<readonly SeenCall[]>;
  /** Good inputs of a capability that only this adapter has; the kit cannot know them. */
  samples?(
    capability: string,
  ): readonly Readonly<Record<string, unknown>>[] | Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Fields that are documented for the `remoteFields` of a capability. */
  remoteFields?(capability: string): readonly DocumentedFields[];
  /** What else belongs to records and no capability shows, such as who follows them, by a name of the world's own. */
  unseen?(): Readonly<Record<string, unknown>>;
  /** How many e-mails to candidates the ATS was made to send, also by requests that were lost. */
  mails?(): number;
  /**
   * How many of them were to change something: each that came, also one that the ATS refused. One that a trouble lost on its way
   * did not come.
   */
  writes(): number;
  /**
   * The ids of all records of a kind that are not deleted, as the client should show them. Asked for these kinds alone, whatever
   * else the adapter gives: other records come from `records`.
   */
  ids(kind: Kind): readonly string[];
  /**
   * Every record of a group of streams (`jobs`, `candidates`, …), the deleted ones too, in canonical form. Written from
   * what the ATS holds and not with the adapter's code: it is the other half of a comparison. Also asked for
   * `rejectionReasons`, and for what a query alone gives, under its name: `jobs.getEnhanced`, `integration.get`.
   */
  records(group: string): readonly WorldRecord[] | Promise<readonly WorldRecord[]>;
  /** Somebody works in the ATS: an old record changes. Time has gone on since whatever was before. */
  touch(kind: Kind, id: string): void | Promise<void>;
  /**
   * Somebody removes a record in the ATS: a job, an application, a candidate, or another one of a kind that the adapter gives in
   * a stream; a file also where the adapter only lists those of a record. `"never"` of these others where nobody can remove one.
   */
  remove(kind: RemovableKind, id: string): void | "never" | Promise<void | "never">;
  /**
   * Somebody changes a list that records refer to. A new stage is one of as many jobs as it can be, and applications can be
   * moved to it. Time has gone on. Gives the entry's id, as the client shows it; `"never"` where nobody can do that in this
   * ATS. Needed where the adapter offers `applications.listStages`, `applications.listRejectionReasons`, `tags.stream` or `users.stream`.
   */
  administer?(change: ListChange): string | Promise<string>;
  /**
   * Somebody brings a record into a state, as far as the ATS knows it; time has gone on. `"never"` where no record of this ATS
   * can be in that state. Needed where the adapter offers commands.
   */
  become?(id: string, state: RecordState): void | "never" | Promise<void | "never">;
  /** Somebody restores a removed record as it was; time has gone on. `"never"` where nobody can do that in this ATS. */
  restore?(kind: Kind, id: string): void | "never" | Promise<void | "never">;
  /**
   * Somebody replaces the content of a candidate's file in place; time has gone on. It keeps its id, its name and the time at which
   * it came, and was changed last now: the newest résumé is the one that was created or updated last. `"never"` where nobody can do
   * that, such as where a new file comes beside the old one.
   */
  replaceFile?(candidate: string, name: string): void | "never" | Promise<void | "never">;
  /** Somebody moves an application to another job that has its stage; time has gone on. `"never"` where nobody can do that. */
  move?(application: string, job: string): void | "never" | Promise<void | "never">;
  /**
   * Somebody finds that two candidates are one person, and merges the first into the second, which has what both had from
   * then on; time has gone on. The first is gone, though the ATS may answer to its id with the second. `"never"` where nobody
   * can do that. Needed where people may be merged.
   */
  merge?(candidate: string, into: string): void | "never" | Promise<void | "never">;
  /**
   * From now on, or not any more, searches and lists do not show what somebody changes in the ATS, although what is read by
   * an id does. What the adapter writes shows as it always does. Needed where searches lag behind.
   */
  lag?(isLagging: boolean): void | Promise<void>;
  /**
   * Somebody imports so many further records of a kind; time has gone on. Several of them come and change at the same instant, as
   * those of an import do: in a list by such a time, they come in another order in each query. Needed where `limits.listed` says how
   * far a list goes, and where a list is asked for in the order of a time.
   */
  crowd?(kind: "jobs" | "applications" | "candidates", count: number): void | Promise<void>;
  /**
   * Somebody changes the settings of the account by which its answers are read or written, such as the customer's time zone; time
   * has gone on. The records stay as they are, and answers write them as the settings now say. `"never"` where nobody can do that.
   * Needed where an adapter asks for such settings.
   */
  resettle?(): void | "never" | Promise<void | "never">;
  /** The ATS's time. */
  now(): Date;
  /** What the ATS holds of an application. */
  application(id: string): ApplicationState | Promise<ApplicationState>;
  /** The texts of the notes on a record, as the ATS stores them; of an application also the remark of its rejection, wherever that stands. */
  notes(of: "application" | "candidate", id: string): readonly string[] | Promise<readonly string[]>;
  /** The files of a candidate or an application as the ATS keeps them; a world that knows only their names gives these. */
  files(
    of: "application" | "candidate",
    id: string,
  ): readonly (string | StoredFile)[] | Promise<readonly (string | StoredFile)[]>;
  /**
   * The custom fields of a kind of record, in canonical form (`id`, `name`, `type`, `options`, …), and what one record holds
   * in them, by the field's id. Needed where the adapter offers custom fields.
   */
  customFields?(
    group: "jobs" | "applications" | "candidates",
  ): readonly WorldRecord[] | Promise<readonly WorldRecord[]>;
  customFieldValues?(
    group: "jobs" | "applications" | "candidates",
    id: string,
  ): Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>;
  /**
   * Removes a custom field, or restores it with its values, as an administrator of the ATS would; time has gone on. The ATS
   * does not list a removed field, leaves it out of records, and rejects values for it. A field may be removed that is removed
   * already. Needed where the adapter offers custom fields.
   */
  setCustomField?(
    group: "jobs" | "applications" | "candidates",
    fieldId: string,
    exists: boolean,
  ): void | Promise<void>;
  /**
   * From now on every record holds its custom fields in the nth of the forms in which the ATS sends them, such as a number as
   * a text. By the field's id: what each says, or that it says nothing in the field's type. Undefined after the last form.
   * Leave it out where the ATS sends one form only.
   */
  customFieldForms?(
    group: "jobs" | "applications" | "candidates",
    nth: number,
  ): Readonly<Record<string, CustomFieldForm>> | undefined;
  /**
   * Makes something go wrong with the requests that follow; once, unless it says otherwise. `"never"` says that this ATS
   * does no such thing: it warns of nothing, or refuses nothing inside a success. `TroubledNetwork` makes most of them.
   */
  trouble(what: Trouble): void | "never" | Promise<void | "never">;
  /** The places that "odd-values" or "sparse-records" has spoilt, in the ATS's own words and without indexes: `$.offers.status`. */
  spoilt?(): readonly string[];
  /**
   * The ATS revokes the access tokens or sessions that it has issued; the keys stay valid. Requests that carry a revoked one are
   * refused. Needed if the ATS issues any.
   */
  endSessions?(): void | Promise<void>;
  /**
   * The ATS drops what it keeps of the lists that are being read, such as cursors and exports: going on with one is refused. Needed
   * where it keeps them for a while only. Time has gone on, as far as that takes.
   */
  endLists?(): void | Promise<void>;
  /**
   * What an aggregator makes of an answer of the ATS, where it carries the request to this address to the ATS's own API: such as a
   * success with the ATS's status in it. Undefined for any other address. Needed where operations go that way (the lane
   * `passthrough`).
   */
  passedOn?(address: string): ((answer: Response) => Promise<Response>) | undefined;
  /** How often the trouble of the last call of `trouble` has struck. The suite asks for it where it is there. */
  struck?(): number;
  /**
   * The models, actions, permissions or user rights that a customer can withhold from a connection, each by a name of the
   * world's own. Needed where operations declare `needs`, or a connection narrows coverage.
   */
  rights?(): readonly string[];
  /** Withholds these from now on, also from connections that are made already, and grants all others. */
  withhold?(rights: readonly string[]): void | Promise<void>;
  /** The version of its server, where customers have servers of different ones: the suite tries more at the other customers' then. */
  readonly version?: string;
  /** The states in which a connection cannot do everything, where something tells the adapter of them before it is used. */
  readonly states?: readonly ConnectionState[];
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

/** Whose ATS a session is: one app serves several customers. The third is asked for only where a session says a `version`. */
export type Customer = "first" | "second" | "third";

/** Gives a fresh ATS for each test. */
export interface World {
  readonly name: string;
  /** What a passed test proves: an emulator's word, or a live ATS's. */
  readonly tier: "emulator" | "live";
  /** Promises that write are not tried. Only a live world may say so. */
  readonly readOnly?: boolean;
  /**
   * Whether every session that `open` gives holds the same records by the same ids: the suite then looks for its samples
   * once in a run, which takes a third of its requests away. Default: false.
   */
  readonly repeats?: boolean;
  /**
   * @param customer The second customer's ATS has an account, an address or a database of its own; what it holds may have
   * the same ids. Default: the first.
   */
  open(customer?: Customer): WorldSession | Promise<WorldSession>;
}
