export * from "./stream-attachments.ts";
