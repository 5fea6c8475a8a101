/** How many of everything the bench works on, and who owns which: the n-th order belongs to organization n mod N. */

export type Population = {
  orders: number;
  organizations: number;
  customersEach: number;
  productsEach: number;
  usersEach: number;
};

/** @returns the usual population, or a tiny one that only shows that everything runs. */
export function population({ orders, organizations }: { orders: number; organizations: number }): Population {
  const each = Math.ceil(orders / organizations);
  return {
    orders,
    organizations,
    customersEach: Math.min(200, Math.max(4, Math.ceil(each / 10))),
    productsEach: Math.min(500, Math.max(10, Math.ceil(each / 10))),
    // so many that hardly anybody logs in twice in one run
    usersEach: Math.min(200, Math.max(10, Math.ceil(each / 10))),
  };
}

export const linesPerOrder = 3;
