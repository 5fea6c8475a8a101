/** What the demonstration company sells, and how much of it lies in the main warehouse. */
type Product = {
  external_reference: string;
  sku: string;
  name: string;
  description: string;
  unit: string;
  tax_category: "standard" | "reduced";
  unit_cost: string;
  prices: { currency: string; unit_price: string }[];
  stock: number;
};

export const products: Product[] = [
  grocery("CO-100", "Espresso Forte, whole beans", "Dark roast, 1 kg bag", "bag", "11.20", "17.90", 240),
  grocery("CO-110", "Filter Roast, ground", "Medium roast, 500 g", "bag", "4.85", "7.95", 410),
  grocery("TE-200", "Darjeeling First Flush", "Loose leaf, 250 g tin", "tin", "9.10", "15.50", 85),
  grocery("TE-210", "Peppermint, organic", "100 bags", "box", "2.35", "4.20", 320),
  grocery("OL-300", "Olive oil extra virgin", "Cold pressed, 5 l canister", "canister", "31.40", "46.00", 60),
  grocery("PA-310", "Spaghetti n° 5", "Durum wheat, 12 × 500 g", "case", "9.96", "15.48", 150),
  grocery("CH-320", "Dark chocolate 70 %", "24 bars of 100 g", "case", "26.40", "39.60", 12),
  grocery("HO-330", "Forest honey", "6 jars of 500 g", "case", "24.90", "36.90", 0),
  equipment("EQ-400", "Espresso machine Duo", "Two groups, 11 l boiler", "piece", "1890.00", "2790.00", 4),
  equipment("EQ-410", "Coffee grinder K30", "64 mm burrs", "piece", "312.50", "489.00", 9),
  equipment("EQ-420", "Porcelain cup 80 ml", "With saucer, stackable", "piece", "1.645", "2.9500", 1_200),
  equipment("EQ-430", "Cleaning tablets", "100 tablets of 2 g", "tin", "6.30", "10.80", 75),
];

function grocery(...row: Row): Product {
  return product("reduced", row);
}

function equipment(...row: Row): Product {
  return product("standard", row);
}

type Row = [
  sku: string,
  name: string,
  description: string,
  unit: string,
  cost: string,
  euros: string,
  stock: number,
];

/** Sweden buys in its own currency; its list is kept at eleven and a half kronor to the euro. */
function product(
  tax_category: Product["tax_category"],
  [sku, name, description, unit, unit_cost, euros, stock]: Row,
): Product {
  const kronor = (Math.round(Number(euros) * 1_150) / 100).toFixed(2);
  return {
    external_reference: `demo-${sku}`,
    sku,
    name,
    description,
    unit,
    tax_category,
    unit_cost,
    prices: [
      { currency: "EUR", unit_price: euros },
      { currency: "SEK", unit_price: kronor },
    ],
    stock,
  };
}
