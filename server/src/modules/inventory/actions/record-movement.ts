import Type, { type Static } from "typebox";
import { listProductIds } from "#modules/catalog";
import { defineAction, type Ending, notThere, taken } from "#platform/action";
import { noteChanges } from "#platform/audit";
import type { Tx } from "#platform/db";
import { alreadyExists, invalidInput, type Problem } from "#platform/errors";
import { uuidv7 } from "#platform/uuid";
import { belowReserved } from "../errors.ts";
import { stockMoved } from "../events.ts";
import {
  insertMovements,
  knownMovements,
  lockLevels,
  type Movement,
  warehousesByPriority,
} from "../queries.ts";
import { reasons, stockMovement } from "../resource.ts";
import { toMilli } from "../stock.ts";

const RecordMovement = Type.Object(
  {
    product_id: Type.String({ format: "uuid", description: "The product that moves." }),
    warehouse_id: Type.Optional(
      Type.String({ format: "uuid", description: "Where; absent is the default warehouse." }),
    ),
    quantity: Type.Refine(
      Type.Number({
        minimum: -999_999_999,
        maximum: 999_999_999,
        description:
          "The change: positive when received or returned, negative when lost, either when adjusted.",
        examples: [40],
      }),
      (value) => /^-?\d+(\.\d{1,3})?$/.test(String(value)) && value !== 0,
      () => "must not be 0 and have at most 3 decimals",
    ),
    reason: Type.Enum([...reasons], { description: "Why it changes.", examples: ["received"] }),
    note: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 500,
        description: "A remark.",
        examples: ["Delivery note 4711"],
      }),
    ),
    external_reference: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100,
        description: "The movement's name in another system; unique.",
        examples: ["GRN-4711"],
      }),
    ),
  },
  { additionalProperties: false },
);
type RecordMovement = Static<typeof RecordMovement>;

/**
 * Record why a quantity on hand changes: an entry of the ledger and the level it belongs to, together.
 * What is reserved for orders can not be taken away: that is 409.
 */
export const recordMovement = defineAction({
  name: "stock_movements.create",
  door: "POST /v1/stock_movements",
  permission: "inventory:write",
  describe:
    "Record goods received, returned, lost or counted. The level follows; what is reserved can not be taken away.",
  input: RecordMovement,
  output: stockMovement,
  fails: [belowReserved, alreadyExists],
  batch: true,
  async many(contexts, tx, wishes) {
    const refused = wishes.map((wish) => signProblem(wish));
    const [products, warehouses, known] = await Promise.all([
      listProductIds(
        tx,
        wishes.map(({ product_id }) => product_id),
      ),
      warehousesByPriority(tx),
      knownMovements(
        tx,
        wishes.flatMap(({ external_reference }) => external_reference ?? []),
      ),
    ]);
    const movements = wishes.map((wish, i): Movement | undefined => {
      refused[i] ??= referenceProblem(wish, products, warehouses, known);
      return refused[i] === undefined ? movementOf(wish, warehouses) : undefined;
    });

    const granted = await withinStock(tx, movements, refused);
    if (granted.length > 0) await insertMovements(tx, granted);
    return movements.map((movement, i): Ending => {
      const problem = refused[i];
      if (movement === undefined || problem !== undefined)
        return { refused: problem ?? notThere("/product_id") };
      const { id, productId, warehouseId, quantity, reason } = movement;
      noteChanges(tx, id, { quantity: { after: quantity }, reason: { after: reason } });
      stockMoved.emit(
        tx,
        contexts[i] ?? tx.context,
        { id, version: 1 },
        { product_id: productId, warehouse_id: warehouseId, reason },
      );
      return id;
    });
  },
});

/** Received and returned add, lost takes away: the sign must say the same as the reason. */
function signProblem({ quantity, reason }: RecordMovement): Problem | undefined {
  const expected = { received: 1, returned: 1, lost: -1, adjusted: Math.sign(quantity) }[reason];
  if (Math.sign(quantity) === expected) return undefined;
  const detail = `What is ${reason} has a ${expected > 0 ? "positive" : "negative"} quantity.`;
  return invalidInput(detail, { errors: [{ pointer: "/quantity", code: "sign", detail }] });
}

function referenceProblem(
  wish: RecordMovement,
  products: Set<string>,
  warehouses: string[],
  known: Set<string>,
): Problem | undefined {
  if (!products.has(wish.product_id.toLowerCase())) return notThere("/product_id");
  if (wish.warehouse_id !== undefined && !warehouses.includes(wish.warehouse_id.toLowerCase()))
    return notThere("/warehouse_id");
  const reference = wish.external_reference;
  if (reference === undefined) return undefined;
  if (known.has(reference))
    return taken("external_reference", `There is one with external_reference "${reference}" already.`);
  known.add(reference); // a second one in the same set is refused like one from before
  return undefined;
}

function movementOf(wish: RecordMovement, [first = "", ...others]: string[]): Movement {
  const wanted = wish.warehouse_id?.toLowerCase();
  return {
    id: uuidv7(),
    productId: wish.product_id.toLowerCase(),
    warehouseId: [first, ...others].find((id) => id === wanted) ?? first,
    quantity: wish.quantity,
    reason: wish.reason,
    note: wish.note ?? null,
    externalReference: wish.external_reference ?? null,
  };
}

/** What a stock level's column holds. */
const mostMilli = 999_999_999_999_999;

/** Locks the levels and grants movement by movement what leaves enough; the others are refused. */
async function withinStock(
  tx: Tx,
  movements: (Movement | undefined)[],
  refused: (Problem | undefined)[],
): Promise<Movement[]> {
  const pairs = movements.filter((movement) => movement !== undefined);
  if (pairs.length === 0) return [];
  const key = ({ productId, warehouseId }: { productId: string; warehouseId: string }) =>
    `${productId} ${warehouseId}`;
  const levels = new Map((await lockLevels(tx, pairs)).map((level) => [key(level), level]));
  return movements.flatMap((movement, i) => {
    if (movement === undefined) return [];
    const level = levels.get(key(movement)) ?? { onHandMilli: 0, reservedMilli: 0 };
    const after = level.onHandMilli + toMilli(movement.quantity);
    // adding is always right, also where too little lies there already
    if (movement.quantity < 0 && after < level.reservedMilli) {
      const left = (level.onHandMilli - level.reservedMilli) / 1_000;
      const detail = `${level.onHandMilli / 1_000} lie there and ${level.reservedMilli / 1_000} are reserved: at most ${left} can be taken away.`;
      refused[i] = belowReserved(detail, {
        errors: [{ pointer: "/quantity", code: "below_reserved", detail }],
      });
      return [];
    }
    if (after > mostMilli) {
      const detail = `${level.onHandMilli / 1_000} lie there; a level holds at most ${mostMilli / 1_000}.`;
      refused[i] = invalidInput(detail, { errors: [{ pointer: "/quantity", code: "too_large", detail }] });
      return [];
    }
    level.onHandMilli = after;
    return [movement];
  });
}
