import type { Call, CallHandler, CustomFieldDefinition, InputOf, candidates } from "@anyats/core";
import { NativeHandler } from "../native-handler.ts";

type Capability = typeof candidates.listCustomFields;

export class ListCandidateCustomFields extends NativeHandler implements CallHandler<Capability> {
  protected uses() {
    return ["candidateCustomFieldDefinitions"] as const;
  }

  async handle({ refresh }: InputOf<Capability>, call: Call): Promise<CustomFieldDefinition[]> {
    return [...(await this.collaborators.customFields.definitions("candidate", call, refresh))];
  }
}
