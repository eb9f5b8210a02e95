import { Application } from "../../models/application.ts";
import { capability } from "../capability.ts";
import { recordLookup } from "../record-lookup.ts";

export const getApplication = capability({
  id: "applications.get",
  kind: "query",
  effect: "reads",
  summary: "Get one application by id or by the id in the ATS.",
  input: recordLookup,
  output: Application,
});
