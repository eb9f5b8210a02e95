import {
  CLOCK,
  handles,
  InvalidInput,
  InstantInput,
  interviews,
  receipt,
  RecordNotFound,
  type Call,
  type CallHandler,
  type Injected,
  type InputOf,
  type QuarantinedRecord,
  type Receipt,
  type Settlement,
} from "@anyats/core";
import { beforeWriting, contentKey, HTTP, orNull, ReadBack, type Alike, type Written } from "@anyats/http";
import { z } from "zod/mini";
import { asItIs, LISTS } from "../lists.ts";
import { anything, post } from "../results.ts";
import { documented } from "../routes.ts";
import { wireSchedule, wireUser, type WireSchedule } from "../wire.ts";

type Input = InputOf<typeof interviews.create>;

const collaborators = { http: HTTP, lists: LISTS, clock: CLOCK };
type Collaborators = Injected<typeof collaborators>;

/** The schedules of an application; each holds its events, which are our interviews. */
const schedulesListing = <T extends object>(schema: z.core.$ZodType<T>, applicationId: string) => ({
  path: "/interviewSchedule.list",
  reading: asItIs(schema),
  parameters: { applicationId },
});

/** The same where they decide about a write: an event that cannot be read may be the one that is looked for. */
const readableSchedule = z.extend(wireSchedule, {
  interviewEvents: z.nullish(
    z.array(
      z.looseObject({
        id: z.string(),
        createdAt: orNull(InstantInput),
        startTime: z.nullish(InstantInput),
        endTime: z.nullish(InstantInput),
      }),
    ),
  ),
});

/** An event as Ashby takes it: interviewers by their e-mail addresses, everything else from its default interview. */
async function eventOf({ http }: Collaborators, input: Input, call: Call): Promise<object> {
  const interviewers: { readonly email: string }[] = [];
  for (const userId of input.interviewerIds) {
    const { email } = await post(http, "/user.info", { userId }, { schema: wireUser, effect: "reads" }, call);
    if (typeof email !== "string")
      throw new InvalidInput("The interviewer", [
        { path: "interviewerIds", message: "must be users with an e-mail address in Ashby" },
      ]);
    interviewers.push({ email });
  }
  return { startTime: input.startsAt, endTime: input.endsAt, interviewers };
}

const sameTime = (one: string | null | undefined, other: string) =>
  one != null && Date.parse(one) === Date.parse(other);

/** One event in a schedule of its own. Ashby gives the schedule back; after a lost answer the application's are read. */
export class CreateInterview implements CallHandler<typeof interviews.create> {
  static readonly inject = collaborators;
  readonly lane = "native" as const;
  readonly routes = documented("POST /interviewSchedule.create", "POST /interviewSchedule.list", "POST /user.info");
  readonly settledBy: readonly string[] = ["interviews.stream"];
  readonly #collaborators: Collaborators;
  readonly #readBack: ReadBack<Written>;

  constructor(given: Collaborators) {
    this.#collaborators = given;
    this.#readBack = new ReadBack(given.clock, "interviews");
  }

  async handle(input: Input, call: Call): Promise<Receipt> {
    const event = await beforeWriting(() => eventOf(this.#collaborators, input, call));
    const body = { applicationId: input.application.id, interviewEvents: [event] };
    return this.#readBack.around(this.#key(input), call, this.#alike(input, call), async () => {
      const expected = { schema: anything, effect: "creates" } as const;
      await post(this.#collaborators.http, "/interviewSchedule.create", body, expected, call);
      return receipt();
    });
  }

  settle(input: Input, call: Call): Promise<Settlement<Receipt>> {
    const reconcile = { look: "an interview at this time on the application" };
    const found = () => receipt("read-back");
    return this.#readBack.settle(this.#key(input), call, this.#alike(input, call), found, reconcile);
  }

  /** By what `#alike` compares, and nothing else: the events of like writes must be told apart by their number. */
  #key({ application, startsAt, endsAt }: Input): string {
    return contentKey(application.id, startsAt, endsAt);
  }

  /** By its schedule, as it gets one of its own: of one that cannot be read, only that id is known. */
  #alike(input: Input, call: Call): Alike<Written> {
    return () =>
      beforeWriting(async () => {
        const listing = schedulesListing(readableSchedule, input.application.id);
        return (await this.#collaborators.lists.withUnreadable(listing, call)).flatMap(
          (found): readonly (Written | QuarantinedRecord)[] => {
            if ("problem" in found) return [found as QuarantinedRecord];
            const event = found.interviewEvents?.find(
              ({ startTime, endTime }) => sameTime(startTime, input.startsAt) && sameTime(endTime, input.endsAt),
            );
            return event ? [{ id: found.id, createdAt: event.createdAt }] : [];
          },
        );
      });
  }
}

export const createInterview = handles(interviews.create, CreateInterview);

/** The schedule of an event is not part of its id: the application's schedules say it. */
export const updateInterview = handles(interviews.update, {
  routes: documented("POST /interviewSchedule.update", "POST /interviewSchedule.list", "POST /user.info"),
  inject: collaborators,
  async handle(input, call, given) {
    const [schedule, event] = await beforeWriting(async () => {
      const schedules = await given.lists.all(schedulesListing(wireSchedule, input.application.id), call);
      const has = ({ interviewEvents }: WireSchedule) => interviewEvents?.some(({ id }) => id === input.interview.id);
      const found = schedules.find(has);
      if (!found) throw new RecordNotFound("interview");
      return [found, await eventOf(given, input, call)] as const;
    });
    const interviewEvent = { interviewEventId: input.interview.id, ...event };
    const body = { interviewScheduleId: schedule.id, interviewEvent };
    await post(given.http, "/interviewSchedule.update", body, { schema: anything, effect: "idempotent" }, call);
    return receipt();
  },
});
