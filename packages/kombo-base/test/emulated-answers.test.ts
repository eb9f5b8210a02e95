import { createEmulator } from "@anyats/emulator";
import { expect, it } from "vitest";
import { newerLists, operations, violations, type Operation } from "./fixtures/specification.ts";

/** Fields of a stage that are newer than the description; from the reference of the newer API. */
const newer =
  /\b(current_stage|stages\[\]|application-stages \$\.results\[\])\.(status|custom_fields): is not documented$/;

const operationsThatRead = Object.entries({ ...operations, ...newerLists }).filter(
  (each): each is [string, Operation & Required<Pick<Operation, "answer">>] =>
    each[0].startsWith("GET ") && each[1].answer !== undefined,
);

/** Everything that is answered, page by page. */
async function answersOf(
  { fetch, baseUrl, apiKey, integrationId }: ReturnType<ReturnType<typeof createEmulator>["settings"]>,
  path: string,
): Promise<unknown[]> {
  const headers = { authorization: `Bearer ${apiKey}`, "x-integration-id": integrationId };
  const answers: unknown[] = [];
  let next: string | null | undefined;
  do {
    const cursor = next ? `?${new URLSearchParams({ cursor: next }).toString()}` : "";
    const response = await fetch!(`${baseUrl}${path}${cursor}`, { headers });
    expect(response.status, path).toBe(200);
    const { data } = (await response.json()) as { readonly data: { readonly next?: string | null } };
    answers.push(data);
    ({ next } = data);
  } while (next);
  return answers;
}

it.for(operationsThatRead)("the emulator answers %s as Kombo describes it", async ([name, { answer }]) => {
  const emulator = createEmulator({ candidates: 200, coverage: "all" });
  const settings = emulator.settings();
  const ids = {
    integration_id: settings.integrationId,
    application_id: emulator.world.applications.all()[0]!.id,
    candidate_id: emulator.world.candidates.all()[0]!.id,
  };
  const path = name.slice("GET ".length).replaceAll(/\{(\w+)\}/g, (_all, id: keyof typeof ids) => ids[id]);
  const found = (await answersOf(settings, path)).flatMap((data) => violations(answer, data));
  const kinds = new Set(found.map((each) => `${name} ${each}`.replaceAll(/\[\d+\]/g, "[]")));
  expect([...kinds].filter((each) => !newer.test(each))).toEqual([]);
});
