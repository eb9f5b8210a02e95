import { filterScript } from "./script-filter.ts";
import { keyboardScript } from "./script-keyboard.ts";
import { sheetScript } from "./script-sheet.ts";

/** What runs in the page. It only shows and hides what is there; it never makes HTML out of text. */
export const script: string = `"use strict";\n{${[sheetScript, filterScript, keyboardScript].join("}\n{")}}\n`;
