import { z } from "zod";

const text = z.string().nullish();
const number = z.number().nullish();
const rates = z.object({ regular: number, overtime: number, doubletime: number }).nullish();

/** The item shape was never seen in public: it is the one of the emulator, to be corrected after the first live call. */
export const nativeCustomDetail = z.object({
  definitionId: z.union([z.number(), z.string()]).transform(String),
  name: text,
  value: z.unknown().optional(),
});

/** Read one by one, so that one that cannot be read costs itself and not its record. */
export const nativeCustomDetails = z.array(z.unknown()).nullish();

export const nativeAddress = z
  .object({ street1: text, street2: text, city: text, state_Province: text, postalCode: text, country: text })
  .nullish();
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
