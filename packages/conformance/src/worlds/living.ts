/** The records that are there, without the deleted ones. */
export const living = <Row extends { readonly remote_deleted_at: string | null }>(rows: readonly Row[]) =>
  rows.filter(({ remote_deleted_at }) => remote_deleted_at === null);
