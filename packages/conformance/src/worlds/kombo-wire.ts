import type { Emulator } from "@anyats/emulator";
import { isKomboWrite } from "./kombo-writes.ts";
import { otherwise } from "./native-truth.ts";

/** What changes on the way between a client and the emulator. */
export interface Wire {
  readonly fetch: typeof globalThis.fetch;
  /** Whether the answer to the next write warns of something. */
  warnings(on: boolean): void;
  /** How many answers have warned. */
  warned(): number;
}

/** What the ATS warns of. */
export const warning = "The ATS stored it, and has something to say 4731.";

interface Detail {
  readonly definitionId: number;
  readonly name: string;
  readonly value: string | readonly string[] | null;
}

const detailsKeys = ["customJobDetails", "customDetails"] as const;

/** The way to an emulator: values of custom fields are written in the different ways of real data. */
export function written(emulator: Emulator): Wire {
  let [warns, warned] = [false, 0];
  const types = new Map<number, string>();
  const typeOf = (id: number): string => {
    if (types.size === 0)
      for (const noun of ["job", "application", "candidate"]) {
        const path = `/${noun}/customDetailDefinitions`;
        const { body } = emulator.native({ method: "GET", path, query: new URLSearchParams(), body: undefined });
        for (const each of body as readonly { id: number; dataType: string }[]) types.set(each.id, each.dataType);
      }
    return types.get(id) ?? "";
  };
  const rewritten = (record: unknown): unknown => {
    if (typeof record !== "object" || record === null) return record;
    const key = detailsKeys.find((name) => Array.isArray((record as Record<string, unknown>)[name]));
    if (!key) return record;
    const details = (record as Record<string, readonly Detail[]>)[key]!;
    const values = details.map((each, index) => ({
      ...each,
      value: otherwise(typeOf(each.definitionId), each.value, idOf(record) + index),
    }));
    return { ...record, [key]: values };
  };
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const isPassthrough = request.url.includes("/passthrough/");
    const writes = warns && (await isWrite(request.clone(), isPassthrough));
    const response = await emulator.fetch(request);
    if (!response.ok || !(isPassthrough || writes)) return response;
    const copy = response.clone();
    let body: { data?: { data?: unknown }; warnings?: unknown[] };
    try {
      body = (await copy.json()) as typeof body;
    } catch {
      return response;
    }
    if (isPassthrough && body.data) {
      const { data } = body.data;
      body.data.data = Array.isArray(data) ? data.map(rewritten) : rewritten(data);
    }
    if (writes) {
      [warns, warned] = [false, warned + 1];
      body.warnings = [...(body.warnings ?? []), { message: warning }];
    }
    return new Response(JSON.stringify(body), { status: response.status, headers: response.headers });
  };
  return {
    fetch,
    warnings: (on) => void ([warns, warned] = [on, 0]),
    warned: () => warned,
  };
}

async function isWrite(request: Request, isPassthrough: boolean): Promise<boolean> {
  const { method } = request;
  const path = new URL(request.url).pathname.replace(/^\/v\d+/, "");
  if (!isPassthrough) return isKomboWrite({ method, path });
  return isKomboWrite({ method, path, passthrough: (await request.json()) as { method: string; path: string } });
}

/** A number of a record that stays the same, so that a record is always written in the same way. */
const idOf = (record: unknown): number =>
  Number(
    String((record as { readonly id?: unknown } | null)?.id ?? 0)
      .replaceAll(/\D/g, "")
      .slice(-4),
  );
