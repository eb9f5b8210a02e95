import type { Checkpoint, RecordStream } from "@anyats/core";
import type { Pass } from "../store/pass.ts";
import type { StreamedRecord } from "../store/encode.ts";
import type { PageToStore } from "../store/store-page.ts";

/** What the engine needs of a connection's client. It knows no adapter, only streams. */
export interface Source {
  /** Whether the connection offers the stream. */
  supports(stream: string): boolean;
  stream(
    stream: string,
    filter: Pass["filter"],
    options: {
      readonly checkpoint?: Checkpoint;
      readonly signal: AbortSignal;
      readonly raw: boolean;
      readonly pageSize?: number;
    },
  ): Pick<RecordStream<StreamedRecord>, "pages">;
  /** Reads wire records that were kept, as the adapter reads them today. */
  reread(stream: string, kept: readonly unknown[], signal: AbortSignal): Promise<PageToStore>;
  /** Why the source has not everything yet, such as a first sync that is under way; `null` when it has. */
  incomplete(signal: AbortSignal): Promise<string | null>;
}

/** A connection, as its row says. Another one that gets the id later differs in one of these. */
export interface ConnectionLife {
  readonly id: string;
  readonly adapter: string;
  readonly integration: string | null;
  readonly addedAt: string;
}

/** Opens the source of a connection. */
export type OpenSource = (connection: ConnectionLife) => Promise<Source>;
