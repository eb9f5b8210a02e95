import { describe, expect, expectTypeOf, it } from "vitest";
import type { z } from "zod";
import * as core from "../src/index.ts";
import { textsOf } from "../src/texts.ts";

type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : false) : false;
type MethodOf<Id> = Id extends `${string}.${infer Method}` ? Method : never;

/** The operations whose generated method is not the one that follows from the schemas. */
type DifferingOperations = {
  [Id in core.CapabilityId]: core.CatalogueOperations[Id][MethodOf<Id> &
    keyof core.CatalogueOperations[Id]] extends infer Generated
    ? Same<Generated, core.Method<core.Catalogue[Id]>> extends true
      ? never
      : Id
    : never;
}[core.CapabilityId];

/** Records by their names, as the schemas and as the generated interfaces have them. */
interface Records {
  Application: core.Application;
  Attachment: core.Attachment;
  Candidate: core.Candidate;
  CustomFieldDefinition: core.CustomFieldDefinition;
  EnhancedCandidate: core.EnhancedCandidate;
  EnhancedJob: core.EnhancedJob;
  IntegrationDetails: core.IntegrationDetails;
  Interview: core.Interview;
  Job: core.Job;
  Note: core.Note;
  Offer: core.Offer;
  Role: core.Role;
  Scorecard: core.Scorecard;
  Stage: core.Stage;
  SyncedAttachment: core.SyncedAttachment;
  Tag: core.Tag;
  User: core.User;
}
type DifferingRecords = {
  [Name in keyof Records]: Same<Records[Name], z.output<(typeof core)[Name]>> extends true ? never : Name;
}[keyof Records];

describe("the interfaces that editors show", () => {
  it("are the types of the schemas, for every operation and record", () => {
    expectTypeOf<DifferingOperations>().toEqualTypeOf<never>();
    expectTypeOf<DifferingRecords>().toEqualTypeOf<never>();
  });

  it("complete the known values of a filter and refuse a misspelt one", () => {
    type Statuses = NonNullable<core.JobsStreamInput["statuses"]>[number];
    expectTypeOf<Statuses>().toEqualTypeOf<"OPEN" | "CLOSED" | "DRAFT" | "ARCHIVED" | core.OtherValue>();
    type Outcomes = NonNullable<core.ApplicationsStreamInput["outcomes"]>[number];
    expectTypeOf<Outcomes>().toEqualTypeOf<"PENDING" | "HIRED" | "DECLINED" | core.OtherValue>();
    // @ts-expect-error misspelt
    void ({ statuses: ["OPNE"] } satisfies core.JobsStreamInput);
    void ({ statuses: ["OPEN", { other: "ON_HOLD" }] } satisfies core.JobsStreamInput);
    expect(core.jobs.stream.input.safeParse({ statuses: ["OPNE"] }).success).toBe(false);
  });
});

describe("the texts of the catalogue", () => {
  it("say of every operation in one line what it does", () => {
    for (const id of core.capabilityIds) expect(textsOf(core.catalogue[id]).summary, id).toMatch(/^[A-Z][^\n]+\.$/);
  });

  it("are not on the capabilities that an app loads", () => {
    for (const id of core.capabilityIds) expect(core.catalogue[id].summary, id).toBeUndefined();
  });
});
