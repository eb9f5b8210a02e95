import type { applications, Call, Injected, InputOf, Receipt, Settlement } from "@anyats/core";
import { receiptOf } from "../reading/read-data.ts";
import { TRANSPORT } from "../transport/kombo-transport.ts";
import { readAnswer } from "../transport/envelope.ts";

type ResultLink = Omit<InputOf<typeof applications.addResultLink>, "application">;

/** Adds a result link to whatever takes one. */
export abstract class ResultLinkAction {
  static readonly inject = { transport: TRANSPORT };
  readonly lane = "unified" as const;
  protected readonly collaborators: Injected<typeof ResultLinkAction.inject>;

  constructor(collaborators: Injected<typeof ResultLinkAction.inject>) {
    this.collaborators = collaborators;
  }

  protected async add(path: string, { label, url, details, remoteFields }: ResultLink, call: Call): Promise<Receipt> {
    const body = {
      label,
      url,
      ...(details && {
        details: { custom_field_name_prefix: details.customFieldNamePrefix, attributes: details.attributes },
      }),
      ...(remoteFields && { remote_fields: remoteFields }),
    };
    const answer = await this.collaborators.transport.send(
      { method: "POST", path, body, effect: "creates", action: true },
      call,
    );
    return receiptOf(readAnswer(answer, "creates").warnings);
  }

  /** Kombo has no list of result links, so nothing can tell whether a lost one was written. */
  protected unknown(reconcile: Readonly<Record<string, unknown>>): Promise<Settlement<Receipt>> {
    return Promise.resolve({ found: false, certain: false, because: "Kombo cannot read result links back", reconcile });
  }
}
