import {
  RecordNotFound,
  type Call,
  type CallHandler,
  type EnhancedJob,
  type InputOf,
  type Injected,
  type Job,
  type jobs,
} from "@anyats/core";
import { jobReading, LISTS } from "@anyats/kombo-base";
import { toEnhancedJob } from "../../mapping/enhanced-job.ts";
import { nativeJob } from "../../wire/native-job.ts";
import { NativeHandler } from "../native-handler.ts";

type Capability = typeof jobs.getEnhanced;

/** Kombo's job joined with Avionté's own record (`GET /job/{id}`) and its custom fields. */
export class GetEnhancedJob extends NativeHandler implements CallHandler<Capability> {
  static override readonly inject = { ...NativeHandler.inject, lists: LISTS };
  readonly #lists: Injected<typeof GetEnhancedJob.inject>["lists"];

  constructor(collaborators: Injected<typeof GetEnhancedJob.inject>) {
    super(collaborators);
    this.#lists = collaborators.lists;
  }

  protected uses() {
    return ["job", "jobCustomFieldDefinitions"] as const;
  }

  async handle(input: InputOf<Capability>, call: Call): Promise<EnhancedJob> {
    const { native, remoteIds, customFields } = this.collaborators;
    const job = await this.#unified(input, call);
    const remoteId = "remoteId" in input ? input.remoteId : await remoteIds.of("job", reference(job!), call);
    const record = await native.read("job", { id: remoteId }, nativeJob, call);
    return toEnhancedJob(record, job, await customFields.typed("job", record.customJobDetails ?? [], call));
  }

  /** Kombo's record; one that only Avionté knows has none. */
  async #unified(input: InputOf<Capability>, call: Call): Promise<Job | null> {
    try {
      return await this.#lists.one("job", "/ats/jobs", jobReading, input, call);
    } catch (error) {
      if (error instanceof RecordNotFound && "remoteId" in input) return null;
      throw error;
    }
  }
}

const reference = ({ id, remoteId }: Job) => (remoteId === null ? { id } : { id, remoteId });
