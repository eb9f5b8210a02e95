import type { CustomFieldModel, Tool, ToolProfile, ToolSettings } from "../tools/profile.ts";
import { seedForKombo } from "../tools/seed.ts";
import type { World } from "../world/world.ts";
import { avionteAgency } from "./agency.ts";
import { avionteCoverage } from "./coverage.ts";
import { definitionsOf, type CustomDetailEntity } from "./custom-detail-definitions.ts";
import { CustomDetails } from "./custom-details.ts";
import { customDetailRoutes, talentRoutes } from "./native-custom-details.ts";
import { nativeJob } from "./native-job.ts";
import { noteRoutes } from "./native-notes.ts";
import { readRoutes } from "./native-reads.ts";
import { route, type NativeRoute } from "../tools/native-router.ts";
import { talent } from "./native-talent.ts";
import { standingIn, webApplication } from "./stages.ts";

const entities: Readonly<Record<CustomFieldModel, CustomDetailEntity>> = {
  jobs: "job",
  candidates: "talent",
  applications: "application",
};

/** The definitions that the imagined customer has mapped to custom fields in Kombo: the text, the choice and the flag. */
const mappedTypes = { Text: "reference", DropDown: "rating", Boolean: "confirmed" } as const;
const mappedOf = (entity: CustomDetailEntity) =>
  definitionsOf(entity).filter(({ dataType }) => dataType in mappedTypes);
const mapped = { job: mappedOf("job"), talent: mappedOf("talent"), application: mappedOf("application") };

/** Avionté BOLD Front Office, as Kombo connects it. */
export const avionteProfile: ToolProfile = {
  label: "Avionté",
  beta: true,
  coverage: avionteCoverage,
  passthrough: { slug: "avionte/front-office-v1", baseUrl: "https://api.avionte.com/front-office/v1" },
  attachments: {
    // The limits of Avionté are not found; its upload takes these types.
    CV: { max_file_size_bytes: 10_000_000, accepted_mime_types: null },
    COVER_LETTER: { max_file_size_bytes: 10_000_000, accepted_mime_types: null },
    OTHER: { max_file_size_bytes: 10_000_000, accepted_mime_types: null },
  },
  filesOnCandidate: true,
  open(world, settings) {
    seedForKombo("avionte", world, settings, avionteAgency);
    return openTool(world, settings);
  },
};

function openTool(world: World, settings: ToolSettings): Tool {
  const details = new CustomDetails(settings.seed, world.removedFields);
  const routesOf = () =>
    [
      ...customDetailRoutes(world, details),
      ...readRoutes(world, details, settings.seed),
      ...noteRoutes(world),
      ...talentRoutes(world, details),
    ].toSorted((one, other) => Number(one.pattern.includes(":")) - Number(other.pattern.includes(":")));
  /** Made when the first call comes: most tests ask Kombo's own API alone. */
  let routes: readonly NativeRoute[] | undefined;
  const fieldIds = new Map<number, string>();
  const fieldId = (id: number): string => {
    const known = fieldIds.get(id) ?? world.id(`field-${id}`);
    fieldIds.set(id, known);
    return known;
  };
  const admit = quota(world, settings.nativeCallsPerSecond);
  return {
    standingIn: (stage) => standingIn(world, stage),
    defaultStage: () => world.stages.byRemoteId(webApplication),
    applicationRemoteId: (candidate, job) => avionteAgency.applicationRemoteId(candidate, job),
    customFields: (model, remoteId) =>
      Object.fromEntries(mappedValues(details, model, remoteId).map(({ key, value }) => [key, value])),
    integrationFields: (model, remoteId) =>
      mappedValues(details, model, remoteId).map(({ id, label, value }) => ({
        id: fieldId(id),
        key: `customDetails.${id}`,
        type: "CUSTOM",
        value,
        label,
      })),
    remoteData: (model, remoteId) => remoteData(world, details, model, remoteId),
    native: (request) => route((routes ??= routesOf()), settings.routes, request, admit),
  };
}

function mappedValues(details: CustomDetails, model: CustomFieldModel, remoteId: string) {
  return mapped[entities[model]]
    .filter((definition) => details.has(definition))
    .map((definition) => ({
      id: definition.id,
      key: mappedTypes[definition.dataType as keyof typeof mappedTypes],
      label: definition.name,
      value: details.value(definition, remoteId),
    }));
}

function remoteData(
  world: World,
  details: CustomDetails,
  model: CustomFieldModel,
  remoteId: string,
): Record<string, unknown> | null {
  const job = model === "jobs" ? world.jobs.byRemoteId(remoteId) : undefined;
  if (job) return { "/jobs/multi-query": nativeJob(world, details, job) };
  const candidate = model === "candidates" ? world.candidates.byRemoteId(remoteId) : undefined;
  return candidate ? { "/talents/multi-query": talent(world, candidate) } : null;
}

/** A limit per second of the emulator's window clock. */
function quota(world: World, perSecond: number | undefined): () => boolean {
  let second = 0;
  let used = 0;
  return () => {
    if (perSecond === undefined) return true;
    const current = Math.floor(world.clock.windowMilliseconds() / 1_000);
    if (current !== second) [second, used] = [current, 0];
    used += 1;
    return used <= perSecond;
  };
}
