import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The order of the projects. The small files of the last ones fill the workers that are done. */
const order = ["packages/cli", "code", "soak", "database", "repository"];

/** The slowest files, as last measured. They start first, so that no worker waits for one at the end. */
const longest = [
  "cli/test/new-adapter",
  "avionte/test/avionte.conformance",
  "avionte/test/avionte.conformance-2",
  "kombo-base/test/kombo-base.conformance",
  "kombo-base/test/kombo-base.conformance-2",
  "ashby/test/ashby.conformance",
  "ashby/test/ashby.conformance-2",
  "odoo/test/odoo.conformance",
  "odoo/test/odoo.conformance-2",
  "postgres/test/shared-allowance",
  "postgres/test/embedded",
  "console/test/in-browser",
  "soak/src/sync-processes",
  "bullhorn/test/bullhorn.conformance",
  "bullhorn/test/bullhorn.conformance-2",
  "greenhouse/test/greenhouse.conformance",
  "greenhouse/test/greenhouse.conformance-2",
  "odoo/test/live-server",
  "kombo-base/test/killed-writes",
  "soak/src/cross-site-scripting",
  "coverage/test/matrix-page",
  "mcp/test/leaks",
  "custom-adapter/test/rowan.conformance",
  "soak/src/sync-histories",
  "soak/src/canary",
  "kombo-base/test/many-rejections",
  "kombo-base/test/write-faults",
];

const placeIn = (list: readonly string[], isIt: (each: string) => boolean) => {
  const place = list.findIndex(isIt);
  return place === -1 ? list.length : place;
};

/**
 * Keeps the files of a project together: a worker serves one project at a time, and a change of the project makes a new
 * worker, which loads everything again.
 */
export default class Sequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- the method of a sequencer
    const ranked = (await super.sort(files)).map((file) => ({
      file,
      project: placeIn(order, (name) => file.project.name === name),
      length: placeIn(longest, (path) => file.moduleId.includes(`/${path}.test.ts`)),
    }));
    return ranked.toSorted((one, two) => one.project - two.project || one.length - two.length).map(({ file }) => file);
  }
}
