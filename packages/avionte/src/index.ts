export { avionte } from "./adapter.ts";
export { CUSTOM_FIELDS, type CustomFields } from "./custom-fields/custom-fields.ts";
export type { Entity } from "./native/remote-ids.ts";
export * from "./handlers/index.ts";
export { limitations } from "./limitations.ts";
export { NATIVE, type Native } from "./native/native-api.ts";
export { knownRoutes, type NativeRoute, type RouteName, type RouteRows } from "./routes/route-rows.ts";
export { ROUTES, type NoteStyle, type RouteTable } from "./routes/route-table.ts";
export { avionteSettings, type AvionteSettings } from "./settings.ts";
