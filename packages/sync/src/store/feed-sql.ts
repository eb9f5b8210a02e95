/**
 * Gives rows of `told (id, op, previous, ord)` their numbers. To be put after a `with` list that defines `told`; the
 * connection's row is locked already, so that numbers have no gap and no order but that of the commits.
 */
export function feedOf(schema: string, model: string, connection = "$1", now = "$2"): string {
  return `counted as (
      update ${schema}.connections c set feed_seq = c.feed_seq + n.n
      from (select count(*) as n from told) n
      where c.id = ${connection} and n.n > 0 returning c.feed_seq - n.n as seq
    ), fed as (
      insert into ${schema}.feed (connection_id, seq, at, model, id, op, previous_id)
      select ${connection}, counted.seq + row_number() over (order by told.id), ${now}, '${model}', told.id, told.op, told.previous
      from told, counted
    )`;
}

/** Adds to the number of living records of a stream. To be put into a `with` list; `change` is a number of rows. */
export function tallyOf(schema: string, stream: string, change: string, connection = "$1"): string {
  return `tallied as (
      update ${schema}.streams s set records = s.records + n.n
      from (select (${change}) as n) n
      where s.connection_id = ${connection} and s.stream = '${stream}' and n.n <> 0
    )`;
}
