import { setImmediate as nextTick } from "node:timers/promises";
import { instantClock } from "@anyats/conformance";
import { AtsError, connect, methodOf, type Adapter, type CapabilityId } from "@anyats/core";
import { createEmulator, komboToolNames, type KomboToolName } from "@anyats/emulator";
import { adapters } from "@anyats/cli/adapters";
import { AlteredServer } from "./mutated-answers/altered-server.ts";
import { inputsOf, type Scene } from "./mutated-answers/inputs.ts";
import { mutantsOf } from "./mutated-pages/mutants.ts";

/** What came of calls of which one answer was not as it should be. */
export interface MutatedAnswers {
  readonly calls: number;
  /** Calls that ended in an error which says what was wrong. */
  readonly refused: number;
  /** Calls that ended in anything else than an answer or such an error, with what was wrong. */
  readonly unforeseen: readonly string[];
}

export type Tool = KomboToolName;
/** The tools of the emulator that have an adapter. */
export const tools: readonly Tool[] = komboToolNames.filter((name) => Object.hasOwn(adapters, name));

const start = new Date("2026-11-23T09:00:00Z");
type Ats = Awaited<ReturnType<typeof open>>;

const open = (adapter: Adapter, settings: object) => connect(adapter, settings, { modules: [instantClock(start)] });

async function sceneOf(ats: Ats): Promise<Scene> {
  if (!ats.supports("applications.stream") || !ats.supports("jobs.stream")) throw new Error("nothing to call with");
  if (!ats.supports("applications.listRejectionReasons") || !ats.supports("applications.listStages"))
    throw new Error("nothing to write");
  const applications = await ats.applications.stream({ outcomes: ["PENDING"] }).toArray();
  const application = applications.find(({ jobId, candidateId }) => jobId !== null && candidateId !== null)!;
  const jobs = await ats.jobs.stream({ ids: [application.jobId!] }).toArray();
  const [reason] = await ats.applications.listRejectionReasons();
  const stages = await ats.applications.listStages({ jobIds: [application.jobId!] });
  const fields = ats.supports("applications.listCustomFields") ? await ats.applications.listCustomFields() : [];
  return {
    application,
    job: jobs[0]!,
    reasonId: reason!.id,
    fieldId: fields.find(({ type, readOnly }) => type === "text" && !readOnly)?.id ?? null,
    stageId: stages.find(({ movable, id }) => movable && id !== application.stageId)!.id,
  };
}

/**
 * Calls everything that an ATS offers, each time with one thing wrong in one of the answers that the call needs.
 * @param every One of so many variations is tried; 1 for all.
 */
export async function mutatedAnswers(tool: Tool, every: number): Promise<MutatedAnswers> {
  const emulator = createEmulator({ candidates: 6, coverage: "all", tool });
  const settings = emulator.settings();
  const server = new AlteredServer(settings.fetch ?? fetch);
  const adapter = await adapters[tool]!();
  const connected = () => open(adapter, { ...settings, fetch: server.fetch });
  await using ats = await connected();
  const inputs = Object.entries(inputsOf(await sceneOf(ats))) as [CapabilityId, object][];
  let [calls, refused, drawn] = [0, 0, 0];
  const unforeseen: string[] = [];

  const tried = async (capability: CapabilityId, input: object): Promise<string | undefined> => {
    await using fresh = await connected();
    try {
      await methodOf(fresh, capability as string)!(input);
      return undefined;
    } catch (error) {
      return AtsError.is(error) ? error.code : "no AtsError";
    }
  };
  for (const [capability, input] of inputs.filter(([id]) => ats.supports(id))) {
    server.begin();
    await tried(capability, input);
    for (const { index, body } of server.answers)
      for (const { record, place } of mutantsOf(body)) {
        drawn += 1;
        if (drawn % every !== 0) continue;
        server.begin({ index, body: record() });
        const code = await tried(capability, input);
        calls += 1;
        if (code !== undefined) refused += 1;
        if (code === "no AtsError" || code === "adapter.unexpected-failure")
          unforeseen.push(`${tool} ${capability}, ${place} of answer ${index}: ${code}`);
        if (calls % 100 === 0) await nextTick(); // What closed connections leave is only forgotten then.
      }
  }
  return { calls, refused, unforeseen };
}
