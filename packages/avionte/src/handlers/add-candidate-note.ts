import {
  ADAPTER,
  AtsError,
  candidates,
  EVENTS,
  handles,
  toNoteContent,
  type Call,
  type CallHandler,
  type Injected,
  type InputOf,
  type Receipt,
  type Route,
  type Settlement,
} from "@anyats/core";
import { beforeWriting } from "@anyats/http";
import { lookups } from "../custom-fields/entities.ts";
import { AVIONTE_SETTINGS } from "../settings.ts";
import { entriesAsSent } from "../wire/native-job.ts";
import { nativeActivityType } from "../wire/native-talent.ts";
import { nativeParts, rows } from "./native-parts.ts";

type Capability = typeof candidates.addNote;

/** Where a type of activity shows that is archived: it takes no new activity (inferred). */
const archived = -2;

/**
 * `POST /candidate/{id}/note`, or with the documented routes `POST /talent/{id}/activity` with the tenant's note type,
 * which is looked up by its name. Avionté cannot list either, so a lost answer stays unknown.
 */
export class AddCandidateNote implements CallHandler<Capability> {
  static readonly inject = { ...nativeParts, adapter: ADAPTER, settings: AVIONTE_SETTINGS, events: EVENTS };
  readonly lane = "passthrough" as const;
  readonly settledBy: readonly string[] = [];
  readonly #collaborators: Injected<typeof AddCandidateNote.inject>;
  /** The tenant's activity types by name, as they were last read. */
  #typeIds: ReadonlyMap<string, number> | undefined;

  constructor(collaborators: Injected<typeof AddCandidateNote.inject>) {
    this.#collaborators = collaborators;
  }

  get routes(): readonly Route[] {
    const { table } = this.#collaborators;
    const used = table.noteStyle === "note" ? rows("candidateNote") : rows("talentActivity", "talentActivityTypes");
    return used(this.#collaborators);
  }

  async handle({ candidate, note, actionType }: InputOf<Capability>, call: Call): Promise<Receipt> {
    const { native, remoteIds, table, adapter } = this.#collaborators;
    const { id, route, body } = await beforeWriting(async () => {
      const content = await toNoteContent(note, adapter.facts);
      const found = await remoteIds.of("candidate", candidate, call);
      return table.noteStyle === "note"
        ? ({ id: found, route: "candidateNote", body: { content, ...(actionType && { actionType }) } } as const)
        : ({
            id: found,
            route: "talentActivity",
            body: await this.#activity(found, content, actionType, call),
          } as const);
    }, call);
    const answer = await native.write(route, { id }, body, "creates", call);
    return { warnings: [...answer.warnings], settledBy: "answer" };
  }

  /** Nothing lists notes, so a person has to look. */
  settle(): Promise<Settlement<Receipt>> {
    const reconcile = { look: "a note with this text on the talent" };
    return Promise.resolve({ found: false, certain: false, because: "Avionté cannot list notes", reconcile });
  }

  async #activity(id: string, notes: string, actionType: string | undefined, call: Call): Promise<object> {
    const wanted = actionType ?? this.#collaborators.settings.noteTypeName;
    const name = wanted.toLowerCase();
    // One that is not known may have been added since they were read.
    const typeId = this.#typeIds?.get(name) ?? (await this.#readTypes(call)).get(name);
    if (typeId !== undefined) return { typeId, talentId: Number(id), name: wanted, notes };
    throw new AtsError({
      code: "configuration.unknown-note-type",
      // The customer can add a type.
      fault: "configuration",
      concerns: actionType === undefined ? "capability" : "call",
      retry: "never",
      message: "The tenant has no activity type of this name.",
      advice: "Give one of the tenant's activity types as `actionType`, or as `noteTypeName` in the settings.",
    });
  }

  async #readTypes(call: Call): Promise<ReadonlyMap<string, number>> {
    const { native, events } = this.#collaborators;
    const raws = await native.read("talentActivityTypes", {}, entriesAsSent, call);
    const types = raws.flatMap((raw, index) => {
      const { success, data } = nativeActivityType.safeParse(raw);
      const [path, problem] = [`$[${index}]`, "is not a type of an activity"];
      if (!success) events.emit("quarantine", { capability: call.capability, id: null, path, problem });
      return success ? [data] : [];
    });
    this.#typeIds = new Map(
      types.flatMap(({ typeId, name, show_in }) => (show_in === archived ? [] : [[name.toLowerCase(), typeId]])),
    );
    return this.#typeIds;
  }
}

export const addCandidateNote = handles(candidates.addNote, AddCandidateNote, { needs: lookups.candidate });
