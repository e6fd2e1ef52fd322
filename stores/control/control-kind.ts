/**
 * One kind of control data: how it is read from Postgres, and how a process holds it in memory. A new kind is such a value, a line in
 * `control-state.ts`, and `append_control(subject, id, tenant)` wherever one of its rows changes.
 */
export type ControlKind<Item extends { tenantId: string }> = {
  /** The kind's name in `control_log.subject`. */
  subject: string;
  /** A view of the items in force; a process forgets an item that the view no longer shows. */
  view: string;
  /** The column of the view (a uuid) that `control_log.subject_id` names. */
  idColumn: string;
  /** The columns of an item, under the names of its fields. */
  columns: string;
  /** Makes an item of a row of the view, or of an item's JSON, as the file has it. */
  toItem(row: Written<Item>): Item;
  idOf(item: Item): string;
  /** Other names by which an item is found; no two items of a kind share a name. */
  namesOf(item: Item): readonly (string | number)[];
};

/** An item whose dates may be texts. */
export type Written<Item> = { [Name in keyof Item]: Item[Name] extends Date ? Date | string : Item[Name] };
