import { unreadableAnswer as unreadable, type Meaning } from "@anyats/http";
import type { AtsError, CapabilityEffect } from "@anyats/core";
import { z } from "zod/mini";
import { codeForStatus, komboCodes } from "./kombo-codes.ts";

const errorBody = z.looseObject({
  error: z.looseObject({ code: z.nullish(z.string()), log_url: z.nullish(z.string()) }),
});

/** What an answer that is not a success says. Kombo's own message is left out: it may hold a person's data. */
export interface KomboRefusal {
  readonly upstreamCode: string | undefined;
  readonly meaning: Meaning;
  readonly logUrl: string | undefined;
}

/** The address of a log, where it is one: https, bounded, and in a form in which no character steers a terminal. */
export function safeLogUrl(value: string | null | undefined): string | undefined {
  const url = value ? URL.parse(value) : null;
  return url?.protocol === "https:" ? url.href.slice(0, 500) : undefined;
}

/** How Kombo writes its codes. What looks otherwise may be anything, and is not passed on. */
const looksLikeACode = /^[A-Z][A-Z_]{0,40}(\.[A-Z][A-Z0-9_]{0,60}){1,3}$/;

/** Reads an error answer: by its code, and by its status only where there is no code that is known. */
export function readRefusal(status: number, body: unknown): KomboRefusal {
  const parsed = errorBody.safeParse(body);
  const said = parsed.success ? (parsed.data.error.code ?? undefined) : undefined;
  const upstreamCode = said !== undefined && said.length <= 300 && looksLikeACode.test(said) ? said : undefined;
  const known = upstreamCode === undefined ? undefined : komboCodes[upstreamCode];
  const logUrl = parsed.success ? safeLogUrl(parsed.data.error.log_url) : undefined;
  return { upstreamCode, meaning: known ?? codeForStatus(status), logUrl };
}

/** An answer came that is not what it should be. */
export function unreadableAnswer(what: string, effect: CapabilityEffect, status: number): AtsError {
  return unreadable(what, { name: "Kombo", party: "aggregator" }, effect, { status });
}
