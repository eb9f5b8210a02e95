import type { Call, CallHandler, CustomFieldValue, InputOf, jobs } from "@anyats/core";
import { NativeHandler } from "../native-handler.ts";

type Capability = typeof jobs.getCustomFieldValues;

export class GetJobCustomFieldValues extends NativeHandler implements CallHandler<Capability> {
  protected uses() {
    return ["job", "jobCustomFieldDefinitions"] as const;
  }

  async handle(input: InputOf<Capability>, call: Call): Promise<CustomFieldValue[]> {
    const { remoteIds, customFields } = this.collaborators;
    return customFields.values("job", await remoteIds.of("job", input.job, call), call);
  }
}
