import type { Call, CallHandler, CustomFieldDefinition, InputOf, applications } from "@anyats/core";
import { NativeHandler } from "../native-handler.ts";

type Capability = typeof applications.listCustomFields;

export class ListApplicationCustomFields extends NativeHandler implements CallHandler<Capability> {
  protected uses() {
    return ["applicationCustomFieldDefinitions"] as const;
  }

  async handle({ refresh }: InputOf<Capability>, call: Call): Promise<CustomFieldDefinition[]> {
    return [...(await this.collaborators.customFields.definitions("application", call, refresh))];
  }
}
