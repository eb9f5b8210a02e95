export type { Client, ClientOf, Connection, Method, Methods } from "./client.ts";
export type * from "./operations.generated.ts";
export { connect, type ConnectOptions } from "./connect.ts";
export { withinLimits, type Limits } from "./deadline.ts";
export { methodOf, type UntypedMethod } from "./method-of.ts";
export type { TenantField, TenantFields, TenantFieldUpdates, WithTenantFields } from "./tenant-fields.ts";
export { refusal } from "./limitation-checks.ts";
