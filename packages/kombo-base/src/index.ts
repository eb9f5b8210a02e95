export { komboBase } from "./adapter.ts";
export * from "./handlers/index.ts";
export { ATTACHMENTS, type Attachments } from "./reading/attachments.ts";
export { LISTS, type Lists, type Query } from "./reading/list-reader.ts";
export { ListStream } from "./reading/list-stream.ts";
export { readRecord, readRecords, type Drift, type Mapping, type Reading } from "./reading/tolerant-reader.ts";
export { komboSettings, regions, type KomboSettings, type Region } from "./settings.ts";
export { readAnswer, readList, type Answered, type ListPage } from "./transport/envelope.ts";
export { path, TRANSPORT, type KomboAnswer, type KomboRequest, type Transport } from "./transport/kombo-transport.ts";
