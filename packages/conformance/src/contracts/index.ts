export { filterMeanings, filtersOf } from "./filters.ts";
export { samples } from "./samples.ts";
export { openTrial } from "../trial.ts";
export { sentencesOf, statedRules } from "./stated-rules.ts";
