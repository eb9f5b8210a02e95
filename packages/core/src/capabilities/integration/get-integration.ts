import { z } from "zod";
import { IntegrationDetails } from "../../models/integration-details.ts";
import { capability } from "../capability.ts";

export const getIntegration = capability({
  id: "integration.get",
  kind: "query",
  effect: "reads",
  summary: "Get the state of this customer's integration, and what it may read and write.",
  input: z.strictObject({}),
  output: IntegrationDetails,
});
