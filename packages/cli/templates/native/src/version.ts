/** The version in package.json; test/version.test.ts holds the two together. */
export const version = "0.1.0";
