import type { ContractPromise } from "../../contract-test.ts";
import { addressPromises } from "./addresses.ts";
import { allowancePromises } from "./allowance.ts";
import { alonePromise } from "./alone.ts";
import { answerPromises } from "./answers.ts";
import { askedTogetherPromises } from "./asked-together.ts";
import { atOncePromises } from "./at-once.ts";
import { betweenRequestsPromise } from "./between-requests.ts";
import { callFactPromises } from "./call-facts.ts";
import { gonePartPromise } from "./gone-parts.ts";
import { limitPromises } from "./limits.ts";
import { networkFailurePromises } from "./network-failures.ts";
import { oddAnswerPromises } from "./odd-answers.ts";
import { wirePromises } from "./on-the-wire.ts";
import { partRefusedPromise } from "./part-refused.ts";
import { priorityPromise } from "./priorities.ts";
import { refusedOnTheWayPromises } from "./refused-on-the-way.ts";
import { repeatPromises } from "./repeats.ts";
import { appFunctionPromise, sessionPromise } from "./sessions.ts";
import { setAsidePromises } from "./set-aside.ts";
import { slowAnswerPromises } from "./slow-answers.ts";
import { statusMeaningPromises } from "./status-meanings.ts";
import { statusPromises } from "./statuses.ts";
import { writeTransportPromises } from "./transport-writes.ts";
import { troublePromises } from "./troubles.ts";

/** What every operation promises whatever happens to its requests and answers. */
export const promisesOf = (): readonly ContractPromise[] => [
  ...troublePromises,
  ...statusPromises,
  ...repeatPromises,
  ...callFactPromises,
  ...statusMeaningPromises,
  ...answerPromises,
  ...slowAnswerPromises,
  ...networkFailurePromises,
  ...allowancePromises,
  ...addressPromises,
  ...setAsidePromises,
  ...writeTransportPromises,
  ...limitPromises,
  ...wirePromises,
  ...oddAnswerPromises,
  ...refusedOnTheWayPromises,
  partRefusedPromise,
  sessionPromise,
  appFunctionPromise,
  priorityPromise,
  betweenRequestsPromise,
  alonePromise,
  gonePartPromise,
  ...atOncePromises,
  ...askedTogetherPromises,
];
