import { loadedInAnotherLocale } from "./another-locale.ts";

// Imported before anything else: the modules of an adapter that come after it keep what they make by the machine's language.
loadedInAnotherLocale();
