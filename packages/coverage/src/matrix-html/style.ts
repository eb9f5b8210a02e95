import { pageStyle } from "./style-page.ts";
import { sheetStyle } from "./style-sheet.ts";
import { tableStyle } from "./style-table.ts";

/** All of the page's style: light and dark, screen and paper. */
export const style: string = [pageStyle, tableStyle, sheetStyle].join("");
