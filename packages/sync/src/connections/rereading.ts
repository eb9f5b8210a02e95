import { AtsError, type Call, type FetchedPage, type PageContent, type Position } from "@anyats/core";
import { HttpListPages, readRecords, type Http, type List } from "@anyats/http";

/** The adapter wants to ask its server, which nothing may do while stored records are read again. */
function cannotReread(): AtsError {
  return new AtsError({
    code: "sync.cannot-reread",
    fault: "adapter",
    retry: "never",
    message: "The adapter needs its server to read a stored wire record again.",
    advice: "Run `connections.verify` instead: it reads the source.",
  });
}

/** Stands where an adapter's requests leave: none does. */
export const noRequests: Http = {
  send: () => Promise.reject(cannotReread()),
  json: () => Promise.reject(cannotReread()),
  read: () => Promise.reject(cannotReread()),
  bytes: () => Promise.reject(cannotReread()),
};

/** A page that was kept, in place of one from the server. */
export class KeptPage extends HttpListPages {
  /** What the next page holds. */
  records: readonly unknown[] = [];

  override page<Wire, Model extends object>(
    list: List<Wire, Model>,
    _position: Position,
    call: Call,
  ): Promise<FetchedPage<Model>> {
    return Promise.resolve({ next: null, decode: () => this.#read(list, call) });
  }

  /** Another list is what the adapter would look up beside the records: what was kept is not that list. */
  override all(): AsyncGenerator<never, void, void> {
    throw cannotReread();
  }

  #read<Wire, Model extends object>({ reading }: List<Wire, Model>, call: Call): PageContent<Model> {
    return readRecords(reading, this.records, { raw: call.raw }, () => {});
  }
}
