export { described, textsOf, type Said } from "./texts/texts.ts";
