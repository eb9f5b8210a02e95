import type { CustomFieldValue, EnhancedJob, Job, Location } from "@anyats/core";
import type { NativeAddress, NativeJob } from "../wire/native-job.ts";
import { nativeDay } from "./native-dates.ts";

function toWorksite(address: NativeAddress): Location | null {
  if (!address) return null;
  return {
    street1: address.street1 ?? null,
    street2: address.street2 ?? null,
    city: address.city ?? null,
    state: address.state_Province ?? null,
    zipCode: address.postalCode ?? null,
    country: address.country ?? null,
    raw: null,
  };
}

function toRates(rates: NativeJob["payRates"]): EnhancedJob["payRates"] {
  if (!rates) return null;
  return { regular: rates.regular ?? null, overtime: rates.overtime ?? null, doubleTime: rates.doubletime ?? null };
}

/** Joins Avionté's own job with Kombo's and with the values of its custom fields. */
export function toEnhancedJob(
  native: NativeJob,
  job: Job | null,
  customFields: readonly CustomFieldValue[],
): EnhancedJob {
  const hasCompany = native.companyId != null || native.companyName != null;
  return {
    remoteId: String(native.id),
    job,
    title: native.title ?? job?.title ?? null,
    status: native.status ?? null,
    company: hasCompany
      ? { remoteId: native.companyId == null ? null : String(native.companyId), name: native.companyName ?? null }
      : null,
    positions: native.positions ?? null,
    filled: native.placed ?? null,
    startsOn: nativeDay(native.startDate),
    endsOn: nativeDay(native.endDate),
    payRates: toRates(native.payRates),
    billRates: toRates(native.billRates),
    worksite: toWorksite(native.worksiteAddress),
    notes: native.notes ? { untrustedHtml: native.notes } : null,
    customFields: [...customFields],
    native,
  };
}
