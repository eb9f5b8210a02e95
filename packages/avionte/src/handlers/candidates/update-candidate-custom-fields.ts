import type { Call, CallHandler, InputOf, Receipt, candidates } from "@anyats/core";
import { NativeHandler } from "../native-handler.ts";

type Capability = typeof candidates.updateCustomFields;

export class UpdateCandidateCustomFields extends NativeHandler implements CallHandler<Capability> {
  protected uses() {
    return ["candidateUpdate", "candidateCustomFieldDefinitions"] as const;
  }

  async handle(input: InputOf<Capability>, call: Call): Promise<Receipt> {
    const { remoteIds, customFields } = this.collaborators;
    return customFields.update(
      "candidate",
      await remoteIds.of("candidate", input.candidate, call),
      input.updates,
      call,
    );
  }
}
