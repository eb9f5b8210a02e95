import type { CustomFieldDefinition } from "@anyats/core";
import type { Field, Fields } from "../rpc/server.ts";
import { choicesOf, fieldType, nameOf, type Choice, type Property } from "./values.ts";

/** A custom field with what is needed to write it. */
export interface Defined {
  readonly definition: CustomFieldDefinition;
  readonly choices: readonly Choice[];
  /** The field's name in Odoo, and for a property its name among the properties. */
  readonly field: string;
  readonly property: string | undefined;
}

const definition = (
  id: string,
  { type, string, readOnly, choices }: { type: string; string: string; readOnly: boolean; choices: readonly Choice[] },
): CustomFieldDefinition => {
  const canonical = fieldType(type);
  return {
    id,
    name: string === "" ? id : string,
    type: canonical,
    nativeType: type,
    // Odoo has a mark for it, and enforces it for none of the customer's own fields.
    required: false,
    // A text written to an HTML field comes back as a paragraph, so it would not read as it was written.
    readOnly: readOnly || canonical === "unknown" || type === "html",
    options: canonical.endsWith("select") ? choices.map((choice) => nameOf(choice, choices)) : null,
  };
};

const fieldDefinition = (name: string, field: Field): Defined => ({
  definition: definition(name, { ...field, readOnly: field.readonly, choices: field.selection }),
  choices: field.selection,
  field: name,
  property: undefined,
});

/** The fields that the customer added to a model. */
export const fieldDefinitions = (fields: Fields | undefined): readonly Defined[] =>
  [...(fields?.customs ?? [])].map(([name, field]) => fieldDefinition(name, field));

/** The properties that jobs or companies define. Those of one id are one field. */
export function propertyDefinitions(field: string, properties: readonly Property[]): readonly Defined[] {
  const byName = new Map(properties.map((property) => [property.name, property]));
  return [...byName.values()].map((property) => {
    const choices = choicesOf(property);
    return {
      definition: definition(`${field}.${property.name}`, { ...property, choices, readOnly: false }),
      choices,
      field,
      property: property.name,
    };
  });
}
