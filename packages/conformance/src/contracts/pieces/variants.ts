import { z } from "zod/mini";
import type { Trial } from "../../contract-test.ts";
import type { Variant } from "../../world.ts";

/** The variants whose settings the adapter knows: a world may serve several adapters. */
export const variantsFor = ({ world, adapter }: Pick<Trial, "world" | "adapter">): readonly Variant[] =>
  (world.variants ?? []).filter(({ settings }) => z.safeParse(adapter.settings, settings).success);

/** The settings with which a capability does the same in another way. */
export const sameOtherwise = (trial: Trial): readonly Variant[] =>
  variantsFor(trial).filter(
    ({ lane, otherwise }) => otherwise === undefined && (lane === undefined || lane === trial.cell.lane),
  );

/** The settings that change what a capability asks, with the texts that show it. */
export const changing = (trial: Trial) =>
  variantsFor(trial).flatMap((variant) => {
    const traces = variant.otherwise?.[trial.capability.id];
    return traces ? [{ ...variant, traces }] : [];
  });
