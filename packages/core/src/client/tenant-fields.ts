import type { CallOptions } from "../adapter/call.ts";
import type { AnyCapability } from "../capabilities/capability.ts";
import type { CapabilityId } from "../capabilities/catalogue.ts";
import type { Methods } from "./client.ts";
import type { CustomFieldType, CustomFieldValue } from "../models/custom-field.ts";

/** One custom field of a tenant, as `anyats types` writes it. */
export interface TenantField {
  /** The id of the definition. */
  readonly id: string;
  /** The name that the customer gave the field. */
  readonly name: string;
  readonly type: CustomFieldType;
  /** The values that it takes; of a select field, its options. */
  readonly value: unknown;
  /** Whether the field cannot be written. */
  readonly readOnly: boolean;
}

/** The custom fields of one tenant by resource: what `anyats types` writes fits. */
export interface TenantFields {
  readonly jobs?: object;
  readonly applications?: object;
  readonly candidates?: object;
}

/** An option that was added since the types were written is data, not an error. */
type Read<Value> = Value extends string
  ? Value | (string & {})
  : Value extends readonly (infer Option extends string)[]
    ? readonly (Option | (string & {}))[]
    : Value;

type ValueOf<Field> = Field extends TenantField
  ? Omit<CustomFieldValue, "definitionId" | "name" | "type" | "value"> & {
      readonly definitionId: Field["id"];
      readonly name: Field["name"];
      readonly type: Field["type"];
      readonly value: Read<Field["value"]> | null;
    }
  : never;

type Writable<Fields> = {
  [Key in keyof Fields]: Fields[Key] extends { readonly readOnly: false } ? Key : never;
}[keyof Fields];

type IdOf<Field> = Field extends { readonly id: infer Id extends string } ? Id : never;
type WriteOf<Field> = Field extends { readonly value: infer Value } ? Value | null : never;

/** New values of the fields that can be written, by name or by id; null clears a field. */
export type TenantFieldUpdates<Fields> = {
  readonly [Key in Writable<Fields>]?: WriteOf<Fields[Key]>;
} & {
  readonly [Key in Writable<Fields> as IdOf<Fields[Key]>]?: WriteOf<Fields[Key]>;
};

type FieldMethods<Group, Fields> = {
  readonly [Method in keyof Group]: Method extends "getCustomFieldValues"
    ? Group[Method] extends (input: infer Input, ...rest: never[]) => unknown
      ? (input: Input, options?: CallOptions) => Promise<readonly ValueOf<Fields[keyof Fields]>[]>
      : Group[Method]
    : Method extends "updateCustomFields"
      ? Group[Method] extends (input: infer Input, ...rest: never[]) => infer Output
        ? (
            input: Omit<Input, "updates"> & { readonly updates: TenantFieldUpdates<Fields> },
            options?: CallOptions,
          ) => Output
        : Group[Method]
      : Group[Method];
};

/** Resources whose custom fields have the types of one tenant's definitions. */
type TenantMethods<Resources, Fields extends TenantFields> = {
  readonly [Group in keyof Resources as Exclude<Group, "supports">]: Group extends keyof Fields
    ? FieldMethods<Resources[Group], NonNullable<Fields[Group]>>
    : Resources[Group];
};

/** `supports` as every client has it, whose yes keeps the tenant's types. */
interface TenantSupports<Fields extends TenantFields, Own extends AnyCapability> {
  /** Whether a capability is offered. A yes narrows the type; custom fields keep the types of the tenant's definitions. */
  supports<Id extends CapabilityId | Own["id"]>(id: Id): this is this & TenantMethods<Methods<Id, Own>, Fields>;
}

/** A client whose custom fields have the types of one tenant's definitions. */
export type WithTenantFields<Client, Fields extends TenantFields, Own extends AnyCapability = never> = [
  Fields,
] extends [never]
  ? Client
  : TenantMethods<Client, Fields> & TenantSupports<Fields, Own>;
