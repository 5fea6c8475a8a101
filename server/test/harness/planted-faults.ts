/** For each invariant what breaks it: statements of somebody who can do anything. One without a fault proves nothing. */

/** Objects of the shop of `invariants.test.ts`. */
export type Standing = { line: string; order: string; payment: string; member: string; buyer: string };

export const plantedFaults: Record<string, (of: Standing) => string[]> = {
  feed_has_no_hole: () => ["delete from plinth.events where seq = 2"],
  feed_ends_at_its_head: () => [
    "update plinth.organization_feed set seq = seq - 1 where organization_id <> '00000000-0000-0000-0000-000000000000'",
  ],
  fact_is_told_once: () => [
    "update plinth.events set id = (select id from plinth.events where seq = 2 limit 1) where seq = 3",
  ],
  trail_has_no_hole: () => ["delete from plinth.audit_trail where seq = 2"],
  trail_ends_at_its_head: () => ["update plinth.audit_heads set seal = sha256(seal)"],
  entry_is_under_one_seal: () => ["delete from plinth.audit_seals where first_seq > 1"],
  entry_is_written_once: () => [
    `insert into plinth.audit_entries (organization_id, id, actor, people, action, subject_type, changes, request_id, door, occurred_at)
     select organization_id, id, actor, people, action, subject_type, changes, request_id, door, occurred_at from plinth.audit_trail`,
  ],
  seals_are_genuine: ({ order }) => [
    `update plinth.audit_trail set actor = 'system:nobody' where subject_id = '${order}'`,
  ],
  stock_is_its_ledger: () => ["update stock_movements set quantity = 9"],
  reserved_is_its_reservations: () => ["update stock_levels set reserved = reserved + 1"],
  nothing_is_oversold: () => [
    "alter table stock_levels drop constraint reserved_within_stock",
    "update stock_levels set reserved = on_hand + 1",
  ],
  movement_has_its_level: () => ["delete from stock_levels"],
  movement_is_in_the_trail: () => ["update stock_movements set id = uuidv7()"],
  told_movement_is_there: () => ["delete from stock_movements"],
  order_has_its_lines: () => ["update order_lines set position = position + 1"],
  open_order_holds_its_lines: ({ line }) => [
    `update reservations set released_at = null where order_line_id <> '${line}' and released_at is not null`,
  ],
  line_holds_its_product: ({ line }) => [`update order_lines set product_id = uuidv7() where id = '${line}'`],
  orders_are_numbered_without_gap: () => [
    "update plinth.counters set last = last + 1 where series like 'SO-%'",
  ],
  held_order_is_placed: () => [
    "update orders set held_because = 'second_person', held_at = placed_at where status = 'cancelled'",
  ],
  line_is_quantity_times_price: () => ["update order_lines set net_minor = net_minor + 1"],
  order_is_its_lines: () => ["update orders set tax_minor = tax_minor + 1, total_minor = total_minor + 1"],
  payment_status_follows_amounts: ({ order }) => [`update orders set paid_minor = 1 where id = '${order}'`],
  rule_gives_no_more_credit: ({ order }) => [
    "update customers set credit_limit_minor = 0",
    `update orders set payment_method = 'on_account', confirmed_by = 'system:' || organization_id where id = '${order}'`,
  ],
  order_has_told_its_steps: () => [
    "update plinth.events set type = 'order.touched' where type = 'order.cancelled'",
  ],
  order_tells_each_step_once: ({ order }) => [
    `insert into plinth.outbox (organization_id, type, subject_type, subject_id, subject_version, actor)
     select organization_id, 'order.placed', 'order', id, 1, 'system:nobody' from orders where id = '${order}'`,
  ],
  order_is_placed_before_it_is_cancelled: () => [
    "update plinth.events set seq = 0 where type = 'order.cancelled'",
  ],
  told_order_is_there: ({ order }) => [`delete from orders where id = '${order}'`],
  order_is_in_the_trail: ({ order }) => [`delete from plinth.audit_trail where subject_id = '${order}'`],
  payment_is_its_postings: ({ payment }) => [
    `update payment_postings set amount_minor = amount_minor + 1 where payment_id = '${payment}' and entry = 'received'`,
  ],
  payment_is_its_refunds: ({ payment }) => [
    `update refunds set amount_minor = amount_minor + 1 where payment_id = '${payment}'`,
  ],
  paid_order_is_its_ledger: () => ["update orders set paid_minor = paid_minor + 1 where paid_minor > 0"],
  whoever_accepted_belongs: () => ["delete from members", "delete from buyers"],
  member_is_named_as_the_human: ({ member }) => [
    `update users set name = 'Somebody else' where id = '${member}'`,
  ],
  buyer_is_named_as_the_human: ({ buyer }) => [
    `update users set email = 'else@example.com' where id = '${buyer}'`,
  ],
};

/** The same for what only tests can claim. */
export const plantedClaims: Record<string, string[]> = {
  "positions of the whole feed have no hole": ["update plinth.events set pos = pos + 1"],
  "the feed of an organization is numbered from 1": ["delete from plinth.events where seq = 1"],
  "an order tells each fact once": [
    "insert into plinth.events select organization_id, seq + 1000, pos + 1000, id, type, subject_type, subject_id, subject_version, actor, data, occurred_at from plinth.events",
  ],
  "every process was told of a session that was ended a moment ago": ["delete from plinth.user_revocations"],
  "an idempotency record names an order that is there": [
    "update plinth.idempotency_records set location = '/v1/orders/' || uuidv7()",
  ],
};
