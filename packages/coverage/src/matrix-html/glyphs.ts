import type { CoverageCell } from "@anyats/core/coverage";
import { markup, type Html } from "./html.ts";

/** The shapes of the statuses, drawn once and used by name: no font has to have them. */
export const glyphs: Html = markup`<svg width="0" height="0" class="symbols" aria-hidden="true">
  <symbol id="g-supported" viewBox="0 0 16 16">
    <circle cx="8" cy="8" r="7" fill="currentColor" />
    <path
      d="m4.8 8.2 2.2 2.2 4.2-4.6"
      fill="none"
      stroke="var(--paper)"
      stroke-width="1.8"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  </symbol>
  <symbol id="g-limited" viewBox="0 0 16 16">
    <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.6" />
    <path d="M8 1.8a6.2 6.2 0 0 0 0 12.4z" fill="currentColor" />
  </symbol>
  <symbol id="g-unsupported" viewBox="0 0 16 16">
    <path d="m4 4 8 8m0-8-8 8" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" />
  </symbol>
  <symbol id="g-unknown" viewBox="0 0 16 16">
    <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.6" stroke-dasharray="2.6 2.27" />
    <path
      d="M6.2 6.4a1.8 1.8 0 1 1 2.6 1.6c-.5.3-.8.6-.8 1.2"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
    />
    <circle cx="8" cy="11.4" r=".9" fill="currentColor" />
  </symbol>
</svg>`;

/** A status as a shape; the word always stands beside it. */
export function glyph(status: CoverageCell["status"]): Html {
  return markup`<svg class="glyph" aria-hidden="true"><use href="#g-${status}" /></svg>`;
}

/** How much of a column is supported, limited, not known and not offered, as one bar. The figures stand beside it. */
export function bar(totals: {
  readonly supported: number;
  readonly limited: number;
  readonly unsupported: number;
  readonly unknown: number;
}): Html {
  const { supported, limited, unsupported, unknown } = totals;
  const all = Math.max(1, supported + limited + unsupported + unknown);
  return markup`<svg class="bar" viewBox="0 0 ${all} 1" preserveAspectRatio="none" aria-hidden="true">
    <rect class="no" width="${all}" height="1" />
    <rect class="unknown" width="${supported + limited + unknown}" height="1" />
    <rect class="limited" width="${supported + limited}" height="1" />
    <rect class="yes" width="${supported}" height="1" />
  </svg>`;
}
