export * from "./stream-offers.ts";
