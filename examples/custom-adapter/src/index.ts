export { rowan, rowan as default } from "./adapter.ts";
