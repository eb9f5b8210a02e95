import type { Call, CallHandler, InputOf, Receipt, applications } from "@anyats/core";
import { NativeHandler } from "../native-handler.ts";

type Capability = typeof applications.updateCustomFields;

export class UpdateApplicationCustomFields extends NativeHandler implements CallHandler<Capability> {
  protected uses() {
    return ["applicationUpdate", "applicationCustomFieldDefinitions"] as const;
  }

  async handle(input: InputOf<Capability>, call: Call): Promise<Receipt> {
    const { remoteIds, customFields } = this.collaborators;
    return customFields.update(
      "application",
      await remoteIds.of("application", input.application, call),
      input.updates,
      call,
    );
  }
}
