import {
  CLOCK,
  handles,
  interviews,
  type Call,
  type CallHandler,
  type Injected,
  type InputOf,
  type Interview,
  type Receipt,
  type Settlement,
} from "@anyats/core";
import { beforeWriting, contentKey, path, ReadBack, type Alike } from "@anyats/http";
import { action } from "../coverage/kombo-names.ts";
import { readableInterviewReading } from "../mapping/activity.ts";
import { LISTS } from "../reading/list-reader.ts";
import { receiptOf } from "../reading/read-data.ts";
import { documented } from "../routes.ts";
import { readAnswer } from "../transport/envelope.ts";
import { TRANSPORT } from "../transport/kombo-transport.ts";

type Input = InputOf<typeof interviews.create>;

/** How long before a call the interviews are read from, in milliseconds: clocks differ. */
const marginMs = 3_600_000;

function bodyOf({ title, startsAt, endsAt, interviewerIds, organizerId, location }: Input): object {
  return {
    title,
    start_time: startsAt,
    end_time: endsAt,
    interviewer_user_ids: interviewerIds,
    organizer_user_id: organizerId,
    location,
  };
}

const addressOf = ({ application }: Input): string => path`/ats/applications/${application.id}/interviews`;

const sameTime = (one: string | null, other: string): boolean => one !== null && Date.parse(one) === Date.parse(other);

/**
 * `POST /ats/applications/{id}/interviews`. Kombo gives no id back, so the interviews that changed lately are read before
 * (where the integration lets them be read), to tell after a lost answer whether the interview is there.
 */
export class CreateInterview implements CallHandler<typeof interviews.create> {
  static readonly inject = { transport: TRANSPORT, lists: LISTS, clock: CLOCK };
  readonly lane = "unified" as const;
  readonly routes = documented("POST /ats/applications/{application_id}/interviews");
  readonly settledBy: readonly string[] = ["interviews.stream"];
  readonly #collaborators: Injected<typeof CreateInterview.inject>;
  readonly #readBack: ReadBack<Interview>;

  constructor(collaborators: Injected<typeof CreateInterview.inject>) {
    this.#collaborators = collaborators;
    this.#readBack = new ReadBack(collaborators.clock, "interviews");
  }

  async handle(input: Input, call: Call): Promise<Receipt> {
    const request = { method: "POST", path: addressOf(input), body: bodyOf(input), action: true } as const;
    return this.#readBack.around(this.#key(input), call, this.#alike(input, call), async () => {
      const answer = await this.#collaborators.transport.send({ ...request, effect: "creates" }, call);
      return receiptOf(readAnswer(answer, "creates").warnings);
    });
  }

  settle(input: Input, call: Call): Promise<Settlement<Receipt>> {
    const reconcile = { look: "an interview with this title and time on the application" };
    return this.#readBack.settle(this.#key(input), call, this.#alike(input, call), () => receiptOf([]), reconcile);
  }

  #key({ application, title = "", startsAt, endsAt }: Input): string {
    return contentKey(application.id, title, startsAt, endsAt);
  }

  #alike(input: Input, call: Call): Alike<Interview> {
    const { lists } = this.#collaborators;
    return (sentAt) =>
      beforeWriting(async () => {
        const query = { updated_after: new Date(sentAt - marginMs).toISOString() };
        const all = await lists.withUnreadable("/ats/interviews", readableInterviewReading, query, call);
        return all.filter(
          (found) =>
            "problem" in found ||
            (found.applicationId === input.application.id &&
              found.title === input.title &&
              sameTime(found.startsAt, input.startsAt) &&
              sameTime(found.endsAt, input.endsAt)),
        );
      });
  }
}

export const createInterview = handles(interviews.create, CreateInterview, {
  needs: [action(/^(add|create|schedule)_(application_)?interviews?$/)],
});

/** Kombo asks for every field, also of one that does not change. */
export const updateInterview = handles(interviews.update, {
  lane: "unified",
  routes: documented("PATCH /ats/applications/{application_id}/interviews"),
  needs: [action(/^(update|change|reschedule)_(application_)?interviews?$/)],
  inject: { transport: TRANSPORT },
  async handle(input, call, { transport }) {
    const body = { interview_id: input.interview.id, ...bodyOf(input) };
    const request = { method: "PATCH", path: addressOf(input), body, effect: "idempotent", action: true } as const;
    return receiptOf(readAnswer(await transport.send(request, call), "idempotent").warnings);
  },
});
