import { LOGGER, type Logger, ContainerModule } from "@anyats/core";
import type { Logger as PinoLogger } from "pino";

/** The part of a pino logger that is used; a child logger of the app will do. */
export type Pino = Pick<PinoLogger, keyof Logger>;

const levels = ["debug", "info", "warn", "error"] as const satisfies readonly (keyof Logger)[];

/**
 * A module for `connect`: what an operator may want to know of the connection goes to a pino logger, the facts as
 * fields of the record.
 */
export function pinoLogger(pino: Pino): ContainerModule {
  const write = (level: (typeof levels)[number]) => (message: string, facts?: Readonly<Record<string, unknown>>) =>
    facts ? pino[level](facts, message) : pino[level](message);
  const logger = Object.fromEntries(levels.map((level) => [level, write(level)])) as Readonly<
    Record<keyof Logger, ReturnType<typeof write>>
  >;
  return new ContainerModule(({ bind }) => void bind(LOGGER).toConstantValue(logger));
}
