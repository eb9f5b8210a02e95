import type { ContractPromise } from "../../contract-test.ts";
import { alonePromise } from "./alone.ts";
import { atOncePromises } from "./at-once.ts";
import { limitPromises } from "./limits.ts";
import { oddAnswerPromises } from "./odd-answers.ts";
import { wirePromises } from "./on-the-wire.ts";
import { partRefusedPromise } from "./part-refused.ts";
import { priorityPromise } from "./priorities.ts";
import { refusedOnTheWayPromises } from "./refused-on-the-way.ts";
import { sessionPromise } from "./sessions.ts";
import { statusPromises } from "./statuses.ts";
import { transportPromises } from "./transport.ts";
import { writeTransportPromises } from "./transport-writes.ts";
import { troublePromises } from "./troubles.ts";

/** What every operation promises whatever happens to its requests and answers. */
export const promisesOf = (): readonly ContractPromise[] => [
  ...troublePromises,
  ...statusPromises,
  ...transportPromises,
  ...writeTransportPromises,
  ...limitPromises,
  ...wirePromises,
  ...oddAnswerPromises,
  ...refusedOnTheWayPromises,
  partRefusedPromise,
  sessionPromise,
  priorityPromise,
  alonePromise,
  ...atOncePromises,
];
