export { sharedServerUrl, testDatabase, type TestDatabase } from "./testing/test-database.ts";
export {
  startTestServer,
  type Template,
  type TestServer,
  type TestServerOptions,
  type Version,
} from "./testing/test-server.ts";
