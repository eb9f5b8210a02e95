export { filterMeanings, filtersOf } from "./pieces/filtering.ts";
export { samples } from "./pieces/samples.ts";
export { openTrial } from "../trial.ts";
export { sentencesOf, statedRules } from "./stated-rules.ts";
export { everyTestRules } from "./every-test.ts";
export { subjects } from "../suite.ts";
