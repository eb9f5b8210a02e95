import type { Call, CallHandler, CustomFieldDefinition, InputOf, jobs } from "@anyats/core";
import { NativeHandler } from "../native-handler.ts";

type Capability = typeof jobs.listCustomFields;

export class ListJobCustomFields extends NativeHandler implements CallHandler<Capability> {
  protected uses() {
    return ["jobCustomFieldDefinitions"] as const;
  }

  async handle({ refresh }: InputOf<Capability>, call: Call): Promise<CustomFieldDefinition[]> {
    return [...(await this.collaborators.customFields.definitions("job", call, refresh))];
  }
}
