import {
  AtsError,
  EVENTS,
  token,
  type Call,
  type CustomFieldDefinition,
  type CustomFieldUpdates,
  type CustomFieldValue,
  type Injected,
  type Receipt,
  type Token,
} from "@anyats/core";
import { AddedSince, beforeWriting, checkedAgainstKept, DriftReports, SharedAnswers } from "@anyats/http";
import { z } from "zod/mini";
import { NATIVE, type Native } from "../native/native-api.ts";
import { entriesAsSent, nativeCustomDetail, nativeCustomDetails } from "../wire/native-job.ts";
import { entities } from "./entities.ts";
import type { Entity } from "../native/remote-ids.ts";
import { fieldType } from "./field-types.ts";
import type { readValue } from "./values.ts";

/** Unverified: the shape is the one of the emulator, to be corrected after the first live call. */
const nativeDefinition = z.looseObject({
  id: z.pipe(z.union([z.number(), z.string()]), z.transform(String)),
  name: z.string(),
  dataType: z.nullish(z.string()),
  required: z.nullish(z.boolean()),
  readOnly: z.nullish(z.boolean()),
  options: z.nullish(z.array(z.string())),
});

/** A record has one of them. */
const holding = z.object({ customJobDetails: nativeCustomDetails, customDetails: nativeCustomDetails });

type NativeDetail = z.output<typeof nativeCustomDetail>;

/** The custom fields of a tenant. One for each connection: definitions differ from customer to customer. */
export interface CustomFields {
  definitions(entity: Entity, call: Call, refresh?: boolean): Promise<readonly CustomFieldDefinition[]>;
  /** The values of a record that was read already, typed by the definitions. One that cannot be read is set aside. */
  typed(entity: Entity, details: readonly unknown[], call: Call): Promise<CustomFieldValue[]>;
  /** Reads the values of a record, by its id in Avionté. */
  values(entity: Entity, remoteId: string, call: Call): Promise<CustomFieldValue[]>;
  /** Sets fields of a record in one request, all or none. */
  update(entity: Entity, remoteId: string, updates: CustomFieldUpdates, call: Call): Promise<Receipt>;
}

export const CUSTOM_FIELDS: Token<CustomFields> = token("avionte/custom-fields");

/** Each definition with the record of Avionté that it was read from. */
type Kept = Required<Pick<CustomFieldDefinition, "raw">> & { readonly definition: CustomFieldDefinition };

function toDefinition(native: z.output<typeof nativeDefinition>): CustomFieldDefinition {
  const { id, name, dataType, required, readOnly, options } = native;
  const nativeType = dataType ?? "unknown";
  return {
    id,
    name,
    type: fieldType(nativeType),
    nativeType,
    required: required ?? false,
    readOnly: readOnly ?? false,
    options: options ?? null,
  };
}

function toValue(
  read: typeof readValue,
  detail: NativeDetail,
  definition: CustomFieldDefinition | undefined,
  keepRaw: boolean,
  drift: (definitionId: string) => void,
): CustomFieldValue {
  const type = definition?.type ?? "unknown";
  const value = read(type, detail.value, definition?.options);
  if (value === undefined) drift(detail.definitionId);
  return {
    definitionId: detail.definitionId,
    name: definition?.name ?? detail.name ?? detail.definitionId,
    type,
    value: value ?? null,
    ...((keepRaw || value === undefined) && { raw: detail.value }),
  };
}

/** Loaded with the first value. */
let loaded: typeof import("./values.ts") | undefined;

/** How many values may stay unknown before the definitions are read for no further one. */
const mostAsked = 20;

export class TenantCustomFields implements CustomFields {
  static readonly inject = { native: NATIVE, events: EVENTS };
  readonly #native: Native;
  readonly #collaborators: Injected<typeof TenantCustomFields.inject>;
  /** Kept for the connection's life: reading them costs the customer money. */
  readonly #definitions = new SharedAnswers<readonly Kept[]>(Object.keys(entities).length);

  readonly #drift: DriftReports;
  /** Values of which no definition knows an option, as one that was removed: to ask again costs the customer money. */
  readonly #gone = new AddedSince(mostAsked);

  constructor(collaborators: Injected<typeof TenantCustomFields.inject>) {
    this.#collaborators = collaborators;
    this.#native = collaborators.native;
    this.#drift = new DriftReports(collaborators.events);
  }

  async definitions(entity: Entity, call: Call, refresh = false): Promise<readonly CustomFieldDefinition[]> {
    const kept = refresh ? undefined : this.#definitions.kept(entity);
    const all = kept ?? (await this.#definitions.read(entity, call, () => this.#read(entity, call), refresh));
    return all.map(({ definition, raw }) => (call.raw ? { ...definition, raw } : definition));
  }

  async #read(entity: Entity, call: Call): Promise<readonly Kept[]> {
    const raws = await this.#native.read(entities[entity].definitions, {}, entriesAsSent, call);
    return raws.flatMap((raw, index) => {
      const { success, data } = this.#native.parsed(nativeDefinition, raw, call);
      if (!success) this.#quarantined(call, `$[${index}]`, "is not a definition of a custom field");
      return success ? [{ definition: toDefinition(data), raw }] : [];
    });
  }

  async typed(entity: Entity, raws: readonly unknown[], call: Call): Promise<CustomFieldValue[]> {
    const at = `$.${entities[entity].valuesKey}`;
    const details = raws.flatMap((raw, index): NativeDetail[] => {
      const { success, data } = this.#native.parsed(nativeCustomDetail, raw, call, `${at}[]`);
      if (!success) this.#quarantined(call, `${at}[${index}]`, "is not a value of a custom field");
      return success ? [data] : [];
    });
    if (details.length === 0) return [];
    const { readValue, unknownOptions } = (loaded ??= await import("./values.ts"));
    const isKept = this.#definitions.kept(entity) !== undefined;
    const definitions = await this.#gone.known(
      isKept ? await this.definitions(entity, call) : undefined,
      (all) => unknownOptions(details, all).map((value) => `${entity} ${value}`),
      () => (isKept ? this.definitions(entity, call, true) : this.#definitionsIfKnown(entity, call)),
    );
    const drift = this.#drift.of(call);
    return details.map((detail) =>
      toValue(
        readValue,
        detail,
        definitions.find(({ id }) => id === detail.definitionId),
        call.raw,
        (definitionId) => drift(`${at}.${definitionId}`, "unreadable-value"),
      ),
    );
  }

  async values(entity: Entity, remoteId: string, call: Call): Promise<CustomFieldValue[]> {
    const { record, valuesKey } = entities[entity];
    const native = await this.#native.read(record, { id: remoteId }, holding, call);
    return this.typed(entity, native[valuesKey] ?? [], call);
  }

  async update(entity: Entity, remoteId: string, updates: CustomFieldUpdates, call: Call): Promise<Receipt> {
    const checked = await beforeWriting(async () => {
      const { checkUpdates } = await import("./check-updates.ts");
      return checkedAgainstKept(
        this.#definitions.kept(entity) !== undefined,
        (refresh) => this.definitions(entity, call, refresh),
        (definitions) => checkUpdates(updates, definitions),
      );
    }, call);
    const customDetails = checked.map(({ definitionId, value }) => ({
      definitionId: String(Number(definitionId)) === definitionId ? Number(definitionId) : definitionId,
      value,
    }));
    const answer = await this.#native.write(
      entities[entity].update,
      { id: remoteId },
      { customDetails },
      "idempotent",
      call,
    );
    return { warnings: [...answer.warnings], settledBy: "answer" };
  }

  /** Values say their names themselves: without the definitions they are shown untyped. */
  async #definitionsIfKnown(entity: Entity, call: Call): Promise<readonly CustomFieldDefinition[]> {
    try {
      return await this.definitions(entity, call);
    } catch (error) {
      if (!AtsError.is(error) || error.code !== "route.unverified") throw error;
      this.#drift.of(call)("$.customDetails", "untyped");
      return [];
    }
  }

  #quarantined(call: Call, path: string, problem: string): void {
    this.#collaborators.events.emit("quarantine", { capability: call.capability, id: null, path, problem });
  }
}
