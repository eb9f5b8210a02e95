import {
  applications,
  candidates,
  handles,
  jobs,
  type Capability,
  type InputOf,
  type Operation,
  type Reference,
} from "@anyats/core";
import { beforeWriting } from "@anyats/http";
import type { z } from "zod/mini";
import { entities, lookups } from "../custom-fields/entities.ts";
import type { Entity } from "../native/remote-ids.ts";
import { nativeParts, rows } from "./native-parts.ts";

type Lists = Capability<string, "query", typeof jobs.listCustomFields.input, typeof jobs.listCustomFields.output>;
type Gets = Capability<string, "query", z.core.$ZodType, typeof jobs.getCustomFieldValues.output>;
type Updates = Capability<string, "command", z.core.$ZodType, typeof jobs.updateCustomFields.output>;
type Parts = typeof nativeParts;

function lists<C extends Lists>(capability: C, entity: Entity): Operation<C> {
  return handles<Lists, Parts>(capability, {
    lane: "passthrough",
    routes: rows(entities[entity].definitions),
    inject: nativeParts,
    // They are kept for the next call: an app gets copies.
    handle: async ({ refresh }, call, { customFields }) =>
      structuredClone([...(await customFields.definitions(entity, call, refresh))]),
  }) as Operation<C>;
}

function gets<C extends Gets>(capability: C, entity: Entity, recordOf: (input: InputOf<C>) => Reference): Operation<C> {
  return handles<Gets, Parts>(capability, {
    lane: "passthrough",
    routes: rows(entities[entity].record, entities[entity].definitions),
    needs: lookups[entity],
    inject: nativeParts,
    handle: async (input, call, { customFields, remoteIds }) =>
      customFields.values(entity, await remoteIds.of(entity, recordOf(input as InputOf<C>), call), call),
  }) as Operation<C>;
}

function updates<C extends Updates>(
  capability: C,
  entity: Entity,
  recordOf: (input: InputOf<C>) => Reference,
): Operation<C> {
  return handles<Updates, Parts>(capability, {
    lane: "passthrough",
    routes: rows(entities[entity].update, entities[entity].definitions),
    needs: lookups[entity],
    inject: nativeParts,
    async handle(input, call, { customFields, remoteIds }) {
      const remoteId = await beforeWriting(() => remoteIds.of(entity, recordOf(input as InputOf<C>), call));
      const { updates: values } = input as InputOf<typeof jobs.updateCustomFields>;
      return customFields.update(entity, remoteId, values, call);
    },
  }) as Operation<C>;
}

export const listJobCustomFields = lists(jobs.listCustomFields, "job");
export const listApplicationCustomFields = lists(applications.listCustomFields, "application");
export const listCandidateCustomFields = lists(candidates.listCustomFields, "candidate");

export const getJobCustomFieldValues = gets(jobs.getCustomFieldValues, "job", ({ job }) => job);
export const getApplicationCustomFieldValues = gets(
  applications.getCustomFieldValues,
  "application",
  ({ application }) => application,
);
export const getCandidateCustomFieldValues = gets(
  candidates.getCustomFieldValues,
  "candidate",
  ({ candidate }) => candidate,
);

export const updateJobCustomFields = updates(jobs.updateCustomFields, "job", ({ job }) => job);
export const updateApplicationCustomFields = updates(
  applications.updateCustomFields,
  "application",
  ({ application }) => application,
);
export const updateCandidateCustomFields = updates(
  candidates.updateCustomFields,
  "candidate",
  ({ candidate }) => candidate,
);
