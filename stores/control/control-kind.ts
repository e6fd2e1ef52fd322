/**
 * One kind of control data: how it is read from Postgres, and how a process holds it in memory. A new kind is such a value, a line in
 * `control-state.ts`, and `append_control(subject, id, tenant)` wherever one of its rows changes.
 */
export type ControlKind<Item extends { tenantId: string }> = {
  /** What `control_log.subject` calls it. */
  subject: string;
  /** A view of those that are in force; what it shows no longer is forgotten. */
  view: string;
  /** The column of the view (a uuid) that `control_log.subject_id` names. */
  idColumn: string;
  /** The columns of an item, under the names of its fields. */
  columns: string;
  /** An item of a row of the view. Takes an item that was written as JSON as well, as the file has them. */
  toItem(row: Written<Item>): Item;
  idOf(item: Item): string;
  /** Other names that an item is found by; none is shared with another item of the kind. */
  namesOf(item: Item): readonly (string | number)[];
};

/** An item whose dates may be texts. */
export type Written<Item> = { [Name in keyof Item]: Item[Name] extends Date ? Date | string : Item[Name] };
