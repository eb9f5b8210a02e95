export const readModelIds = [
  "ats_jobs",
  "ats_applications",
  "ats_candidates",
  "ats_tags",
  "ats_users",
  "ats_roles",
  "ats_offers",
  "ats_rejection_reasons",
  "ats_interviews",
  "ats_application_stages",
  "ats_notes",
  "ats_scorecards",
  "ats_attachments",
] as const;
export type ReadModelId = (typeof readModelIds)[number];

/**
 * The ids of the first four are documented; the others follow their pattern and are **not found** in the public
 * material. `ats_read_document_attachments` stands for the two attachment reads on demand.
 */
export const writeActionIds = [
  "ats_create_application",
  "ats_create_candidate",
  "ats_add_application_attachment",
  "ats_add_candidate_attachment",
  "ats_move_application_to_stage",
  "ats_reject_application",
  "ats_add_application_note",
  "ats_add_application_result_link",
  "ats_add_candidate_result_link",
  "ats_add_candidate_tag",
  "ats_remove_candidate_tag",
  "ats_import_tracked_application",
  "ats_read_document_attachments",
  "ats_create_interview",
  "ats_update_interview",
] as const;
export type WriteActionId = (typeof writeActionIds)[number];

export type CoverageStatus = "SUPPORTED" | "UNSUPPORTED" | "NOT_IMPLEMENTED" | "UNKNOWN";
export type ScopeSetting = "ENABLED" | "DISABLED" | "OPTIONAL";

/** Whether a model or an action can be used, and by whose decision. */
export interface Availability {
  /** What tool and Kombo can do. */
  coverage: CoverageStatus;
  /** What the scope configuration says. */
  scope: ScopeSetting;
  /** Whether the customer said no to something optional. */
  optedOut: boolean;
}

export interface CoverageTable {
  readonly readModels: Readonly<Record<ReadModelId, CoverageStatus>>;
  readonly writeActions: Readonly<Record<WriteActionId, CoverageStatus>>;
}

/** A table from lists: what is in neither is unknown. */
export function coverageTable(
  lists: Readonly<Record<"supported" | "unsupported", readonly CoverageId[]>>,
): CoverageTable {
  const status = (id: CoverageId): CoverageStatus =>
    lists.supported.includes(id) ? "SUPPORTED" : lists.unsupported.includes(id) ? "UNSUPPORTED" : "UNKNOWN";
  const table = (ids: readonly CoverageId[]) => Object.fromEntries(ids.map((id) => [id, status(id)]));
  return {
    readModels: table(readModelIds) as CoverageTable["readModels"],
    writeActions: table(writeActionIds) as CoverageTable["writeActions"],
  };
}

/** `true` and `false` are short for supported and unsupported. */
export type CoverageOverride = boolean | Partial<Availability>;

/** Changes to the tool's coverage; `"all"` makes everything available. */
export type CoverageOverrides =
  | "all"
  | {
      readonly readModels?: Partial<Readonly<Record<ReadModelId, CoverageOverride>>>;
      readonly writeActions?: Partial<Readonly<Record<WriteActionId, CoverageOverride>>>;
    };

export type CoverageId = ReadModelId | WriteActionId;

/** The coverage of one integration: the tool's table with the overrides applied. Tests may change it at any time. */
export class Coverage {
  readonly #cells = new Map<CoverageId, Availability>();

  constructor(table: CoverageTable, overrides: CoverageOverrides = {}) {
    const all = overrides === "all";
    for (const [id, status] of Object.entries({ ...table.readModels, ...table.writeActions })) {
      this.#cells.set(id as CoverageId, { coverage: all ? "SUPPORTED" : status, scope: "ENABLED", optedOut: false });
    }
    if (overrides === "all") return;
    for (const [id, override] of Object.entries({ ...overrides.readModels, ...overrides.writeActions })) {
      this.set(id as CoverageId, override);
    }
  }

  get(id: CoverageId): Readonly<Availability> {
    const cell = this.#cells.get(id);
    if (!cell) throw new RangeError(`Neither a model nor an action: ${id}`);
    return cell;
  }

  set(id: CoverageId, override: CoverageOverride): void {
    const change =
      typeof override === "boolean"
        ? { coverage: override ? ("SUPPORTED" as const) : ("UNSUPPORTED" as const) }
        : override;
    this.#cells.set(id, { ...this.get(id), ...change });
  }

  isAvailable(id: CoverageId): boolean {
    return this.get(id).coverage === "SUPPORTED" && !this.isSwitchedOff(id);
  }

  /** By the scope configuration or, where that leaves the choice, by the customer. */
  isSwitchedOff(id: CoverageId): boolean {
    const { scope, optedOut } = this.get(id);
    return scope === "DISABLED" || (scope === "OPTIONAL" && optedOut);
  }
}
