import { AtsError } from "@anyats/core";
import type { Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { worldHas } from "../../world-lacks.ts";
import { requestOf } from "../../worlds/request-of.ts";
import { fetchIn } from "../../worlds/tapped.ts";
import { recordNamedIn, samplesOf } from "./samples.ts";
import { ending } from "./striking.ts";
import { nobody } from "./targets.ts";

/** A request without the id of the record that the call names. */
const kindOf = ({ method, url }: Request, id: string): string =>
  `${method} ${new URL(url).pathname
    .split("/")
    .map((part) => (part === encodeURIComponent(id) ? "{id}" : part))
    .join("/")}`;

/** What a call sends, and which of its requests the world counts as writes. */
async function countedOf(trial: Trial, input: object, id: string) {
  const { world, capability } = trial;
  const fetch = fetchIn(world.settings)!;
  const sent: { readonly kind: string; readonly isCounted: boolean }[] = [];
  const way: typeof fetch = async (...given) => {
    const request = requestOf(...given);
    const [kind, before] = [kindOf(request, id), world.writes()];
    const answer = await fetch(request);
    sent.push({ kind, isCounted: world.writes() > before });
    return answer;
  };
  await using on = await connectedTo(withFetch(trial, way));
  const ended = await ending(() => on.call(capability.id, input));
  return { sent, isRefused: AtsError.is(ended) && ended.retry === "never" };
}

/**
 * A world counts each write that comes, whatever the ATS makes of it: contracts tell by that count whether the ATS was asked.
 * @throws {WorldLacks} where a write was refused and not counted.
 */
export async function countsRefusedWrites(trial: Trial): Promise<void> {
  const [sample] = await samplesOf(trial);
  const named = recordNamedIn(trial, sample?.input);
  if (!fetchIn(trial.world.settings) || !named) return;
  const usual = await countedOf(trial, sample!.input, named.id);
  const writes = new Set(usual.sent.flatMap(({ kind, isCounted }) => (isCounted ? [kind] : [])));
  // Where every request has one address, a look is not told from a write.
  if (usual.sent.some(({ kind, isCounted }) => !isCounted && writes.has(kind))) return;
  const refused = await countedOf(trial, { ...sample!.input, [named.field]: nobody }, nobody);
  const missed = refused.sent.find(({ kind, isCounted }) => writes.has(kind) && !isCounted);
  worldHas(
    !refused.isRefused || !missed,
    `the ATS refused ${missed?.kind}, and \`writes()\` of the world did not count it: count each request that comes and is to change something, also one that is refused`,
  );
}
