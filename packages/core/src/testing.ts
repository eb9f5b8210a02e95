export { ManualClock, callOf, passing, turn } from "./testing/manual-clock.ts";
