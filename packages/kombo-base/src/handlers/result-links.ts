import { handles, type applications, type candidates, type InputOf, type Need, type Operation } from "@anyats/core";
import { receiptOf } from "../reading/read-data.ts";
import { documented } from "../routes.ts";
import { readAnswer } from "../transport/envelope.ts";
import { TRANSPORT } from "../transport/kombo-transport.ts";

type LinkCapability = typeof applications.addResultLink | typeof candidates.addResultLink;
type Link = Pick<InputOf<LinkCapability>, "label" | "url" | "details" | "remoteFields">;

interface LinkDefinition<C extends LinkCapability> {
  readonly route: `POST /${string}`;
  readonly need: Need;
  readonly path: (input: InputOf<C>) => string;
}

function bodyOf({ label, url, details, remoteFields }: Link): object {
  return {
    label,
    url,
    ...(details && {
      details: { custom_field_name_prefix: details.customFieldNamePrefix, attributes: details.attributes },
    }),
    ...(remoteFields && { remote_fields: remoteFields }),
  };
}

/** Adds a result link. Kombo has no list of them, so nothing can tell whether a lost one was written. */
export function addsResultLink<C extends LinkCapability>(
  capability: C,
  { route, need, path }: LinkDefinition<C>,
): Operation<C> {
  const unknown = {
    found: false,
    certain: false,
    because: "Kombo cannot read result links back",
    reconcile: { look: "a link with this label" },
  } as const;
  return handles<LinkCapability, { readonly transport: typeof TRANSPORT }>(capability, {
    lane: "unified",
    routes: documented(route),
    needs: [need],
    inject: { transport: TRANSPORT },
    settledBy: [],
    async handle(input, call, { transport }) {
      const request = {
        method: "POST",
        path: path(input as InputOf<C>),
        body: bodyOf(input),
        effect: "creates",
        action: true,
      } as const;
      return receiptOf(readAnswer(await transport.send(request, call), "creates").warnings);
    },
    settle: () => Promise.resolve(unknown),
  }) as Operation<C>;
}
