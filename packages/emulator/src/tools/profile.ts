import type { SeedSettings } from "../data/agency.ts";
import type { NativeRequest, NativeResponse } from "../http/native-call.ts";
import type { ApplicationRow, CandidateRow, JobRow, StageRow } from "../world/rows.ts";
import type { NoteRow } from "../world/smaller-rows.ts";
import type { World } from "../world/world.ts";
import type { CoverageTable } from "./coverage.ts";

/**
 * Which paths of the tool's own API are served where the public documentation and the material that this project
 * began with ("seed") differ. What is public is always served; `native` leaves the seed's own paths out. Today
 * `both` serves what `seed` serves.
 */
export type NativeRoutes = "seed" | "native" | "both";

export interface ToolSettings extends SeedSettings {
  readonly integrationId: string;
  readonly routes: NativeRoutes;
  /** Bulk calls in a second that the tool's own API allows; undefined: no limit. */
  readonly nativeCallsPerSecond: number | undefined;
}

export type CustomFieldModel = "jobs" | "candidates" | "applications";

/** A file limit as the capability probe answers it. */
interface AttachmentRestriction {
  readonly max_file_size_bytes: number | null;
  readonly accepted_mime_types: readonly string[] | null;
}

/** One ATS at work in one world: what differs between tools. */
export interface Tool {
  /**
   * Where an application stands once it is put into a stage: as Kombo reads it, and as the tool knows it.
   * @throws {KomboFailure} where the tool refuses.
   */
  standingIn(stage: Readonly<StageRow>): Pick<ApplicationRow, "current_stage_id" | "tool_stage_id">;
  /** The stage in which an application begins, when none is asked for. */
  defaultStage(job: Readonly<JobRow>): Readonly<StageRow> | undefined;
  /** Whether a person whose application to a job has ended may apply to it again, and then has two. Default: no. */
  readonly takesAgain?: boolean;
  /** Whether only an open application can be rejected. Default: no. */
  readonly rejectsOpenOnly?: boolean;
  /** The tool's id of a new application. */
  applicationRemoteId(candidate: Readonly<CandidateRow>, job: Readonly<JobRow>): string;
  /** What Kombo maps to custom fields. */
  customFields(model: CustomFieldModel, remoteId: string): Readonly<Record<string, unknown>> | null;
  /** The fields behind them, as `integration_fields` lists them. */
  integrationFields(model: CustomFieldModel, remoteId: string): readonly unknown[];
  /** The tool's own record, for `remote_data`: endpoint path and payload. */
  remoteData(model: CustomFieldModel, remoteId: string): Readonly<Record<string, unknown>> | null;
  /**
   * What `remote_fields` make of a note; absent: nothing.
   * @throws {KomboFailure} where the tool refuses.
   */
  noteFields?(remoteFields: Readonly<Record<string, unknown>>): Partial<Pick<NoteRow, "title" | "is_private">>;
  /** Answers a call of the tool's own API. */
  native(request: NativeRequest): NativeResponse;
}

/** An ATS that the emulator knows. To add one: a folder with a profile, and a line in the registry. */
export interface ToolProfile {
  readonly label: string;
  readonly beta: boolean;
  readonly coverage: CoverageTable;
  /** Further connectors of Kombo's for the same ATS, as integration ids begin with. */
  readonly connectors?: readonly string[];
  /** Passthrough slug, such as `avionte/front-office-v1`, and the base address of the API behind it. */
  readonly passthrough: { readonly slug: string; readonly baseUrl: string };
  /** Null: the capability probe answers no restrictions. */
  readonly attachments: Readonly<Record<"CV" | "COVER_LETTER" | "OTHER", AttachmentRestriction>> | null;
  /** Whether files of an application live on the candidate in this tool. */
  readonly filesOnCandidate: boolean;
  /** Fills the world and returns the tool that works in it. */
  open(world: World, settings: ToolSettings): Tool;
}
