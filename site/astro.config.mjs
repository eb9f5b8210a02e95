import starlight from "@astrojs/starlight";
import { defineConfig, passthroughImageService } from "astro/config";
import { sidebar } from "./navigation.mjs";

/** Tables as everybody can use them: a wide one scrolls by keyboard, and an empty header cell is not a header. */
function accessibleTables() {
  const visit = (node) => {
    if (node.tagName === "table") node.properties = { ...node.properties, tabIndex: 0 };
    if (node.tagName === "th" && !node.children?.length) node.tagName = "td";
    node.children?.forEach(visit);
  };
  return visit;
}

export default defineConfig({
  telemetry: false,
  markdown: { rehypePlugins: [accessibleTables] },
  image: { service: passthroughImageService() },
  integrations: [
    starlight({
      title: "AnyATS",
      description: "One typed client for every applicant tracking system, with a tested capability matrix.",
      sidebar,
      expressiveCode: { defaultProps: { wrap: true } },
      customCss: ["./src/styles/tables.css"],
      // No request leaves the page: fonts, search and code are served with it.
      credits: false,
      lastUpdated: false,
    }),
  ],
});
