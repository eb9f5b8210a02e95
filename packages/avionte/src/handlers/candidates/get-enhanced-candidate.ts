import {
  AtsError,
  RecordNotFound,
  type Call,
  type CallHandler,
  type Candidate,
  type CustomFieldValue,
  type EnhancedCandidate,
  type Injected,
  type InputOf,
  type candidates,
} from "@anyats/core";
import { candidateReading, LISTS } from "@anyats/kombo-base";
import { toEnhancedCandidate } from "../../mapping/enhanced-candidate.ts";
import { nativeTalent } from "../../wire/native-talent.ts";
import { NativeHandler } from "../native-handler.ts";

type Capability = typeof candidates.getEnhanced;

/** Kombo's candidate joined with Avionté's talent (`GET /talent/{id}`) and the custom fields, where they are to be had. */
export class GetEnhancedCandidate extends NativeHandler implements CallHandler<Capability> {
  static override readonly inject = { ...NativeHandler.inject, lists: LISTS };
  readonly #lists: Injected<typeof GetEnhancedCandidate.inject>["lists"];

  constructor(collaborators: Injected<typeof GetEnhancedCandidate.inject>) {
    super(collaborators);
    this.#lists = collaborators.lists;
  }

  protected uses() {
    return ["talent", "candidate", "candidateCustomFieldDefinitions"] as const;
  }

  async handle(input: InputOf<Capability>, call: Call): Promise<EnhancedCandidate> {
    const { native, remoteIds } = this.collaborators;
    const candidate = await this.#unified(input, call);
    const remoteId =
      "remoteId" in input ? input.remoteId : (candidate?.remoteId ?? (await remoteIds.of("candidate", input, call)));
    const talent = await native.read("talent", { id: remoteId }, nativeTalent, call);
    return toEnhancedCandidate(talent, candidate, await this.#customFields(remoteId, call));
  }

  async #unified(input: InputOf<Capability>, call: Call): Promise<Candidate | null> {
    try {
      return await this.#lists.one("candidate", "/ats/candidates", candidateReading, input, call);
    } catch (error) {
      if (error instanceof RecordNotFound && "remoteId" in input) return null;
      throw error;
    }
  }

  /** Null where the ATS does not know the route, which nothing public confirms. */
  async #customFields(remoteId: string, call: Call): Promise<CustomFieldValue[] | null> {
    try {
      return await this.collaborators.customFields.values("candidate", remoteId, call);
    } catch (error) {
      if (AtsError.is(error) && error.code === "route.unverified") return null;
      throw error;
    }
  }
}
