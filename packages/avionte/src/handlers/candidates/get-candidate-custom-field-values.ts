import type { Call, CallHandler, CustomFieldValue, InputOf, candidates } from "@anyats/core";
import { NativeHandler } from "../native-handler.ts";

type Capability = typeof candidates.getCustomFieldValues;

export class GetCandidateCustomFieldValues extends NativeHandler implements CallHandler<Capability> {
  protected uses() {
    return ["candidate", "candidateCustomFieldDefinitions"] as const;
  }

  async handle(input: InputOf<Capability>, call: Call): Promise<CustomFieldValue[]> {
    const { remoteIds, customFields } = this.collaborators;
    return customFields.values("candidate", await remoteIds.of("candidate", input.candidate, call), call);
  }
}
