import { assets } from "./assets.ts";
import { html, placed, raw, type Part } from "./html.ts";

/** Who looks, and from where. */
export interface Viewer {
  /** The path of the console, without a slash at its end. */
  readonly base: string;
  readonly mayAct: boolean;
  /** What a form must bring along. */
  readonly token: string;
}

/** A page, part by part. */
export interface Page {
  readonly title: string;
  readonly parts: readonly Part[];
}

const links = [
  ["/", "Connections"],
  ["/writes", "Writes"],
  ["/set-aside", "Set aside"],
] as const;

/** The whole document. Nothing is loaded from elsewhere; only what carries the nonce runs. */
export async function document(
  { title, parts }: Page,
  {
    base,
    path,
    nonce,
    live,
    notice,
  }: Viewer & {
    readonly path: string;
    readonly nonce: string;
    readonly live: boolean;
    readonly notice: string | undefined;
  },
): Promise<string> {
  const page = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · AnyATS sync</title>
<link rel="icon" href="${icon}">
<link rel="stylesheet" nonce="${nonce}" href="${base}/assets/${assets.style.name}">
<script defer nonce="${nonce}" src="${base}/assets/${assets.script.name}"></script>
</head>
<body${live ? raw(" data-live") : ""}>
<a class="skip" href="#main">Skip to the content</a>
<header class="top">
<p class="brand"><a href="${base}/">AnyATS sync</a></p>
<nav aria-label="Console">${links.map(
    ([to, label]) => html`<a href="${base}${to}" ${to === path ? raw(' aria-current="page"') : ""}>${label}</a>`,
  )}</nav>
<p id="live" role="status">${live ? "Connecting …" : ""}</p>
</header>
<main id="main" tabindex="-1">
<h1>${title}</h1>
${notice && html`<p class="notice" role="status">${notice}</p>`}
${parts.map(placed)}
</main>
</body>
</html>
`;
  return page.toString();
}

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='3' fill='%231a7f4b'/%3E%3Cpath d='m4 8.3 2.7 2.7L12 5.4' fill='none' stroke='%23fff' stroke-width='2'/%3E%3C/svg%3E";
