import type { Need } from "@anyats/core";
import { model } from "@anyats/kombo-base";
import type { Entity } from "../native/remote-ids.ts";
import type { RouteName } from "../routes/route-rows.ts";

/** The model of Kombo's in which the id of each kind of record is looked up. */
export const lookups: Readonly<Record<Entity, readonly Need[]>> = {
  job: [model("jobs?")],
  application: [model("applications?")],
  candidate: [model("candidates?")],
};

interface EntityRoutes {
  readonly definitions: RouteName;
  readonly record: RouteName;
  readonly update: RouteName;
  /** The key of the record that holds the values. */
  readonly valuesKey: "customJobDetails" | "customDetails";
}

/** Where each kind of record has its definitions and values. */
export const entities: Readonly<Record<Entity, EntityRoutes>> = {
  job: { definitions: "jobCustomFieldDefinitions", record: "job", update: "jobUpdate", valuesKey: "customJobDetails" },
  application: {
    definitions: "applicationCustomFieldDefinitions",
    record: "application",
    update: "applicationUpdate",
    valuesKey: "customDetails",
  },
  candidate: {
    definitions: "candidateCustomFieldDefinitions",
    record: "candidate",
    update: "candidateUpdate",
    valuesKey: "customDetails",
  },
};
