export { pinoLogger, type Pino } from "./module.ts";
