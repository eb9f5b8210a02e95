import type { Call, CallHandler, InputOf, Receipt, jobs } from "@anyats/core";
import { NativeHandler } from "../native-handler.ts";

type Capability = typeof jobs.updateCustomFields;

export class UpdateJobCustomFields extends NativeHandler implements CallHandler<Capability> {
  protected uses() {
    return ["jobUpdate", "jobCustomFieldDefinitions"] as const;
  }

  async handle(input: InputOf<Capability>, call: Call): Promise<Receipt> {
    const { remoteIds, customFields } = this.collaborators;
    return customFields.update("job", await remoteIds.of("job", input.job, call), input.updates, call);
  }
}
