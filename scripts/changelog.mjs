// How a changeset becomes a line of a CHANGELOG: its text as it is. The new versions of dependencies are one line.
const indented = (text) => text.trim().replaceAll("\n", "\n  ");

export default {
  getReleaseLine: async ({ summary }) => `- ${indented(summary)}`,
  getDependencyReleaseLine: async (_changesets, dependencies) =>
    dependencies.length === 0
      ? ""
      : `- Goes with ${dependencies.map(({ name, newVersion }) => `${name} ${newVersion}`).join(", ")}`,
};
