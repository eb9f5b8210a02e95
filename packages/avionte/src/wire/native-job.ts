import { orNull } from "@anyats/http";
import { z } from "zod/mini";

/** A value of another form costs itself, not the record. */
const text = orNull(z.string());
const number = orNull(z.number());
/** What is not known here stays: the record is given as it came. */
const rates = orNull(z.looseObject({ regular: number, overtime: number, doubletime: number }));

/** The item shape was never seen in public: it is the one of the emulator, to be corrected after the first live call. */
export const nativeCustomDetail = z.object({
  definitionId: z.pipe(z.union([z.number(), z.string()]), z.transform(String)),
  name: text,
  value: z.optional(z.unknown()),
});

/** Read one by one, so that one that cannot be read costs itself and not its list. */
export const entriesAsSent = z.array(z.unknown());
export const nativeCustomDetails = orNull(entriesAsSent);

export const nativeAddress = orNull(
  z.looseObject({ street1: text, street2: text, city: text, state_Province: text, postalCode: text, country: text }),
);
export type NativeAddress = z.output<typeof nativeAddress>;

/** A job as `GET /job/{id}` and `POST /jobs/multi-query` give it. Source: captured answers of independent clients. */
export const nativeJob = z.looseObject({
  id: z.number(),
  title: text,
  status: text,
  companyId: number,
  companyName: text,
  positions: number,
  placed: number,
  startDate: text,
  endDate: text,
  payRates: rates,
  billRates: rates,
  worksiteAddress: nativeAddress,
  notes: text,
  customJobDetails: nativeCustomDetails,
});
export type NativeJob = z.output<typeof nativeJob>;
