import type { Call, CallHandler, CustomFieldValue, InputOf, applications } from "@anyats/core";
import { NativeHandler } from "../native-handler.ts";

type Capability = typeof applications.getCustomFieldValues;

export class GetApplicationCustomFieldValues extends NativeHandler implements CallHandler<Capability> {
  protected uses() {
    return ["application", "applicationCustomFieldDefinitions"] as const;
  }

  async handle(input: InputOf<Capability>, call: Call): Promise<CustomFieldValue[]> {
    const { remoteIds, customFields } = this.collaborators;
    return customFields.values("application", await remoteIds.of("application", input.application, call), call);
  }
}
