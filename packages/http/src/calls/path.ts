import { AtsError, PathSegment } from "@anyats/core";

/**
 * Builds a path from a template; everything put in is encoded, so that no id can leave its segment.
 * @throws {AtsError} `record.unusable-id` for an id that could leave its segment even when encoded.
 */
export function path(template: TemplateStringsArray, ...ids: readonly string[]): string {
  return String.raw({ raw: template }, ...ids.map(segment));
}

function segment(id: string): string {
  if (PathSegment.safeParse(id).success) return encodeURIComponent(id);
  throw new AtsError({
    code: "record.unusable-id",
    fault: "ats",
    retry: "never",
    message: "An id is not valid in a URL; nothing was sent.",
    advice: "Check the id or remoteId: it has a slash, an invisible character or only dots.",
  });
}
