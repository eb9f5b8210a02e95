export { hurriedClock, type HurriedClockOptions } from "./testing/hurried-clock.ts";
export { ManualClock, callOf, passing, turn } from "./testing/manual-clock.ts";
export { leastTime, threadTime } from "./testing/processor-time.ts";
export { unanswered } from "./testing/unanswered.ts";
